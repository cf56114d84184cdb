#include "harness/workloads/mixes.h"

#include <fmt/format.h>

#include "engine/io/macros.h"
#include "harness/workloads/written_record.h"
#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

constexpr std::size_t longer_than_a_page = 4500;

class Drawing {
 public:
  Drawing(const Mix& mix, std::uint64_t seed) : mix_(mix), chooser_(seed) {}

  Plan draw() {
    while (plan_.operations.size() < mix_.operations) draw_one();
    return std::move(plan_);
  }

 private:
  std::string key() { return fmt::format("key{}", chooser_.below(mix_.keys)); }

  // Each is its own, so that the oracle can tell every version from every other.
  std::string value() {
    auto letter = static_cast<char>('a' + chooser_.below(26));
    std::size_t length = chooser_.below(16);
    return fmt::format("v{}{}", ++versions_, std::string(length, letter));
  }

  // One after the other: compilers differ in which argument of a call they draw first.
  std::pair<std::string, std::string> key_and_value() {
    std::string drawn = value();
    return {key(), std::move(drawn)};
  }

  bool falls_on(std::uint64_t percent) {
    bool falls = dice_ < percent;
    dice_ -= falls ? 0 : percent;
    return falls;
  }

  void draw_one() {
    auto& operations = plan_.operations;
    dice_ = chooser_.below(100);
    if (falls_on(mix_.gets)) {
      operations.push_back(get_operation(key()));
    } else if (falls_on(mix_.removes)) {
      operations.push_back(remove_operation(key()));
    } else if (falls_on(mix_.batches)) {
      operations.push_back(batch_operation(batch()));
    } else if (falls_on(mix_.compactions)) {
      operations.push_back(plain_operation(OperationKind::compact));
    } else if (falls_on(mix_.syncs)) {
      operations.push_back(plain_operation(OperationKind::sync));
    } else if (falls_on(mix_.reopens)) {
      operations.push_back(plain_operation(OperationKind::reopen));
    } else if (falls_on(mix_.kills)) {
      operations.push_back(plain_operation(OperationKind::kill));
    } else if (falls_on(mix_.waits)) {
      auto milliseconds = chooser_.between(1, mix_.wait_milliseconds_max);
      operations.push_back(wait_operation(std::chrono::milliseconds(milliseconds)));
    } else {
      auto [key, value] = key_and_value();
      operations.push_back(set_operation(key, value));
    }
  }

  Batch batch() {
    Batch drawn;
    for (auto changes = chooser_.between(2, 5); changes > 0; --changes) {
      if (chooser_.chance(25)) {
        drawn.remove(key());
      } else {
        auto [key, value] = key_and_value();
        drawn.set(key, value);
      }
    }
    return drawn;
  }

  const Mix& mix_;
  Chooser chooser_;
  Plan plan_;
  std::uint64_t versions_ = 0;
  std::uint64_t dice_ = 0;
};

}  // namespace

Plan draw(const Mix& mix, std::uint64_t seed) { return Drawing(mix, seed).draw(); }

Plan awkward_bytes(std::uint64_t seed) {
  using namespace std::string_literals;
  Chooser chooser(seed);
  const std::vector<std::string> keys{""s,     "\0"s, "\0\0"s,  "\n"s,
                                      "\xff"s, " "s,  "plain"s, written_record("plain", "forged")};
  std::vector<std::string> values{
      ""s,
      "\0"s,
      "line\nline\r\n"s,
      "\xff\xfe"s,
      written_record("plain", "forged"),
      written_record("plain", std::nullopt),
      written_record("", "") + written_record("\n", "forged"),
      std::string(24, '\0'),
      std::string(24, '\xff'),
  };
  Plan plan;
  for (int round = 0; round < 24; ++round) {
    const std::string& key = keys[chooser.below(keys.size())];
    // The number makes equal values differ, behind the bytes that matter.
    std::string value = values[chooser.below(values.size())] + fmt::format("#{}", round);
    if (chooser.chance(15)) {
      plan.operations.push_back(remove_operation(key));
    } else if (chooser.chance(15)) {
      plan.operations.push_back(set_operation(key, ""));
    } else {
      plan.operations.push_back(set_operation(key, value));
    }
    if (round % 10 == 9) plan.operations.push_back(plain_operation(OperationKind::compact));
  }
  // Over several sectors, of which one in the middle may be lost alone.
  Batch wide;
  wide.set("plain", std::string(1000, 'w'));
  wide.set("\n", std::string(500, 'w'));
  plan.operations.push_back(batch_operation(std::move(wide)));
  // Once, and late: each state from here on carries it.
  plan.operations.push_back(set_operation("plain", std::string(longer_than_a_page, 'p')));
  plan.operations.push_back(plain_operation(OperationKind::reopen));
  plan.operations.push_back(set_operation("", "last"));
  return plan;
}

}  // namespace powercut

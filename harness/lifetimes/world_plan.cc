#include "harness/lifetimes/world_plan.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "harness/lifetimes/limit_changes.h"

namespace powercut {

namespace {

constexpr std::size_t operations_max = 96;
constexpr std::size_t repeated_values_max = 8;

constexpr std::string_view letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// Beyond these sizes an edge costs much, since each copy of the disk has such values: only so many
// of 100 draws of such a value keep it.
constexpr std::uint64_t far_bytes = 40'000;
constexpr std::uint64_t far_share = 6;

// Keys that are no plain text, and one that fills a page by itself.
const std::string& awkward_key(std::uint64_t number) {
  using namespace std::string_literals;
  static const std::array<std::string, 6> keys{""s,  "\0"s,   "\xff\xff"s,
                                               "k"s, "k1\n"s, std::string(600, 'K')};
  return keys[number % keys.size()];
}

// A number from 1, as short as it can be, so that whole records are of one length in many worlds:
// then what is written ends just where something older did.
std::string short_text(std::uint64_t number) {
  std::string text;
  for (; number > 0; number = (number - 1) / letters.size()) {
    text.push_back(letters[(number - 1) % letters.size()]);
  }
  return text;
}

enum class Kind : std::uint8_t {
  fresh,
  overwrite,
  remove,
  batch,
  get,
  sync,
  compact,
  reopen,
  wait_little,
  wait_long,
  step,
  again,  // the change before, once more
};
constexpr std::uint64_t kind_count = 12;

// Long enough not to be a short text.
bool is_decimal(std::string_view value) {
  constexpr std::size_t least = 9;
  return value.size() >= least && value.find_first_not_of("-0123456789") == std::string_view::npos;
}

std::string decimal(Chooser& chooser) {
  constexpr std::array<std::int64_t, 8> edges{0,
                                              10,
                                              0x7fff'ffff,
                                              0xffff'ffff,
                                              999'999'999'999'999'999,
                                              -0x8000'0000LL,
                                              std::numeric_limits<std::int64_t>::max() - 2,
                                              std::numeric_limits<std::int64_t>::min()};
  return std::to_string(edges[chooser.below(edges.size())] +
                        static_cast<std::int64_t>(chooser.below(3)));
}

// How a world goes about things.
struct Habits {
  std::uint64_t keys;
  std::uint64_t key_bytes;
  bool zipfian;
  bool awkward;               // some keys are
  std::uint64_t batch_max;    // changes of one batch
  std::uint64_t value_bytes;  // usual size, at most
  bool one_size;              // all values are as long as that
  bool binary;                // they hold any bytes
  bool numbers;               // most are decimal, at the edges of what fits into so many bits
  std::uint64_t edge_share;   // of 100 values, those that go for an edge
  std::uint64_t empty_share;
  std::uint64_t lives_max;
  std::uint64_t operations_per_life;  // at most
  std::uint64_t crashes_again;        // of 100 crashes, those in whose recovery another comes
  std::uint64_t repeats;              // of 100 values, those that were there before
  std::uint64_t damages;              // of 100 ends of a life, those that damage a copy
  bool begins_with_many;              // of one kind, or of two by turns
  std::array<std::uint64_t, kind_count> weights;  // by Kind
};

Habits draw_habits(const WorldOptions& options, Chooser& chooser) {
  constexpr std::array<std::uint64_t, 8> key_counts{1, 2, 3, 3, 5, 8, 16, 40};
  constexpr std::array<std::uint64_t, 10> value_sizes{1, 1, 1, 8, 8, 24, 60, 120, 700, 5000};
  Habits habits{};
  habits.keys = key_counts[chooser.below(key_counts.size())];
  constexpr std::array<std::uint64_t, 6> key_sizes{1, 1, 1, 2, 3, 20};
  habits.key_bytes = key_sizes[chooser.below(key_sizes.size())];
  if (chooser.chance(3)) habits.key_bytes = chooser.chance(50) ? 300 : chooser.between(250, 260);
  habits.batch_max = 5;
  habits.zipfian = chooser.chance(30);
  habits.awkward = chooser.chance(25);
  habits.value_bytes = value_sizes[chooser.below(value_sizes.size())];
  // Larger than any window in which a store reads; seldom, since each copy of the disk has it.
  if (chooser.below(100) == 0) habits.value_bytes = 400'000;
  habits.one_size = chooser.chance(50);
  habits.binary = chooser.chance(10);
  habits.numbers = chooser.chance(4);
  habits.edge_share = chooser.chance(40) ? chooser.between(5, 60) : 0;
  habits.repeats = chooser.chance(30) ? chooser.between(5, 50) : 0;
  habits.empty_share = chooser.chance(25) ? chooser.between(5, 40) : 0;
  // So many keys, with values that are small, that what holds them grows, splits and is full.
  if (chooser.chance(4)) {
    habits.keys = chooser.between(60, 400);
    habits.batch_max = habits.keys;
    habits.value_bytes = 1;
  }
  habits.begins_with_many = chooser.chance(2);
  // A small world is done ten times as fast, and shows a fault of few steps just as well.
  bool is_small = chooser.chance(60);
  habits.lives_max = is_small ? chooser.between(1, 3) : 10;
  habits.operations_per_life = is_small ? chooser.between(1, 4) : chooser.between(1, 12);
  habits.crashes_again = chooser.chance(50) ? chooser.between(10, 70) : 5;
  // Where no disk is damaged nothing is drawn for it, and worlds are what they would be without.
  bool damages = options.worlds_with_damage > 0 && chooser.chance(options.worlds_with_damage);
  habits.damages = damages ? chooser.between(20, 80) : 0;
  // Half of the kinds are left out of each world; to change something is always possible.
  for (std::uint64_t& weight : habits.weights) {
    weight = chooser.chance(50) ? chooser.between(1, 20) : 0;
  }
  if (habits.batch_max > 5) habits.weights[static_cast<std::size_t>(Kind::batch)] += 20;
  habits.weights[static_cast<std::size_t>(Kind::fresh)] += chooser.between(2, 20);
  habits.weights[static_cast<std::size_t>(Kind::overwrite)] += chooser.between(0, 20);
  return habits;
}

class Drawing {
 public:
  Drawing(const WorldOptions& options, Chooser& chooser)
      : options_(options), chooser_(chooser), habits_(draw_habits(options, chooser)) {}

  Plan draw() {
    Plan plan;
    if (habits_.begins_with_many) many(plan.operations);
    const std::size_t most = plan.operations.size() + operations_max;
    std::uint64_t lives = std::min(options_.lives_max, chooser_.between(1, habits_.lives_max));
    for (std::uint64_t life = 0; life < lives && plan.operations.size() < most; ++life) {
      std::uint64_t operations = chooser_.between(0, habits_.operations_per_life);
      for (; operations > 0; --operations) plan.operations.push_back(operation());
      crash(plan.operations);
    }
    if (chooser_.chance(50)) plan.operations.push_back(operation());
    return plan;
  }

  Operation operation() {
    std::uint64_t sum = 0;
    for (std::uint64_t weight : habits_.weights) sum += weight;
    std::uint64_t dice = chooser_.below(sum);
    std::size_t kind = 0;
    while (dice >= habits_.weights[kind]) dice -= habits_.weights[kind++];
    return drawn(static_cast<Kind>(kind));
  }

  // Kills come at boundaries of operations and inside of them, power cuts likewise. Where a copy of
  // the disk is damaged, the process has ended, too.
  void crash(std::vector<Operation>& operations) {
    do {
      std::uint64_t dice = chooser_.below(100);
      std::uint64_t lot = chooser_.chance(25) ? 0 : chooser_.between(1, 999'999);
      if (habits_.damages > 0 && chooser_.chance(habits_.damages)) {
        operations.push_back(damage_operation(lot));
      } else if (dice < 60) {
        operations.push_back(power_operation(lot));
      } else if (dice < 90) {
        operations.push_back(kill_operation(lot));
      } else {
        operations.push_back(plain_operation(OperationKind::reopen));
      }
    } while (chooser_.chance(habits_.crashes_again));
  }

 private:
  Operation drawn(Kind kind) {
    Operation operation = of_kind(kind);
    if (operation.changes_state()) last_change_ = operation;
    return operation;
  }

  // So often that a counter of one byte begins anew, or that one gets a second digit.
  void many(std::vector<Operation>& operations) {
    habits_.value_bytes = std::min<std::uint64_t>(habits_.value_bytes, 60);
    habits_.batch_max = std::min<std::uint64_t>(habits_.batch_max, 5);
    habits_.edge_share = 0;
    std::vector<std::uint64_t> kinds{chooser_.below(kind_count + 2)};
    if (chooser_.chance(50)) kinds.push_back(chooser_.below(kind_count + 2));
    auto times = chooser_.chance(50) ? chooser_.between(7, 11) : chooser_.between(256, 280);
    for (; times > 0; --times) {
      for (std::uint64_t kind : kinds) {
        operations.push_back(kind < kind_count    ? drawn(static_cast<Kind>(kind))
                             : kind == kind_count ? kill_operation(0)
                                                  : power_operation(0));
      }
    }
  }

  std::string key() {
    std::uint64_t number =
        habits_.zipfian ? chooser_.zipfian_below(habits_.keys) : chooser_.below(habits_.keys);
    if (habits_.awkward && number % 3 == 0) return awkward_key(number / 3);
    std::string key = habits_.key_bytes == 1 ? std::string() : std::string("k");
    if (habits_.key_bytes > 2) key.resize(habits_.key_bytes - 1, '-');
    return key + short_text(number + 1);
  }

  std::string value() {
    if (chooser_.chance(habits_.empty_share)) return {};
    bool repeats = !values_.empty() && chooser_.chance(habits_.repeats);
    if (repeats) return values_[chooser_.below(values_.size())];
    if (habits_.numbers && chooser_.chance(80)) return decimal(chooser_);
    std::string value = short_text(++versions_);
    std::uint64_t size =
        habits_.one_size ? habits_.value_bytes : 1 + chooser_.below(habits_.value_bytes);
    const auto& lengths = options_.value_bytes;
    if (!lengths.empty() && chooser_.chance(habits_.edge_share) && chooser_.chance(30)) {
      size = lengths[chooser_.below(lengths.size())] + chooser_.below(2);
      if (size > far_bytes && !chooser_.chance(far_share)) size = 1 + size % far_bytes;
    } else if (!options_.edges.empty() && chooser_.chance(habits_.edge_share)) {
      // So that a record, with a header of up to 64 bytes, ends about there; or several do.
      std::uint64_t edge = options_.edges[chooser_.below(options_.edges.size())];
      if (edge > far_bytes && !chooser_.chance(far_share)) edge = options_.edges.front();
      std::uint64_t parts = chooser_.between(1, 4);
      std::uint64_t behind = chooser_.between(0, 72);
      size = edge / parts > behind ? edge / parts - behind : edge / parts;
    }
    if (value.size() < size) value.resize(size, static_cast<char>('a' + versions_ % 26));
    if (habits_.binary) value.back() = static_cast<char>(chooser_.below(256));
    if (habits_.repeats > 0 && values_.size() < repeated_values_max) values_.push_back(value);
    return value;
  }

  Operation of_kind(Kind kind) {
    switch (kind) {
      case Kind::fresh:
      case Kind::overwrite: {
        std::string name = key();
        return set_operation(name, value());
      }
      case Kind::remove:
        return remove_operation(key());
      case Kind::batch:
        return batch();
      case Kind::get:
        return get_operation(key());
      case Kind::sync:
        return plain_operation(OperationKind::sync);
      case Kind::compact:
        return plain_operation(OperationKind::compact);
      case Kind::reopen:
        return plain_operation(OperationKind::reopen);
      case Kind::wait_little:
        return wait_operation(std::chrono::milliseconds(chooser_.between(1, 900)));
      case Kind::wait_long:
        if (chooser_.chance(10))
          return wait_operation(std::chrono::seconds(chooser_.between(5, 90)));
        return wait_operation(std::chrono::milliseconds(chooser_.between(950, 3000)));
      case Kind::step:
        return plain_operation(OperationKind::step);
      case Kind::again:
        if (last_change_) return *last_change_;
        break;
    }
    return plain_operation(OperationKind::sync);
  }

  Operation batch() {
    Batch drawn;
    for (auto changes = chooser_.below(habits_.batch_max + 1); changes > 0; --changes) {
      std::string name = key();
      if (chooser_.chance(30)) {
        drawn.remove(name);
      } else {
        drawn.set(name, value());
      }
    }
    return batch_operation(std::move(drawn));
  }

  const WorldOptions& options_;
  Chooser& chooser_;
  Habits habits_;
  std::uint64_t versions_ = 0;
  std::vector<std::string> values_;  // some that may come again
  std::optional<Operation> last_change_;
};

// Numbers the values anew, each as long as it was, as far as its number fits in. A change that is
// made twice in a row stays so.
void refresh_values(Plan& plan) {
  std::uint64_t versions = 0;
  std::vector<Change> before;  // of the operation before, as they were
  std::vector<Change> refreshed;
  for (Operation& operation : plan.operations) {
    if (operation.kind == OperationKind::apply) continue;
    std::vector<Change> unchanged = operation.changes;
    if (!unchanged.empty() && unchanged == before) {
      operation.changes = refreshed;
      continue;
    }
    for (Change& change : operation.changes) {
      if (!change.value || change.value->empty() || is_decimal(*change.value)) continue;
      std::string number = short_text(++versions);
      std::size_t size = std::max(change.value->size(), number.size());
      number.resize(size, static_cast<char>('a' + versions % 26));
      change.value = std::move(number);
    }
    before = std::move(unchanged);
    refreshed = operation.changes;
  }
}

struct Stretch {
  std::size_t begin, end;
};

Stretch draw_stretch(const std::vector<Operation>& operations, Chooser& chooser) {
  std::size_t begin = chooser.below(operations.size());
  std::size_t length = 1 + chooser.zipfian_below(std::min<std::size_t>(12, operations.size()));
  return {begin, std::min(operations.size(), begin + length)};
}

auto place(std::vector<Operation>& operations, std::size_t index) {
  return operations.begin() + static_cast<std::ptrdiff_t>(index);
}

void mutate_once(std::vector<Operation>& operations, const Plan& other, Drawing& drawing,
                 Chooser& chooser) {
  if (operations.empty()) operations.push_back(drawing.operation());
  auto [begin, end] = draw_stretch(operations, chooser);
  switch (chooser.below(6)) {
    case 0:
      operations.erase(place(operations, begin), place(operations, end));
      break;
    case 1: {
      std::vector<Operation> again(place(operations, begin), place(operations, end));
      operations.insert(place(operations, end), again.begin(), again.end());
      break;
    }
    case 2:
      operations.insert(place(operations, begin), drawing.operation());
      break;
    case 3: {
      std::vector<Operation> crashes;
      drawing.crash(crashes);
      operations.insert(place(operations, end), crashes.begin(), crashes.end());
      break;
    }
    case 4:
      for (Operation& operation : operations) {
        if (operation.lot != 0 && chooser.chance(50)) operation.lot = chooser.between(1, 999'999);
      }
      break;
    default:
      if (other.operations.empty()) break;
      auto [from, to] = draw_stretch(other.operations, chooser);
      operations.insert(place(operations, end),
                        other.operations.begin() + static_cast<std::ptrdiff_t>(from),
                        other.operations.begin() + static_cast<std::ptrdiff_t>(to));
      break;
  }
}

}  // namespace

Plan draw_world(const WorldOptions& options, Chooser& chooser) {
  return with_changes_at_limits(Drawing(options, chooser).draw(), options, chooser);
}

Plan mutate_world(const Plan& world, const Plan& other, const WorldOptions& options,
                  Chooser& chooser) {
  Plan mutated = world;
  Drawing drawing(options, chooser);
  for (std::uint64_t times = chooser.between(1, 4); times > 0; --times) {
    mutate_once(mutated.operations, other, drawing, chooser);
  }
  const std::size_t most = std::max(operations_max, world.operations.size());
  if (mutated.operations.size() > most) mutated.operations.resize(most);
  refresh_values(mutated);
  return mutated;
}

}  // namespace powercut

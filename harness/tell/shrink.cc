#include "harness/tell/shrink.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/plan/subject_plan.h"
#include "harness/tell/shrink_trials.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

// With no more operations it costs little to try all that there is.
constexpr std::size_t few_operations = 32;

// Calls and states (shrink_trials.h): seconds; for a small plan, whose last operations tell most,
// up to a minute where a state is dear.
std::uint64_t work_max(const Plan& plan) {
  return plan.operations.size() <= few_operations ? 1'000'000 : 250'000;
}

class Shrinking {
 public:
  Shrinking(const FindingPlace& place, const StoreUnderTest& store, const PersistenceModel* model,
            const std::atomic<bool>* stops, const Plan& plan)
      : place_(place), trials_(place, store, model, stops, work_max(plan)) {}

  std::optional<Shrunk> run(Plan plan) {
    if (place_.rule) plan.faults.push_back(*place_.rule);
    if (!trials_.begin(plan)) return std::nullopt;
    trials_.take(plan);  // without what comes after
    drop_other_keys();
    drop_whole_kinds();
    drop_operations(size() / 2, size() / 16);
    if (!is_small()) lengthen_a_value([&] { drop_operations(size() / 2, size() / 16); });
    while (shrink_once()) {
    }
    if (size() > 2 && is_small()) {
      lengthen_a_value([&] {
        while (shrink_once()) {
        }
      });
    }
    shorten_bytes();
    if (trials_.is_stopped()) return std::nullopt;
    Shrunk shrunk{.plan = trials_.plan(),
                  .finding = trials_.best().finding,
                  .runs = trials_.runs(),
                  .is_at_limit = trials_.is_at_limit()};
    shrunk.finding.place.workload = to_text(shrunk.plan);
    shrunk.finding.place.rule.reset();
    return shrunk;
  }

 private:
  std::size_t size() const { return trials_.plan().operations.size(); }
  bool is_small() const { return size() <= few_operations; }

  // Drops operations that change or read no key of the verdict.
  void drop_other_keys() {
    auto key = trials_.best().finding.violation.key;
    if (!key) return;
    std::vector<bool> dropped;
    for (const Operation& operation : trials_.plan().operations) {
      const auto& changes = operation.changes;
      dropped.push_back(!changes.empty() &&
                        std::ranges::find(changes, *key, &Change::key) == changes.end());
    }
    trials_.take_without(dropped);
  }

  void drop_whole_kinds() {
    std::set<OperationKind> kinds;
    for (const Operation& operation : trials_.plan().operations) kinds.insert(operation.kind);
    for (OperationKind kind : kinds) {
      std::vector<bool> dropped;
      for (const Operation& operation : trials_.plan().operations) {
        dropped.push_back(operation.kind == kind);
      }
      trials_.take_without(dropped);
    }
  }

  bool shrink_once() {
    bool shrunk = false;
    for (std::size_t fault = trials_.plan().faults.size(); fault-- > 0;) {
      Plan candidate = trials_.plan();
      candidate.faults.erase(candidate.faults.begin() + static_cast<std::ptrdiff_t>(fault));
      shrunk = trials_.take(candidate) || shrunk;
    }
    if (trials_.plan().interrupted) {
      Plan candidate = trials_.plan();
      candidate.interrupted.reset();
      shrunk = trials_.take(candidate) || shrunk;
    }
    // In a large plan, large chunks were tried before.
    shrunk = drop_operations(is_small() ? size() / 2 : 4, 1) || shrunk;
    shrunk = drop_setup() || shrunk;
    return simplify_crashes() || shrink_batches() || shrunk;
  }

  // Chunks of a list, from its end on, each half as long as those before. take: drops a range of
  // the list, if what is left still fails.
  template <typename Size, typename Take>
  bool drop_chunks(const Size& size, std::size_t longest, std::size_t shortest, const Take& take) {
    bool shrunk = false;
    std::size_t chunk = std::max<std::size_t>(1, longest);
    for (; chunk >= std::max<std::size_t>(1, shortest) && !trials_.is_over(); chunk /= 2) {
      for (std::size_t end = size(); end > 0 && !trials_.is_over();) {
        std::size_t begin = end > chunk ? end - chunk : 0;
        shrunk = take(begin, end) || shrunk;
        end = std::min(begin, size());
      }
    }
    return shrunk;
  }

  bool drop_operations(std::size_t longest, std::size_t shortest) {
    return drop_chunks([&] { return size(); }, longest, shortest,
                       [&](std::size_t begin, std::size_t end) {
                         std::vector<bool> dropped(size(), false);
                         std::fill(dropped.begin() + static_cast<std::ptrdiff_t>(begin),
                                   dropped.begin() + static_cast<std::ptrdiff_t>(end), true);
                         return trials_.take_without(dropped);
                       });
  }

  bool drop_setup() {
    auto of_setup = [&] { return trials_.plan().setup.size(); };
    return drop_chunks(of_setup, of_setup() / 2, 1, [&](std::size_t begin, std::size_t end) {
      Plan candidate = trials_.plan();
      erase(candidate.setup, begin, end);
      return trials_.take(candidate);
    });
  }

  template <typename Item>
  static void erase(std::vector<Item>& items, std::size_t begin, std::size_t end) {
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(begin),
                items.begin() + static_cast<std::ptrdiff_t>(end));
  }

  // A crash between two operations, or without a choice, is simpler than one that is drawn; a kill
  // is simpler than a power cut.
  bool simplify_crashes() {
    bool shrunk = false;
    for (std::size_t index = 0; index < trials_.plan().operations.size(); ++index) {
      if (trials_.plan().operations[index].kind == OperationKind::power) {
        Plan killed = trials_.plan();
        killed.operations[index].kind = OperationKind::kill;
        killed.operations[index].lot = 0;
        if (trials_.take(killed)) shrunk = true;
      }
      if (index >= trials_.plan().operations.size()) break;
      if (trials_.plan().operations[index].lot == 0) continue;
      Plan candidate = trials_.plan();
      candidate.operations[index].lot = 0;
      shrunk = trials_.take(candidate) || shrunk;
    }
    return shrunk;
  }

  bool shrink_batches() {
    bool shrunk = false;
    for (std::size_t index = 0; index < size(); ++index) {
      auto of_batch = [&] {
        return index < size() ? trials_.plan().operations[index].changes.size() : 0;
      };
      auto take = [&](std::size_t begin, std::size_t end) {
        if (end - begin == of_batch()) return false;
        Plan candidate = trials_.plan();
        erase(candidate.operations[index].changes, begin, end);
        return trials_.take(candidate);
      };
      if (of_batch() > 1) shrunk = drop_chunks(of_batch, of_batch() / 2, 1, take) || shrunk;
    }
    return shrunk;
  }

  static std::string* first_value(Plan& plan) {
    for (Operation& operation : plan.operations) {
      for (Change& change : operation.changes) {
        const bool may_be_longer = change.value && operation.kind != OperationKind::apply;
        if (may_be_longer) return &*change.value;
      }
    }
    return nullptr;
  }

  // Where it takes many bytes to break the promise, one long value does for many operations; with
  // it, `drop` drops what it can.
  template <typename Drop>
  void lengthen_a_value(const Drop& drop) {
    for (std::size_t length : {500, 520, 4090}) {
      auto before = trials_.best();
      Plan candidate = before.plan;
      std::string* value = first_value(candidate);
      if (value == nullptr) return;
      value->resize(length, '.');
      if (trials_.take(candidate)) drop();
      if (size() < before.plan.operations.size()) return;
      trials_.go_back_to(std::move(before));
    }
  }

  // Keys become a, b, c; values 1, 2, 3: each other than the others, as before.
  void shorten_bytes() {
    Plan candidate = trials_.plan();
    std::map<std::string, std::string> keys;
    std::uint64_t values = 0;
    auto shorten = [&](Operation& operation) {
      if (operation.kind == OperationKind::apply) return;
      for (Change& change : operation.changes) {
        auto [key, is_new] = keys.try_emplace(change.key);
        if (is_new) key->second = std::string(1, static_cast<char>('a' + (keys.size() - 1) % 26));
        change.key = key->second;
        // A long value is left alone: its length may matter.
        constexpr std::size_t short_bytes = 64;
        if (change.value && change.value->size() < short_bytes) {
          change.value = std::to_string(++values);
        }
      }
    };
    std::ranges::for_each(candidate.setup, shorten);
    if (candidate.interrupted) shorten(*candidate.interrupted);
    std::ranges::for_each(candidate.operations, shorten);
    if (keys.size() <= 26) trials_.take(candidate);
  }

  const FindingPlace& place_;
  ShrinkTrials trials_;
};

}  // namespace

Complexity complexity_of(const CrashPath& path) {
  Complexity complexity{.crashes = 1 + path.later.size(),
                        .torn = 0,
                        .lost = 0,
                        .call = path.first.call,
                        .cut = path.first.byte};
  auto count = [&](const CrashPoint& point) {
    const std::string& text = point.effects;
    for (std::size_t place = 0; place < text.size(); ++place) {
      if (text[place] == 't') ++complexity.torn;
      if (text[place] == 'l') complexity.lost += std::stoul(text.substr(place + 1));
    }
  };
  count(path.first);
  for (const CrashPoint& point : path.later) count(point);
  return complexity;
}

std::optional<Shrunk> shrink(const FindingPlace& place, const StoreUnderTest& store,
                             const Workload& workload, const PersistenceModel* model,
                             const std::atomic<bool>* stops) {
  Plan plan = plan_for(store, workload, place.seed);
  return Shrinking(place, store, model, stops, plan).run(plan);
}

}  // namespace powercut

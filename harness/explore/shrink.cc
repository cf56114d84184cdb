#include "harness/explore/shrink.h"

#include <algorithm>
#include <map>

#include "engine/io/check.h"
#include "harness/explore/explore.h"
#include "harness/plan_text.h"

namespace powercut {

namespace {

constexpr std::uint64_t budget_while_shrinking = 192;
constexpr std::size_t findings_to_choose_from = 200;
constexpr std::size_t few_operations = 2;

class Shrinking {
 public:
  Shrinking(const FindingPlace& place, const StoreUnderTest& store, const PersistenceModel* model,
            const std::atomic<bool>* stops)
      : place_(place), store_(store), model_(model), stops_(stops) {
    bool is_nested = place.crash && (place.crash->killed_first || !place.crash->later.empty());
    options_ = {.budget = budget_while_shrinking,
                .depth = is_nested ? ExplorationOptions::depth_max : 0,
                .findings_per_kind = findings_to_choose_from};
  }

  std::optional<Shrunk> run(Plan plan) {
    if (place_.rule) plan.faults.push_back(*place_.rule);
    if (is_stopped() || !find_kind(plan)) return std::nullopt;
    best_.plan = std::move(plan);
    cut_off_the_end();
    while (shrink_once()) {
    }
    if (best_.plan.operations.size() > few_operations) lengthen_a_value();
    shorten_bytes();
    if (is_stopped()) return std::nullopt;
    auto finding = simplest(best_.plan);
    CHECK(finding.has_value());
    best_.finding = std::move(*finding);
    best_.finding.place.workload = to_text(best_.plan);
    best_.finding.place.rule.reset();
    return std::move(best_);
  }

 private:
  bool is_stopped() const { return stops_ != nullptr && *stops_; }

  // What a plan's findings are, of the kind in question.
  std::vector<Finding> findings_of(const Plan& plan) {
    ++best_.runs;
    Recording recording = record(store_, plan, {}, {.model = model_});
    Subject subject{store_, place_.workload, place_.seed};
    Outcomes outcomes = !place_.crash ? outcomes_of_run(subject, plan, recording, place_.model)
                                      : explore(subject, plan, recording, *model_, options_);
    std::erase_if(outcomes.findings, [&](const Finding& finding) {
      return kind_ && finding.violation.kind != *kind_;
    });
    return std::move(outcomes.findings);
  }

  // The kind is that of the finding that was given, as far as the plan still has it.
  bool find_kind(const Plan& plan) {
    auto findings = findings_of(plan);
    auto same = std::ranges::find_if(
        findings, [&](const Finding& finding) { return finding.place.crash == place_.crash; });
    if (findings.empty()) return false;
    kind_ = (same != findings.end() ? *same : findings.front()).violation.kind;
    return true;
  }

  std::optional<Finding> simplest(const Plan& plan) {
    auto findings = findings_of(plan);
    if (findings.empty()) return std::nullopt;
    return *std::ranges::min_element(findings, {}, [](const Finding& finding) {
      return finding.place.crash ? complexity_of(*finding.place.crash) : Complexity{};
    });
  }

  // Takes the candidate if it still fails, with the fault at whatever call that needs. Once stopped
  // none is taken, and all ends soon.
  bool take(const Plan& candidate) {
    if (is_stopped()) return false;
    if (!findings_of(candidate).empty()) {
      best_.plan = candidate;
      return true;
    }
    for (std::size_t fault = 0; fault < candidate.faults.size(); ++fault) {
      Plan moved = candidate;
      for (std::uint64_t nth = candidate.faults[fault].nth; nth-- > 1;) {
        moved.faults[fault].nth = nth;
        if (is_stopped()) return false;
        if (findings_of(moved).empty()) continue;
        best_.plan = std::move(moved);
        return true;
      }
    }
    return false;
  }

  // Twice as short a beginning each time.
  void cut_off_the_end() {
    for (std::size_t kept = best_.plan.operations.size() / 2; kept > 0; kept /= 2) {
      Plan candidate = best_.plan;
      candidate.operations.resize(kept);
      if (!take(candidate)) return;
    }
  }

  bool shrink_once() {
    bool shrunk = false;
    for (std::size_t fault = best_.plan.faults.size(); fault-- > 0;) {
      Plan candidate = best_.plan;
      candidate.faults.erase(candidate.faults.begin() + static_cast<std::ptrdiff_t>(fault));
      shrunk = take(candidate) || shrunk;
    }
    if (best_.plan.interrupted) {
      Plan candidate = best_.plan;
      candidate.interrupted.reset();
      shrunk = take(candidate) || shrunk;
    }
    shrunk = shrink_list(&Plan::operations) || shrunk;
    shrunk = shrink_list(&Plan::setup) || shrunk;
    return simplify_crashes() || shrink_batches() || shrunk;
  }

  bool shrink_list(std::vector<Operation> Plan::* list) {
    bool shrunk = false;
    std::size_t chunk = std::max<std::size_t>(1, (best_.plan.*list).size() / 2);
    for (; chunk > 0; chunk /= 2) {
      std::size_t end = (best_.plan.*list).size();
      while (end > 0) {
        std::size_t begin = end > chunk ? end - chunk : 0;
        Plan candidate = best_.plan;
        auto& operations = candidate.*list;
        operations.erase(operations.begin() + static_cast<std::ptrdiff_t>(begin),
                         operations.begin() + static_cast<std::ptrdiff_t>(end));
        shrunk = take(candidate) || shrunk;
        end = begin;
      }
    }
    return shrunk;
  }

  // A crash between two operations, or without a choice, is simpler than one that is drawn; a kill
  // is simpler than a power cut.
  bool simplify_crashes() {
    bool shrunk = false;
    for (std::size_t index = 0; index < best_.plan.operations.size(); ++index) {
      if (best_.plan.operations[index].kind == OperationKind::power) {
        Plan killed = best_.plan;
        killed.operations[index].kind = OperationKind::kill;
        killed.operations[index].lot = 0;
        if (take(killed)) shrunk = true;
      }
      if (best_.plan.operations[index].lot == 0) continue;
      Plan candidate = best_.plan;
      candidate.operations[index].lot = 0;
      shrunk = take(candidate) || shrunk;
    }
    return shrunk;
  }

  bool shrink_batches() {
    bool shrunk = false;
    for (std::size_t index = 0; index < best_.plan.operations.size(); ++index) {
      for (std::size_t change = best_.plan.operations[index].changes.size(); change-- > 0;) {
        Plan candidate = best_.plan;
        auto& changes = candidate.operations[index].changes;
        if (changes.size() < 2) break;
        changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(change));
        shrunk = take(candidate) || shrunk;
      }
    }
    return shrunk;
  }

  // Where it takes many bytes to break the promise, one long value does for many operations.
  void lengthen_a_value() {
    for (std::size_t length : {500, 520, 4090}) {
      for (std::size_t index = 0; index < best_.plan.operations.size(); ++index) {
        Plan before = best_.plan;
        Plan candidate = before;
        Operation& operation = candidate.operations[index];
        if (operation.kind != OperationKind::set) continue;
        operation.changes[0].value->resize(length, '.');
        bool shrunk = take(candidate);
        while (shrunk && shrink_once()) {
        }
        if (best_.plan.operations.size() < before.operations.size()) return;
        best_.plan = std::move(before);
        break;
      }
    }
  }

  // Keys become a, b, c; values 1, 2, 3: each other than the others, as before.
  void shorten_bytes() {
    Plan candidate = best_.plan;
    std::map<std::string, std::string> keys;
    std::uint64_t values = 0;
    auto shorten = [&](Operation& operation) {
      for (Change& change : operation.changes) {
        auto [key, is_new] = keys.try_emplace(change.key);
        if (is_new) key->second = std::string(1, static_cast<char>('a' + (keys.size() - 1) % 26));
        change.key = key->second;
        // What is long has to be.
        constexpr std::size_t short_bytes = 64;
        if (change.value && change.value->size() < short_bytes) {
          change.value = std::to_string(++values);
        }
      }
    };
    std::ranges::for_each(candidate.setup, shorten);
    if (candidate.interrupted) shorten(*candidate.interrupted);
    std::ranges::for_each(candidate.operations, shorten);
    if (keys.size() <= 26) take(candidate);
  }

  const FindingPlace& place_;
  const StoreUnderTest& store_;
  const PersistenceModel* model_;
  const std::atomic<bool>* stops_;
  ExplorationOptions options_;
  std::optional<FindingKind> kind_;
  Shrunk best_;
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
  return Shrinking(place, store, model, stops).run(workload.plan(place.seed));
}

}  // namespace powercut

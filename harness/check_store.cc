#include "harness/check_store.h"

#include <algorithm>
#include <ostream>

#include "engine/io/check.h"
#include "harness/explore/replay.h"
#include "harness/report/table.h"

namespace powercut {

namespace {

template <typename Item, typename Find>
std::vector<const Item*> chosen(const std::vector<std::string>& names, std::span<const Item> all,
                                const Find& find) {
  std::vector<const Item*> items;
  for (const std::string& name : names) {
    items.push_back(find(name));
    CHECK(items.back() != nullptr);
  }
  if (names.empty()) {
    for (const Item& item : all) items.push_back(&item);
  }
  return items;
}

std::string first_finding_in_full(const StoreUnderTest& store, const SweepResult& result) {
  for (const Cell& cell : result.cells) {
    if (cell.outcomes.findings.empty()) continue;
    const FindingPlace& place = cell.outcomes.findings.front().place;
    const Workload& workload = *find_workload(place.workload);
    if (!place.point) return "\n" + replay_run(place, store, workload).text;
    const PersistenceModel& model = *find_persistence_model(place.model);
    return "\n" + replay_crash(place, store, workload, model).text;
  }
  return "";
}

}  // namespace

CheckResult::CheckResult(const StoreUnderTest& store, SweepResult result)
    : result_(std::move(result)),
      text_(verdict_table(verdicts(result_, {&store})) + first_finding_in_full(store, result_)) {}

std::uint64_t CheckResult::visited_states(std::string_view model) const {
  return tally_of(model).visited;
}

std::uint64_t CheckResult::failed_states(std::string_view model) const {
  return tally_of(model).failed;
}

bool CheckResult::found(FindingKind kind, std::string_view model) const {
  return tally_of(model).count(kind) > 0;
}

Tally CheckResult::tally_of(std::string_view model) const {
  Tally tally;
  for (const Cell& cell : result_.cells) {
    if (model.empty() || cell.model == model) tally.add(cell.outcomes.tally);
  }
  return tally;
}

CheckResult check_store(const StoreUnderTest& store, const CheckOptions& options) {
  SweepOptions sweep_options{
      .stores = {&store},
      .workloads = chosen<Workload>(options.workloads, all_workloads(), find_workload),
      .models =
          chosen<PersistenceModel>(options.models, persistence_models(), find_persistence_model),
      .seed = options.seed,
      .jobs = options.jobs};
  Progress progress;
  SweepResult result = sweep(sweep_options, progress);
  if (options.with_errors) {
    SweepResult with_errors = inject_errors(sweep_options, progress);
    std::ranges::move(with_errors.cells, std::back_inserter(result.cells));
    result.faults = std::move(with_errors.faults);
  }
  return {store, std::move(result)};
}

std::ostream& operator<<(std::ostream& stream, const CheckResult& result) {
  return stream << result.text();
}

}  // namespace powercut

#include "harness/program/verbs/asked_finding.h"

#include "harness/program/inputs/choose.h"
#include "harness/program/inputs/try_workloads.h"
#include "harness/program/report_error.h"
#include "powercut/harness/audit_syncs.h"

namespace powercut {

bool AskedFinding::read(const std::string& id, const std::string& model_file,
                        const std::vector<std::string>& without, Registry& registry) {
  if (!models.load(model_file, registry)) return false;
  auto known = parse_finding_place(id);
  if (!known) {
    report_error("'{}' is not the id of a finding: store/workload/model/seed/point[/fault]", id);
    return false;
  }
  place = std::move(*known);
  if (!less.load(without)) return false;
  const StoreUnderTest* chosen = choose_store(registry, place.store);
  if (chosen != nullptr) store = less.store(*chosen);
  return store != nullptr;
}

void AskedFinding::leave_out_sync(const std::string& left_out) {
  if (left_out.empty()) return;
  without_sync_ = without_sync(*store, left_out);
  store = &*without_sync_;
}

bool AskedFinding::choose(const Registry& registry) {
  workload = choose_workload(registry, place.workload);
  return workload != nullptr && make_plans({workload}, place.seed) &&
         choose_model_of(registry, place, model);
}

}  // namespace powercut

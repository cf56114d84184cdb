// AskedFinding: finds the store, the workload and the model of a finding that a user names by its
// id.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/program/inputs/user_models.h"
#include "harness/program/verbs/asked_less.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

class AskedFinding {
 public:
  // read() sets the store, and choose() sets the workload and the model. model: nullptr if the
  // finding is of the run itself.
  FindingPlace place;
  const StoreUnderTest* store = nullptr;
  const Workload* workload = nullptr;
  const PersistenceModel* model = nullptr;
  UserModels models;
  AskedLess less;

  // Reads the id, the file of --model-file and the clauses of --without. If it cannot, it reports
  // the error and returns false.
  bool read(const std::string& id, const std::string& model_file,
            const std::vector<std::string>& without, Registry& registry);

  // From now on the store makes no sync at that place (audit_syncs.h). It takes an empty place for
  // none.
  void leave_out_sync(const std::string& place);

  // Finds the workload and the model, which a finding of a sweep over a log does not have. Errors:
  // likewise.
  bool choose(const Registry& registry);

 private:
  std::optional<StoreUnderTest> without_sync_;
};

}  // namespace powercut

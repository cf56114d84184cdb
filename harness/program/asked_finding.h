// AskedFinding: the finding that a user names by its id, with all that it takes to see it again.
#pragma once

#include "harness/program/asked_less.h"
#include "harness/program/user_models.h"
#include "powercut/harness/finding.h"

namespace powercut {

class AskedFinding {
 public:
  // The store and, once choose() has said true, the workload and the model. model: nullptr if the
  // finding is of the run itself.
  FindingPlace place;
  const StoreUnderTest* store = nullptr;
  const Workload* workload = nullptr;
  const PersistenceModel* model = nullptr;
  UserModels models;
  AskedLess less;

  // Reads the id, and takes the file of --model-file and the clauses of --without. Reports the
  // error, and returns false, if one of them cannot be.
  bool read(const std::string& id, const std::string& model_file,
            const std::vector<std::string>& without, Registry& registry);

  // Likewise for workload and model, which a finding of a sweep over a log does not have.
  bool choose(const Registry& registry);
};

}  // namespace powercut

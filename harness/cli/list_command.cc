#include <fmt/format.h>

#include "faultfs/persistence_model.h"
#include "harness/cli/commands.h"
#include "harness/cli/complain.h"
#include "harness/store_under_test.h"
#include "harness/workload.h"

namespace powercut {

namespace {

void print_item(std::string_view name, std::string_view summary) {
  fmt::print("{:<16} {}\n", name, summary);
}

}  // namespace

int run_list(const std::string& what) {
  if (what == "stores") {
    for (const StoreUnderTest& store : all_stores()) print_item(store.name, store.summary);
  } else if (what == "workloads") {
    for (const Workload& workload : all_workloads()) print_item(workload.name, workload.summary);
  } else if (what == "models") {
    for (const PersistenceModel& model : persistence_models()) {
      print_item(model.name, model.summary);
    }
  } else {
    return complain("list takes one of: stores, workloads, models");
  }
  return exit_as_expected;
}

}  // namespace powercut

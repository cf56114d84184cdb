#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/program/inputs/choose.h"
#include "harness/program/inputs/user_models.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/commands.h"
#include "harness/report/model_text.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

namespace {

void print_item(std::string_view name, std::string_view summary) {
  fmt::print("{:<16} {}\n", name, summary);
}

std::string alias_names(const PersistenceModel& model) {
  std::string names;
  for (const Alias& alias : model.aliases) names += (names.empty() ? "" : ", ") + alias.name;
  return names;
}

int list_models(const ListArguments& arguments, const Registry& registry) {
  if (!arguments.name.empty()) {
    const PersistenceModel* model = choose_model(registry, arguments.name);
    if (model == nullptr) return exit_wrong_usage;
    fmt::print("{}", model_text(*model));
    return exit_as_expected;
  }
  const char* separator = "";
  for (const PersistenceModel* model : registry.models().all()) {
    if (arguments.at_length) {
      fmt::print("{}{}", separator, model_text(*model));
    } else {
      print_item(model->name, model->summary);
      if (model->only_by_name) print_item("", "asked only by name: --model " + model->name);
      if (!model->aliases.empty()) print_item("", "also named " + alias_names(*model));
    }
    separator = "\n";
  }
  return exit_as_expected;
}

}  // namespace

int run_list(const ListArguments& arguments, Registry& registry) {
  UserModels models;
  if (!models.load(arguments.model_file, registry)) return exit_wrong_usage;
  if (arguments.what == "models") return list_models(arguments, registry);
  if (arguments.at_length || !arguments.name.empty()) {
    return report_error("only models are told at length: {} list models [NAME]", registry.program);
  }
  if (arguments.what == "stores") {
    for (const StoreUnderTest& store : registry.stores()) print_item(store.name, store.summary);
  } else if (arguments.what == "workloads") {
    for (const Workload& workload : registry.workloads())
      print_item(workload.name, workload.summary);
  } else if (arguments.what == "clauses") {
    for (std::string_view name : Clauses::all().names()) {
      print_item(name, summary_of(*parse_clause(name)));
    }
  } else {
    return report_error("list takes one of: stores, workloads, models, clauses");
  }
  return exit_as_expected;
}

}  // namespace powercut

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/program/inputs/choose.h"
#include "harness/program/inputs/user_models.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/asked_less.h"
#include "harness/program/verbs/commands.h"
#include "powercut/harness/audit_syncs.h"
#include "powercut/io/whole_file.h"

namespace powercut {

namespace {

// How each store is checked. Models of a file are not known to check_store() otherwise.
CheckOptions options_of(const AuditArguments& arguments,
                        const std::vector<const PersistenceModel*>& models) {
  CheckOptions options{.seed = arguments.seed, .jobs = jobs_or_cores(arguments.jobs)};
  if (arguments.time) options.cpu_limit = *arguments.time;
  for (const PersistenceModel* model : models) {
    options.models.push_back(model->name);
    if (find_persistence_model(model->name) == nullptr) options.own_models.push_back(*model);
  }
  return options;
}

nlohmann::ordered_json json_of(const SyncAudit& audit) {
  nlohmann::ordered_json syncs = nlohmann::ordered_json::array();
  for (const AuditedSync& sync : audit.syncs) {
    nlohmann::ordered_json told{
        {"place", sync.place},       {"stack", sync.stack},
        {"calls", sync.calls},       {"visited_states", sync.visited_states},
        {"is_whole", sync.is_whole}, {"witness", nullptr}};
    if (sync.witness) {
      told["witness"] = {{"id", to_text(sync.witness->place)},
                         {"kind", name_of(sync.witness->violation.kind)}};
    }
    syncs.push_back(std::move(told));
  }
  return {{"format", "powercut-audit"}, {"version", 1}, {"store", audit.store}, {"syncs", syncs}};
}

}  // namespace

std::string without_sync_option(std::string_view place) {
  return place.empty() ? "" : fmt::format(" --without-sync {}", shell_quoted(place));
}

int run_audit(const AuditArguments& arguments, Registry& registry) {
  UserModels user_models;
  AskedLess less;
  if (!user_models.load(arguments.model_file, registry) || !less.load(arguments.without)) {
    return exit_wrong_usage;
  }
  const StoreUnderTest* known = choose_store(registry, arguments.store);
  std::vector<const PersistenceModel*> models;
  auto never = [](const PersistenceModel&) { return false; };
  if (known == nullptr || !choose_models(registry, arguments.models, never, models)) {
    return exit_wrong_usage;
  }
  if (!arguments.json.empty()) {
    if (auto writable = check_writable(arguments.json); !writable.ok()) {
      return report_error("{}: {}", arguments.json, why_not_written(writable.error()));
    }
  }
  const bool is_shown = arguments.json != "-";
  if (is_shown) fmt::print("{}", audit_head());
  const SyncAudit audit =
      audit_syncs(*less.store(*known), options_of(arguments, models), [&](const AuditedSync& sync) {
        if (!is_shown) return;
        fmt::print("{}", audit_row(sync));
        if (sync.witness) {
          Finding finding = *sync.witness;
          finding.program = registry.program;
          user_models.mark(finding);
          less.mark(finding);
          fmt::print("  {}{}\n", replay_command(finding), without_sync_option(sync.place));
        }
        std::fflush(stdout);
      });
  if (!arguments.json.empty()) {
    auto written = write_whole_file(arguments.json, json_of(audit).dump(2) + "\n");
    if (!written.ok()) {
      return report_error("{}: {}", arguments.json, why_not_written(written.error()));
    }
  }
  if (is_shown) fmt::print("{}", audit.summary());
  return audit.needs_all() ? exit_as_expected : exit_not_as_expected;
}

}  // namespace powercut

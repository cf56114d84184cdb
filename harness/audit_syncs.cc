#include "powercut/harness/audit_syncs.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/audit/left_out_sync.h"

namespace powercut {

namespace {

std::optional<Finding> first_finding(const SweepResult& result) {
  std::optional<Finding> first;
  for_each_finding(result, [&](const Finding& finding) {
    if (!first) first = finding;
  });
  return first;
}

AuditedSync audited(const StoreUnderTest& store, const MetSync& met, const CheckOptions& options) {
  const CheckResult result = check_store(without_sync(store, met.site), options);
  return {.place = met.site,
          .stack = met.stack,
          .calls = met.calls,
          .witness = first_finding(result.sweep()),
          .visited_states = result.visited_states({}),
          .is_whole = result.sweep().is_complete()};
}

std::string verdict_of(const AuditedSync& sync) {
  if (sync.witness) return fmt::format("needed: {}", name_of(sync.witness->violation.kind));
  return sync.is_whole ? "no witness" : "no witness so far";
}

}  // namespace

std::string audit_head() {
  return fmt::format("{:<22} {:>9} {:>9}  {}\n", "without it", "calls", "states", "sync");
}

std::string audit_row(const AuditedSync& sync) {
  // A witness among the lifetimes, which come first, spares all states.
  const std::string states =
      sync.visited_states == 0 ? "-" : fmt::format("{}", sync.visited_states);
  return fmt::format("{:<22} {:>9} {:>9}  {} in {}\n", verdict_of(sync), sync.calls, states,
                     sync.place.substr(0, sync.place.find('@')), sync.stack);
}

bool SyncAudit::needs_all() const {
  return !finding && !syncs.empty() && std::ranges::all_of(syncs, [](const AuditedSync& sync) {
    return sync.witness.has_value();
  });
}

std::string SyncAudit::text() const {
  std::string text = audit_head();
  for (const AuditedSync& sync : syncs) text += audit_row(sync);
  return text + summary();
}

std::string SyncAudit::summary() const {
  if (finding) {
    return fmt::format("{} breaks its promise as it is ({}): mend that first\n", store,
                       to_text(finding->place));
  }
  const auto needed = std::ranges::count_if(
      syncs, [](const AuditedSync& sync) { return sync.witness.has_value(); });
  return fmt::format("\n{}: {} of {} syncs have a witness under the models searched\n", store,
                     needed, syncs.size());
}

SyncAudit audit_syncs(const StoreUnderTest& store, const CheckOptions& options,
                      const AuditProgress& progress) {
  SyncAudit audit{.store = store.name};
  auto met = std::make_shared<MetSyncs>();
  audit.finding = first_finding(check_store(with_syncs_met(store, met), options).sweep());
  if (audit.finding) return audit;
  const std::vector<MetSync> places = met->all();
  for (const MetSync& place : places) {
    audit.syncs.push_back(audited(store, place, options));
    if (progress) progress(audit.syncs.back());
  }
  return audit;
}

}  // namespace powercut

// audit_syncs(): says for each place where a store asks for a sync whether the store needs it.
//
//   SyncAudit audit = audit_syncs(my_store);
//   EXPECT_TRUE(audit.needs_all()) << audit.text();
//
// The store runs once as it is, to learn where it calls sync, sync_data and sync_dir. A place is
// the line of the call with the two lines that led to it, so that the users of a helper differ.
// Then each place in turn is left out: its calls return ok and do nothing, in the run, in every
// recovery and in background tasks. check_store() judges that store:
//   needed      it breaks its promise; the first finding is the witness
//   no witness  no state that was visited breaks it. That is no proof: the sync may be needed under
//               a model that was not searched, or in a state that was not reached.
// A sync without a witness costs time at each call: it is either of no use, or the reason for it is
// worth a plan of its own.
//
// The program shows a witness again by `replay ID --without-sync PLACE`. In a test,
// check_store(without_sync(my_store, PLACE)) with POWERCUT_REPLAY=ID does.
//
// Limits: a sync is taken for not made; the store does not learn of it, so what follows a failed
// sync is not tried there. The program needs its line numbers (-g1). Two calls on one line are one
// place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "powercut/harness/check_store.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

struct AuditedSync {
  std::string place;        // "sync@log_writer.cc:88<log_writer.cc:41<log_store.cc:63"
  std::string stack;        // the same with the names of functions
  std::uint64_t calls = 0;  // while the store ran as it is
  std::optional<Finding> witness = std::nullopt;
  std::uint64_t visited_states = 0;  // without this sync
  bool is_whole = false;             // all work was done: no limit of CPU time broke it off
};

struct SyncAudit {
  std::string store;
  std::optional<Finding> finding = std::nullopt;  // of the store as it is; then nothing was audited
  std::vector<AuditedSync> syncs = {};

  bool needs_all() const;

  // A table and its summary; how many of the syncs are needed, or why nothing was audited.
  std::string text() const;
  std::string summary() const;
};

// The first line of the table, and the line of one sync.
std::string audit_head();
std::string audit_row(const AuditedSync& sync);

// Called when a place has been tried.
using AuditProgress = std::function<void(const AuditedSync&)>;

// options: how each store is checked. cpu_limit is for each place.
SyncAudit audit_syncs(const StoreUnderTest& store, const CheckOptions& options = {},
                      const AuditProgress& progress = {});

// The store, with the syncs at that place left out. It keeps its name.
StoreUnderTest without_sync(const StoreUnderTest& store, std::string place);

}  // namespace powercut

// Subject: something that keeps data on a disk and is no map of keys: a queue, a counter, a table
// of rows, a file of settings.
//
//   class Queue : public powercut::Subject { ... };
//   SubjectUnderTest queue{.name = "queue", .open = ..., .operations = {"push #", "pop"}};
//   EXPECT_TRUE(check_store(store_of(queue)).holds());    or    registry.add(store_of(queue));
//
// An operation is a text that only the subject understands. What a subject holds is what observe()
// says, as text or as any bytes. The promise is that of a Store (powercut/engine/store.h), with
// states in place of keys: after a crash the state is the one that a prefix of the operations leads
// to, and the prefix holds at least those that the sync policy promises.
//
// The harness has to know which state an operation leads to. It asks the subject itself for that,
// on a disk that never fails: from each state that a run comes to, each operation is tried once. So
// operations must be deterministic, and observe() must say all on which later answers depend.
// Where there is a model of what is right (`next`), that is asked instead, and the subject is held
// to it in runs without a crash, too.
//
// As a store a subject has one key, whose value is the observed state.
// Bounded plans, lifetimes, errors, replay, shrink and reports work on it as on any store. Not
// followed, and left to lifetimes and to bounded plans: crashes in a write straight after a
// recovery. Not asked: batches, ranges, walks, stats, and damage at rest (D8).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/sync_policy.h"
#include "powercut/harness/chooser.h"
#include "powercut/harness/clauses.h"
#include "powercut/io/environment.h"
#include "powercut/io/result.h"

namespace powercut {

class Subject {
 public:
  // Abandons the subject as a killed process would.
  virtual ~Subject() = default;

  // Ok: done, and as durable as the sync policy says. An error: done wholly or not at all, and
  // something is wrong with the disk. That a queue is empty is no error: the operation changes
  // nothing, and returns ok. `unsupported`: nothing was tried.
  virtual Result<void> apply(std::string_view operation) = 0;

  // The whole state. Changes nothing: two calls in a row say the same.
  virtual Result<std::string> observe() = 0;

  // After ok all that was acknowledged before survives every crash.
  virtual Result<void> sync() { return Error{ErrorCode::unsupported}; }

  // Frees room. Changes no state, at any crash point.
  virtual Result<void> compact() { return Error{ErrorCode::unsupported}; }

  // Under everysec it syncs first.
  virtual Result<void> close() { return {}; }
};

struct StoreUnderTest;

struct SubjectUnderTest {
  std::string name;
  std::string summary;
  SyncPolicy policy = SyncPolicy::always;

  // As StoreUnderTest::open.
  std::function<Result<std::unique_ptr<Subject>>(Environment&)> open;

  // Plans are made of these. A '#' in one is replaced by a number that no other operation of the
  // plan has, so that states differ.
  std::vector<std::string> operations;

  // Draws one for lifetimes and workloads, where there are more than can be listed; '#' counts as
  // above. Empty: one of `operations`.
  std::function<std::string(Chooser&)> draw = {};

  // The state that an operation leads to from a state, if somebody but the subject can tell.
  std::function<std::string(std::string_view state, std::string_view operation)> next = {};

  // As those of StoreUnderTest.
  std::vector<std::string> fails_under = {};
  std::vector<std::string> also_fails_with_errors_under = {};
  Clauses clauses = Clauses::usual();
  bool in_sweep_default = true;
};

// The subject as a store of one key, `subject_key`.
StoreUnderTest store_of(const SubjectUnderTest& subject);
inline constexpr std::string_view subject_key = "state";

}  // namespace powercut

// Subject: keeps data on a disk, and is no map of keys: a queue, a counter, a table of rows, a file
// of settings.
//
//   class Queue : public powercut::Subject { ... };
//   SubjectUnderTest queue{.name = "queue", .open = ..., .operations = {"push #", "pop"}};
//   EXPECT_TRUE(check_store(store_of(queue)).holds());    or    registry.add(store_of(queue));
//
// An operation is a text that only the subject understands. observe() returns the whole state, as
// text or as any bytes. The promise is that of a Store (powercut/engine/store.h), with states in
// place of keys: after a crash the state is the one to which a prefix of the operations leads, and
// the prefix holds at least the operations that the sync policy promises.
//
// The harness must know the state to which an operation leads. It asks the subject itself for that,
// on a disk that never fails: from each state of a run, it tries each operation once. So operations
// must be deterministic, and observe() must return all that later answers depend on. If the user
// gives a function that says what is right (`next`), the harness asks that function instead, and
// also holds the subject to it in runs without a crash.
//
// The harness tests a subject as a Store of one key, whose value is the observed state. Bounded
// plans, lifetimes, errors, replay, shrink and reports work on it as on any store. The sweep makes
// no crashes in a write right after a recovery; lifetimes and bounded plans make them. A run ends
// where more than six operations are in doubt at a time and no reader has seen them. Batches,
// ranges, walks, stats and damage at rest (D8) are not tested.
#pragma once

#include <cstddef>
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
  // Abandons the subject as a process kill would.
  virtual ~Subject() = default;

  // Does the operation. Ok: it is done, and as durable as the sync policy says. An error: it is
  // done wholly or not at all, and something is wrong with the disk. An empty queue is no error:
  // the operation changes nothing and returns ok. `unsupported`: the subject tried nothing.
  virtual Result<void> apply(std::string_view operation) = 0;

  // Returns the whole state. It changes nothing: two calls in a row return the same.
  virtual Result<std::string> observe() = 0;

  // After ok, every operation that was acknowledged before survives every crash.
  virtual Result<void> sync() { return Error{ErrorCode::unsupported}; }

  // Frees room. It changes no state, at any crash point.
  virtual Result<void> compact() { return Error{ErrorCode::unsupported}; }

  // Closes the subject. Under everysec it syncs first.
  virtual Result<void> close() { return {}; }
};

struct StoreUnderTest;

struct SubjectUnderTest {
  std::string name;
  std::string summary;
  SyncPolicy policy = SyncPolicy::always;

  // Opens the subject; the rules are those of StoreUnderTest::open.
  std::function<Result<std::unique_ptr<Subject>>(Environment&)> open;

  // The operations of plans. A '#' in one is replaced by a number, from 1 on within a plan, so that
  // states differ. A lifetime that is changed may repeat operations with their numbers.
  std::vector<std::string> operations;

  // Draws an operation for lifetimes and workloads, if there are more than can be listed; '#' is
  // replaced as above. Empty: one of `operations` is drawn.
  std::function<std::string(Chooser&)> draw = {};

  // Returns the state to which an operation leads from a state. Empty: the harness asks the
  // subject.
  std::function<std::string(std::string_view state, std::string_view operation)> next = {};

  // These are as in StoreUnderTest.
  std::vector<std::string> fails_under = {};
  std::vector<std::string> also_fails_with_errors_under = {};
  Clauses clauses = Clauses::usual();
  bool in_sweep_default = true;
};

// The subject as a store of one key, `subject_key`.
StoreUnderTest store_of(const SubjectUnderTest& subject);
inline constexpr std::string_view subject_key = "state";

// A run keeps every state that it comes to. A longer state is an error of the subject (too_large);
// of a longer operation, that draw() has made, the rest is cut off.
inline constexpr std::size_t subject_state_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t subject_operation_bytes_max = std::size_t{64} << 10U;

}  // namespace powercut

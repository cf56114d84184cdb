// Recording: one run of a plan on a store, as everything after it needs it: the disk it began on,
// the trace, the history, and the violations in the run itself.
#pragma once

#include <vector>

#include "harness/judge/run_shape.h"
#include "powercut/faultfs/injector.h"
#include "powercut/faultfs/trace.h"
#include "powercut/harness/history.h"
#include "powercut/harness/oracle.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

// A violation in the run itself, without any crash.
struct LiveViolation {
  std::uint32_t operation;  // index into the plan's operations; their number: the final reopen
  Violation violation;
};

// The story of a crash among the operations, line by line, for a person.
struct CrashStory {
  std::uint32_t operation;
  std::vector<std::string> lines;
};

// The work that a store was at when it made calls. Operations that read are `read`, and so are the
// reads after an open.
enum class Work : std::uint8_t { open, change, read, maintain, background, close };
inline constexpr int work_count = 6;

// From the call with this place in Recording::seen on, until the next stretch begins.
struct WorkStretch {
  Work work;
  std::size_t begin;
};

struct Recording {
  explicit Recording(KeyTable keys) : history(std::move(keys)) {}

  Disk base;
  Trace trace;
  History history;
  std::vector<std::uint32_t> operation_calls;  // calls that had been made when each operation began
  std::vector<LiveViolation> live;
  std::vector<SeenCall> seen;               // every call, also those that the trace leaves out
  std::vector<WorkStretch> stretches;       // of these; one may be empty
  std::vector<std::size_t> operation_seen;  // how many of these when each operation began
  std::uint64_t struck = 0;                 // calls that the rules made fail

  // The rules in force, those of the plan first; and, by operation that has begun, how many calls
  // each of them had counted by then.
  std::vector<CountedRule> rules;
  std::vector<std::vector<std::uint64_t>> matched;

  // Crash points from this call on are not asked of the store: it was started again on a cache that
  // shows what a failed sync has forgotten (Clause::forgotten_pages).
  std::uint32_t asked_calls = never_happened;

  // Writes that a killed process had made in part; calls of the trace.
  std::vector<std::uint32_t> torn_writes = {};

  // How many calls of this life had been made when each of its opens began.
  std::vector<std::uint32_t> open_calls = {};

  bool was_interrupted = false;  // an operation of this life has failed, or its process died in it

  std::uint64_t lives = 0;               // opens after which the store was asked something
  std::uint64_t powers = 0;              // power cuts among the operations
  std::uint64_t damages = 0;             // damaged copies of the disk that a store was shown
  std::vector<CrashStory> stories = {};  // of crashes and damages among the operations, if asked
};

struct RecordOptions {
  // Says what a power cut among the operations leaves; nullptr: that of `synced-only`.
  const PersistenceModel* model = nullptr;

  bool tells_stories = false;

  RunShape* shape = nullptr;  // notes each operation's
};

// Runs the plan: setup, then the operations with the rules in force, then a close, an open and a
// last reading of everything. The open store is asked everything now and then (questions.h). A
// failed operation does not end the run: the keys that it touched are read, and after two failures
// in a row the store is closed and opened again, up to twice. Deterministic.
//
// A power cut among the operations begins a new life: base, trace and history are those since the
// last one (next_life.h). So the crash points of a recording are those of its last life; those of
// the lives before are the crash points of the plan's beginnings.
Recording record(const StoreUnderTest& store, const Plan& plan,
                 const std::vector<FaultRule>& rules = {}, const RecordOptions& options = {});

// Whether power is cut among the operations: then the recording depends on the model.
bool cuts_power(const Plan& plan);

// Whether a reader's answers after a restart bind: no crash may take them back.
bool believes_readers(const PersistenceModel& model, const StoreUnderTest& store);

}  // namespace powercut

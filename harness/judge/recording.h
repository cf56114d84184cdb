// Recording: the record of one run of a plan on a store. It holds the disk that the run began on,
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
  std::uint32_t operation;  // index into the plan's operations; the final reopen: their number
  Violation violation;
};

// Describes a crash or a damaged disk among the operations, in lines of text for a person.
struct CrashStory {
  std::uint32_t operation;
  std::vector<std::string> lines;
};

// The kind of work for which a store made its calls. `read` stands for operations that read, and
// for the reads after an open.
enum class Work : std::uint8_t { open, change, read, maintain, background, close };
inline constexpr int work_count = 6;

// A stretch of Recording::seen with one kind of work: from `begin` to the next stretch's begin.
struct WorkStretch {
  Work work;
  std::size_t begin;
};

struct Recording {
  explicit Recording(KeyTable keys) : history(std::move(keys)) {}

  Disk base;
  Trace trace;
  History history;
  std::vector<std::uint32_t> operation_calls;  // calls of the trace before each operation
  std::vector<LiveViolation> live;
  std::vector<SeenCall> seen;               // every call, also those that the trace leaves out
  std::vector<WorkStretch> stretches;       // parts of `seen`; a part may be empty
  std::vector<std::size_t> operation_seen;  // size of `seen` when each operation began
  std::uint64_t struck = 0;                 // calls that the rules made fail

  // The fault rules in force; the plan's own come first. matched[operation][rule] is how many calls
  // the rule had counted when the operation began.
  std::vector<CountedRule> rules;
  std::vector<std::vector<std::uint64_t>> matched;

  // The store is not judged at crash points from this call on. It was restarted on a cache that
  // still shows data of a failed sync, which no later sync writes (Clause::forgotten_pages).
  std::uint32_t asked_calls = never_happened;

  // The numbers, in the trace, of the writes that a process kill cut short.
  std::vector<std::uint32_t> torn_writes = {};

  // For each open since `base`: how many calls of the trace came before it.
  std::vector<std::uint32_t> open_calls = {};

  bool was_interrupted = false;  // since `base`, an operation failed or a process was killed in it

  std::uint64_t lives = 0;               // opens after which the store was asked something
  std::uint64_t powers = 0;              // power cuts among the operations
  std::uint64_t damages = 0;             // damaged copies of the disk that a store was opened on
  std::vector<CrashStory> stories = {};  // empty unless RecordOptions::tells_stories
};

struct RecordOptions {
  // The model for power cuts among the operations; nullptr stands for `synced-only`.
  const PersistenceModel* model = nullptr;

  bool tells_stories = false;

  RunShape* shape = nullptr;  // if not null, record() adds the shape of each operation to it
};

// Runs the plan: the setup, then the operations with the rules in force, then a close, an open and
// a last read of everything. Everything is also read now and then during the operations
// (questions.h). A failed operation does not end the run: the keys that it touched are read. After
// two failures in a row the store is closed and opened again, at most twice. Equal arguments give
// equal recordings.
//
// A power cut among the operations begins base, trace and history anew (next_life.h). So a
// recording has only the crash points after its last power cut. The recordings of the plan's
// prefixes have the earlier ones.
Recording record(const StoreUnderTest& store, const Plan& plan,
                 const std::vector<FaultRule>& rules = {}, const RecordOptions& options = {});

// Whether power is cut among the operations: then the recording depends on the model.
bool cuts_power(const Plan& plan);

// True if no later crash may lose a value that a read after a restart has returned.
bool believes_readers(const PersistenceModel& model, const StoreUnderTest& store);

}  // namespace powercut

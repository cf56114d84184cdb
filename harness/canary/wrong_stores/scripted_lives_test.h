// ScriptedLives: the lives of one store on one disk, told step by step by a test.
//
// A life begins with the first operation after a crash, and ends with the next one. Where the store
// does not do what it promised, a line is added to broken(); the script goes on all the same.
//
// Threads: one. Time is virtual, and goes on across crashes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/watch/run_random.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/crash_states.h"
#include "powercut/faultfs/fault_file_system.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

class ScriptedLives {
 public:
  explicit ScriptedLives(const StoreUnderTest& store);

  // Operations that must succeed.
  void set(std::string_view key, std::string_view value);
  void remove(std::string_view key);
  void apply(const Batch& batch);
  void sync();
  void compact();
  void wait(Duration time);

  // One that may fail, after fail().
  void try_set(std::string_view key, std::string_view value);
  void try_apply(const Batch& batch);
  void try_compact();

  // From now on this rule (powercut/faultfs/fault_rule.h) is in force; an empty text: none is.
  void fail(std::string_view rule);

  // Ends of a life. A crash after an operation may also stand for one before it returned: a script
  // that cuts its bytes knows that it was not acknowledged. Calls are named as describe() tells
  // them, and the last of that name is meant, also one of an open.
  void close();
  void kill();  // of the process; the cache lives on
  void kill_before(std::string_view call);

  // Power cuts.
  void cut();           // all that was written is there
  void cut_unsynced();  // only what a sync covered is there
  // In the order of the calls; only so many bytes of the last write, or of one so far before it.
  void cut_in_write(std::uint64_t bytes, int writes_before_last = 0);
  // All but what of the file was not synced before the call.
  void cut_losing(std::string_view file, std::string_view before_call);
  // Effects that are pending, or those of the last write, as in powercut/faultfs/effect_option.h.
  void cut_leaving(std::string_view model, std::string_view effects);
  void cut_leaving_of_write(std::string_view model, std::string_view effects);

  // The disk, between two lives: what a recycled block of an earlier one may hold, and the like.
  std::string bytes_of(std::string_view name) const;
  void put(std::string_view name, std::string_view bytes);

  // The answer that a reader must find.
  void expect(std::string_view key, const std::optional<std::string>& value);
  // The same where bytes have changed at rest, unless the open or the get says so.
  void expect_or_corrupt(std::string_view key, const std::optional<std::string>& value);
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  void expect_scan(const KeyRange& range, const Pairs& pairs);
  void expect_true(bool kept, std::string_view what);

  // The store of the present life; nullptr, and a broken promise, if it does not open.
  Store* store();
  const std::vector<std::string>& broken() const { return broken_; }

  // Each call of the present life that changed something, for the author of a script.
  std::string calls() const;

 private:
  void must(const Result<void>& result, std::string_view what);
  std::uint32_t last_call(std::string_view text) const;
  CrashStates states_before(std::uint32_t call, std::string_view model) const;
  void begin_in(CrashStates& states, const std::optional<Choice>& choice);
  void begin_on(Disk image);

  const StoreUnderTest& store_under_test_;
  Disk base_;
  Disk disk_;
  Trace trace_;
  Injector injector_;
  VirtualTime time_;
  FaultFileSystem files_;
  RunRandom random_;
  Environment environment_;
  std::unique_ptr<Store> store_;
  std::vector<std::string> broken_;
};

}  // namespace powercut

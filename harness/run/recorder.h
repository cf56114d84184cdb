// Recorder: runs a plan on a store and makes the Recording of that run. See record().
#pragma once

#include <memory>

#include "harness/ask/questions.h"
#include "harness/ask/stats_sizes.h"
#include "harness/judge/recording.h"
#include "harness/run/drawn_crash.h"
#include "harness/subject/subject_states.h"
#include "harness/watch/boot_clock.h"
#include "harness/watch/run_random.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/fault_file_system.h"
#include "powercut/io/environment.h"

namespace powercut {

class Recorder {
 public:
  Recorder(const StoreUnderTest& store, const Plan& plan, const std::vector<FaultRule>& rules,
           const RecordOptions& options);

  Recording run();

 private:
  void set_up();
  void load();
  void cut_last_write(const Trace& trace, std::size_t first_call);
  void note_rules();
  void perform(const Operation& operation);
  void dispatch(const Operation& operation, CallRange before);
  void kill(CallRange before, std::uint64_t lot);
  void cut_power(CallRange before, std::uint64_t lot);
  void damage(std::uint64_t lot);
  void begin_life(DrawnCrash crash, std::uint64_t lot);
  void judge_recovery(const Promise& promise);
  Duration time_of(const DrawnCrash& crash) const;
  bool shows_forgotten_pages(const CrashPoint& point, bool dies_in_a_call) const;
  bool shows_forgotten_pages() const;
  void ask_some();
  void change(const Operation& operation);
  bool alters_something(const Step& step);
  void acknowledge(Step step, bool changed);
  void judge_answer(const Step& step, bool changed);
  void fail(Step step);
  void maintain(const Operation& operation);
  void begin(Work work) { recording_.stretches.push_back({work, injector_.seen().size()}); }
  void close();
  bool closes_durably() const;
  void note_everything_synced();
  void reopen(bool closes_first);
  bool open();
  void read_key(std::uint32_t key);
  bool get(std::uint32_t key, FoundValue& found);
  bool find_everything(std::vector<FoundValue>& found);
  void read_everything();
  void resolve_by_reading(const Oracle& oracle, const std::vector<FoundValue>& found);
  bool has_been_calm() const;
  void notice_failed_syncs();
  void notice_endless_tasks();
  void begin_states();
  void limit_doubts();
  bool may_find_nothing_to_do(const Step& step);
  void forget_what_was_not_tried();
  void complete_moves();
  std::string state_after(const std::string& state, std::uint32_t operation);
  void doubt_what_is_gone(const SyncFailure& failure);
  void unexplained(Error error, std::uint64_t struck_before, FindingKind kind, const char* what);
  void blame(Violation violation);
  std::uint64_t troubles() const;
  Oracle oracle_of_now() const;
  std::uint32_t calls() const { return static_cast<std::uint32_t>(recording_.trace.size()); }

  const StoreUnderTest& store_under_test_;
  const Plan& plan_;
  const RecordOptions options_;
  const PersistenceModel model_;  // for power cuts among the operations
  const bool cuts_power_;
  Recording recording_;
  Disk disk_;
  VirtualTime time_;
  BootClock clock_;  // the store's
  Injector injector_;
  FaultFileSystem files_;
  RunRandom random_;  // for the setup and all lives
  Environment environment_;
  std::unique_ptr<Store> store_;
  Questions questions_;
  std::optional<SubjectStates> states_;  // only for a subject
  StatsSizes sizes_;
  CallRange last_calls_;  // those of the last operation
  std::uint32_t operation_ = 0;
  std::size_t calls_checked_for_syncs_ = 0;
  bool sync_has_failed_ = false;     // since the last open began
  bool old_bytes_are_back_ = false;  // likewise, and the cache shows the bytes synced before
  int failures_in_a_row_ = 0;
  bool has_lost_track_ = false;  // what is due is not known any more (limit_doubts())
  bool only_full_disk_;          // rules only fill the disk, outside syncs, or shorten transfers
  std::uint64_t struck_before_open_ = 0;
};

}  // namespace powercut

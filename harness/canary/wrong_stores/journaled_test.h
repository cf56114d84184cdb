// Journaled: a snapshot of all, and a journal of what came since. Ways to be wrong.
//
//   snapshot-G    one frame, numbered G, whose value is all that was there when generation G began
//   journal-G     the changes since; of a batch a header with their number, and the changes
//   snapshot.tmp  a snapshot that is not one yet
//   clean         left by a close: how much of the journal of which generation is good
//
// Open takes the newest snapshot. A torn journal is not gone on with: a new generation begins.
#pragma once

#include <optional>
#include <string>

#include "engine/dirty_again.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/transfer.h"

namespace powercut {

enum class JournalFlaw : std::uint8_t {
  none,
  old_temporary_is_taken,    // where the journal is torn: it may be of long ago
  same_temporary_is_taken,   // if nothing in it would change: nobody may have synced it
  cleaned_by_recovery,       // a recovery says `clean`, and the next change does not take it back
  timer_stays_cancelled,     // by a snapshot
  rest_of_failed_batch,      // is overwritten by the next change, as far as that reaches
  newest_by_text,            // 9 after 10
  failed_rename_is_ignored,  // and the old generation removed
  failed_rename_is_believed  // that nothing was done
};

class Journaled : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy policy,
                                             JournalFlaw flaw);
  ~Journaled() override { cancel_timer(); }

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> sync() override;
  Result<void> compact() override;
  Result<void> close() override;

 private:
  Journaled(Environment& environment, SyncPolicy policy, JournalFlaw flaw)
      : environment_(environment), files_(environment.files), policy_(policy), flaw_(flaw) {}

  bool has(JournalFlaw flaw) const { return flaw_ == flaw; }
  static std::uint32_t salt_of(std::uint64_t generation) {
    return static_cast<std::uint32_t>(generation);
  }
  static std::string snapshot_path(std::uint64_t generation) {
    return "snapshot-" + std::to_string(generation);
  }
  static std::string journal_path(std::uint64_t generation) {
    return "journal-" + std::to_string(generation);
  }
  std::string snapshot_of_all(std::uint64_t generation) const;

  Result<void> recover();
  Result<void> load_snapshot();
  Result<bool> load_journal();
  std::uint64_t replay(std::string_view journal);
  Result<std::string> take_clean_mark();
  Result<void> write_clean_mark();
  Result<std::string> read_synced(const std::string& path);
  Result<void> remove_others();

  Result<void> append(std::string_view changes);
  Result<void> begin_generation(bool is_recovery);
  Result<bool> has_temporary(std::string_view wanted, bool is_recovery);
  Result<void> retract(std::uint64_t generation, Result<void> failure);
  Result<void> sync_journal();
  Result<void> sync_names();
  void start_timer();
  void cancel_timer();

  Environment environment_;
  FileSystem& files_;
  SyncPolicy policy_;
  JournalFlaw flaw_;
  OrderedMap map_;
  std::uint64_t generation_ = 0;
  std::unique_ptr<File> journal_;
  std::uint64_t end_ = 0;
  bool refuses_ = false;
  std::optional<Executor::TaskId> timer_;
};

}  // namespace powercut

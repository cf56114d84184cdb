// NumberedLog: one file of numbered frames; the highest number of a key counts. Ways to be wrong.
//
//   log    frames (frame_test.h), one after the other; a torn tail is cut at open
//
// A batch is its parts and a commit, written together.
#pragma once

#include <algorithm>
#include <map>
#include <optional>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/transfer.h"

namespace powercut {

enum class LogFlaw : std::uint8_t {
  none,
  number_given_twice,        // behind a torn tail the last number is given once more
  torn_parts_stay,           // only what is torn is cut, not the whole parts of the batch before it
  second_place_is_wrong,     // behind a torn tail the second change goes where the tail ended
  bare_header_is_torn,       // at the end of the file: a frame with neither key nor value
  removes_come_last,         // replay makes the sets of a batch first
  over_a_window_is_torn,     // a frame of more than 256 KiB
  syncs_small_logs_only,     // up to 6,000 bytes
  commit_vouches_for_parts,  // whose crc nobody looks at
  failed_write_counts,       // the next one goes behind what a failed one may have written
  failed_sync_tried_again,   // and believed, if it says ok then
  failed_change_is_cut_off,  // right: what a sync forgot is not written again, but taken back
  failed_change_stays,       // wrong: the next open reads it, and goes on behind it
};

class NumberedLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy policy,
                                             LogFlaw flaw) {
    std::unique_ptr<NumberedLog> store(new NumberedLog(environment, policy, flaw));
    TRY(store->recover());
    store->is_open_ = true;
    return std::unique_ptr<Store>(std::move(store));
  }

  ~NumberedLog() override { cancel_timer(); }

  Result<void> set(std::string_view key, std::string_view value) override {
    return write({{std::string(key), std::string(value)}});
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!map_.contains(key)) return false;
    TRY(write({{std::string(key), std::nullopt}}));
    return true;
  }
  Result<void> apply(const Batch& batch) override {
    if (refuses_) return Error{ErrorCode::refused};
    return batch.empty() ? Result<void>() : write(batch.changes());
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }
  Result<void> sync() override {
    if (refuses_) return Error{ErrorCode::refused};
    return sync_file();
  }
  StoreStats stats() const override {
    return {.keys = map_.size(), .file_bytes = end_, .wasted_bytes = 0};
  }
  Result<void> close() override {
    cancel_timer();
    return policy_ == SyncPolicy::everysec ? sync() : Result<void>();
  }

 protected:
  NumberedLog(Environment& environment, SyncPolicy policy, LogFlaw flaw = LogFlaw::none)
      : environment_(environment), policy_(policy), flaw_(flaw) {}

  // A killed process may have left bytes in the cache alone, and they are read from now on.
  Result<void> recover() {
    TRY_ASSIGN(file_, environment_.files.open("log", OpenMode::create));
    TRY(sync_file());
    TRY(environment_.files.sync_dir("/"));
    TRY_ASSIGN(std::uint64_t size, file_->size());
    std::string log(size, '\0');
    TRY(read_full(*file_, 0, as_mutable_bytes(log)));
    end_ = replay(log);
    if (end_ == size) return {};
    if (has(LogFlaw::number_given_twice) && last_number_ > 0) --last_number_;
    if (has(LogFlaw::second_place_is_wrong)) second_place_ = size;
    TRY(file_->truncate(end_));
    return sync_file();
  }

  OrderedMap map_;

 private:
  static constexpr std::size_t window_bytes = std::size_t{256} * 1024;

  bool has(LogFlaw flaw) const { return flaw_ == flaw; }

  // Returns where the last whole change ends.
  std::uint64_t replay(std::string_view log) {
    std::uint64_t at = 0;
    std::uint64_t end = 0;
    std::vector<Frame> parts;
    while (auto frame = next_frame(log.substr(at))) {
      if (has(LogFlaw::over_a_window_is_torn) && frame->bytes() > window_bytes) break;
      at += frame->bytes();
      bool unseen = at == log.size() && frame->bytes() == frame_header_bytes &&
                    frame->kind != FrameKind::commit;
      if (unseen && has(LogFlaw::bare_header_is_torn)) break;
      last_number_ = std::max(last_number_, frame->number);
      if (frame->is_part()) {
        parts.push_back(*frame);
        if (has(LogFlaw::torn_parts_stay)) end = at;
        continue;
      }
      if (frame->kind == FrameKind::commit) {
        take_all(parts);
        parts.clear();
      } else {
        take(*frame);
      }
      end = at;
    }
    return end;
  }

  std::optional<Frame> next_frame(std::string_view rest) const {
    auto frame = unverified_frame_at(rest);
    bool is_vouched_for = has(LogFlaw::commit_vouches_for_parts) && frame && frame->is_part();
    return is_vouched_for ? frame : frame_at(rest);
  }

  void take_all(std::vector<Frame>& parts) {
    if (has(LogFlaw::removes_come_last)) {
      std::stable_partition(parts.begin(), parts.end(),
                            [](const Frame& part) { return part.sets(); });
    }
    for (const Frame& part : parts) take(part, has(LogFlaw::removes_come_last));
  }

  void take(const Frame& frame, bool whatever_its_number = false) {
    std::uint64_t& newest = newest_[std::string(frame.key)];
    if (frame.number <= newest && !whatever_its_number) return;
    newest = frame.number;
    if (frame.sets()) {
      map_.insert_or_assign(std::string(frame.key), std::string(frame.value));
    } else {
      map_.erase(std::string(frame.key));
    }
  }

  Result<void> write(const std::vector<Change>& changes) {
    if (refuses_) return Error{ErrorCode::refused};
    bool is_batch = changes.size() > 1;
    std::uint64_t number = last_number_;
    std::string frames;
    for (const Change& change : changes) {
      FrameKind kind = change.value ? (is_batch ? FrameKind::part_set : FrameKind::set)
                                    : (is_batch ? FrameKind::part_remove : FrameKind::remove);
      append_frame({kind, ++number, change.key, change.value.value_or("")}, frames);
    }
    if (is_batch) append_frame({FrameKind::commit, ++number}, frames);
    TRY(append(frames));
    last_number_ = number;
    for (const auto& [key, value] : changes) {
      if (value) {
        map_.insert_or_assign(key, *value);
      } else {
        map_.erase(key);
      }
    }
    return {};
  }

  Result<void> append(std::string_view frames) {
    Result<void> written = write_full(*file_, end_, as_bytes(frames));
    if (!written.ok() && has(LogFlaw::failed_write_counts)) end_ += frames.size();
    if (!written.ok()) {
      refuses_ = !file_->truncate(end_).ok() || !sync_file().ok();
      return written;
    }
    end_ += frames.size();
    if (second_place_) end_ = std::max(end_, *std::exchange(second_place_, std::nullopt));
    if (policy_ == SyncPolicy::everysec) start_timer();
    if (policy_ != SyncPolicy::always) return {};
    if (end_ > 6000 && has(LogFlaw::syncs_small_logs_only)) return {};
    Result<void> synced = sync_file();
    if (!synced.ok() && has(LogFlaw::failed_change_is_cut_off)) {
      end_ -= frames.size();
      static_cast<void>(file_->truncate(end_));
    }
    return synced;
  }

  Result<void> sync_file() {
    Result<void> synced = file_->sync();
    if (!synced.ok() && has(LogFlaw::failed_sync_tried_again)) synced = file_->sync();
    if (synced.ok()) return {};
    refuses_ = true;
    bool is_in_change =
        is_open_ && (has(LogFlaw::failed_change_is_cut_off) || has(LogFlaw::failed_change_stays));
    if (is_in_change) return synced;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*file_, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  void start_timer() {
    if (timer_) return;
    timer_ = environment_.executor.run_after(std::chrono::milliseconds(900), [this] {
      timer_.reset();
      static_cast<void>(sync_file());
    });
  }

  void cancel_timer() {
    if (timer_) environment_.executor.cancel(*timer_);
    timer_.reset();
  }

  Environment environment_;
  SyncPolicy policy_;
  LogFlaw flaw_;
  std::unique_ptr<File> file_;
  std::uint64_t end_ = 0;
  std::uint64_t last_number_ = 0;
  std::optional<std::uint64_t> second_place_;
  std::map<std::string, std::uint64_t> newest_;  // by key, removed ones too
  bool is_open_ = false;
  bool refuses_ = false;
  std::optional<Executor::TaskId> timer_;
};

}  // namespace powercut

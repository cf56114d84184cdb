// RolledLog: a log in parts of at most 160 bytes or one change, synced once a second.
//
//   part-N   changes (frame_test.h), numbered on from those of the part before, salted with N
//
// The next part's name is made durable, then the part before it; only then a change goes there. So
// an unsynced change stands in the last part that has any. Where a call has failed the store
// refuses changes; earlier acknowledged changes are due in time all the same, as long as no sync of
// that part has failed.
#pragma once

#include <algorithm>
#include <optional>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/transfer.h"

namespace powercut {

enum class RollFlaw : std::uint8_t {
  none,
  refuses_and_rests,  // where a directory's sync has failed, the timer does not sync any more
};

class RolledLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, RollFlaw flaw) {
    std::unique_ptr<RolledLog> store(new RolledLog(environment, flaw));
    TRY(store->recover());
    return std::unique_ptr<Store>(std::move(store));
  }

  ~RolledLog() override { cancel_timer(); }

  Result<void> set(std::string_view key, std::string_view value) override {
    TRY(write(FrameKind::set, key, value));
    map_.insert_or_assign(std::string(key), value);
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    auto found = map_.find(key);
    if (found == map_.end()) return false;
    TRY(write(FrameKind::remove, key, {}));
    map_.erase(found);
    return true;
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }
  Result<void> sync() override {
    if (refuses_) return Error{ErrorCode::refused};
    return sync_part();
  }
  Result<void> close() override {
    cancel_timer();
    return sync();
  }

 private:
  static constexpr std::uint64_t part_bytes = 160;

  RolledLog(Environment& environment, RollFlaw flaw) : environment_(environment), flaw_(flaw) {}

  FileSystem& files() { return environment_.files; }
  static std::string path_of(std::uint64_t part) { return "part-" + std::to_string(part); }

  // The leavings of a process that was killed may be in the cache alone, and are read from now on.
  Result<void> recover() {
    TRY_ASSIGN(auto names, files().list("/"));
    std::vector<std::uint64_t> parts;
    for (const std::string& name : names) {
      if (name.starts_with("part-")) parts.push_back(std::stoull(name.substr(5)));
    }
    std::ranges::sort(parts);
    TRY(files().sync_dir("/"));
    for (std::uint64_t part : parts) TRY(read(part));
    return part_ ? Result<void>() : begin_part(1);
  }

  // Only the last one can have a torn end.
  Result<void> read(std::uint64_t number) {
    TRY_ASSIGN(part_, files().open(path_of(number), OpenMode::write));
    number_ = number;
    TRY(sync_part());
    TRY_ASSIGN(std::uint64_t size, part_->size());
    std::string bytes(size, '\0');
    TRY(read_full(*part_, 0, as_mutable_bytes(bytes)));
    end_ = 0;
    while (auto frame = frame_at(std::string_view(bytes).substr(end_), salt())) {
      if (frame->number != next_change_) break;
      ++next_change_;
      end_ += frame->bytes();
      if (frame->sets()) {
        map_.insert_or_assign(std::string(frame->key), std::string(frame->value));
      } else {
        map_.erase(std::string(frame->key));
      }
    }
    if (end_ == size) return {};
    TRY(part_->truncate(end_));
    return sync_part();
  }

  std::uint32_t salt() const { return static_cast<std::uint32_t>(number_); }

  Result<void> begin_part(std::uint64_t number) {
    TRY_ASSIGN(auto part, files().open(path_of(number), OpenMode::replace));
    if (Result<void> synced = files().sync_dir("/"); !synced.ok()) {
      refuses_ = true;
      rests_ = flaw_ == RollFlaw::refuses_and_rests;
      return synced;
    }
    if (part_) TRY(sync_part());
    part_ = std::move(part);
    number_ = number;
    end_ = 0;
    return {};
  }

  Result<void> write(FrameKind kind, std::string_view key, std::string_view value) {
    if (refuses_) return Error{ErrorCode::refused};
    std::uint64_t bytes = frame_header_bytes + key.size() + value.size();
    if (end_ > 0 && end_ + bytes > part_bytes) {
      TRY(begin_part(number_ + 1));
    }
    std::string frame;
    append_frame({kind, next_change_, key, value}, frame, salt());
    if (Result<void> written = write_full(*part_, end_, as_bytes(frame)); !written.ok()) {
      refuses_ = !part_->truncate(end_).ok() || !sync_part().ok();
      return written;
    }
    end_ += frame.size();
    ++next_change_;
    if (!timer_) start_timer();
    return {};
  }

  Result<void> sync_part() {
    Result<void> synced = part_->sync();
    if (synced.ok()) return {};
    refuses_ = rests_ = true;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*part_, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  void start_timer() {
    timer_ = environment_.executor.run_after(std::chrono::milliseconds(900), [this] {
      timer_.reset();
      if (!rests_) static_cast<void>(sync_part());
    });
  }

  void cancel_timer() {
    if (timer_) environment_.executor.cancel(*timer_);
    timer_.reset();
  }

  Environment environment_;
  RollFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> part_;
  std::uint64_t number_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t next_change_ = 1;
  bool refuses_ = false;
  bool rests_ = false;  // nothing is synced any more
  std::optional<Executor::TaskId> timer_;
};

}  // namespace powercut

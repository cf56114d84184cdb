// SaltedLog: a log that is written over from its front after each checkpoint, as SQLite's is. Ways
// to be wrong.
//
//   base    a frame whose value is all that was there at the last checkpoint; replaced by a rename
//   wal     a frame without key and value, numbered with the salt of all behind it; then a frame
//   for
//           each change, whose value is a frame for each key
//
// Frames of an earlier salt count for nothing: they are what was there before the front was written
// over. Each open ends with a checkpoint.
#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/environment.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class SaltFlaw : std::uint8_t {
  none,
  begins_again,  // each process counts its salts from 1
};

class SaltedLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, SaltFlaw flaw) {
    std::unique_ptr<SaltedLog> store(new SaltedLog(environment, flaw));
    TRY(store->recover());
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    Batch batch;
    batch.set(key, value);
    return apply(batch);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!map_.contains(key)) return false;
    Batch batch;
    batch.remove(key);
    TRY(apply(batch));
    return true;
  }
  Result<void> apply(const Batch& batch) override {
    if (refuses_) return Error{ErrorCode::refused};
    std::string changes;
    for (const auto& [key, value] : batch.changes()) {
      append_frame({value ? FrameKind::set : FrameKind::remove, 0, key, value.value_or("")},
                   changes);
    }
    std::string frame;
    append_frame({FrameKind::batch, 0, {}, changes}, frame, salt_);
    TRY(write(end_, frame));
    end_ += frame.size();
    apply_to(map_, batch);
    return {};
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }
  Result<void> compact() override {
    if (refuses_) return Error{ErrorCode::refused};
    return checkpoint();
  }

 private:
  SaltedLog(Environment& environment, SaltFlaw flaw)
      : files_(environment.files), random_(environment.random), flaw_(flaw) {}

  // Bytes that a killed process left may be in the cache alone, and are read from now on.
  Result<void> recover() {
    auto base = files_.open("base", OpenMode::read);
    if (base.ok()) {
      TRY_ASSIGN(std::string bytes, contents(**base));
      if (auto frame = frame_at(bytes)) take(frame->value);
    } else if (base.error().code != ErrorCode::not_found) {
      return base.error();
    }
    TRY_ASSIGN(wal_, files_.open("wal", OpenMode::create));
    TRY(wal_->sync());
    TRY_ASSIGN(std::string bytes, contents(*wal_));
    std::string_view rest = bytes;
    if (auto header = frame_at(rest); header && header->kind == FrameKind::header) {
      auto salt = static_cast<std::uint32_t>(header->number);
      rest.remove_prefix(header->bytes());
      while (auto frame = frame_at(rest, salt)) {
        take(frame->value);
        rest.remove_prefix(frame->bytes());
      }
    }
    return checkpoint();
  }

  static Result<std::string> contents(File& file) {
    TRY_ASSIGN(std::uint64_t size, file.size());
    std::string bytes(size, '\0');
    TRY(read_full(file, 0, as_mutable_bytes(bytes)));
    return bytes;
  }

  void take(std::string_view changes) {
    while (auto change = frame_at(changes)) {
      if (change->sets()) {
        map_.insert_or_assign(std::string(change->key), std::string(change->value));
      } else {
        map_.erase(std::string(change->key));
      }
      changes.remove_prefix(change->bytes());
    }
  }

  Result<void> checkpoint() {
    refuses_ = true;
    std::string all;
    for (const auto& [key, value] : map_) append_frame({FrameKind::set, 0, key, value}, all);
    std::string base;
    append_frame({FrameKind::header, 0, {}, all}, base);
    TRY_ASSIGN(auto file, files_.open("base-new", OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(base)));
    TRY(file->sync());
    TRY(files_.rename("base-new", "base"));
    TRY(files_.sync_dir("/"));
    salt_ = flaw_ == SaltFlaw::begins_again ? ++salts_given_
                                            : static_cast<std::uint32_t>(random_.next());
    std::string header;
    append_frame({FrameKind::header, salt_, {}, {}}, header);
    TRY(write(0, header));
    end_ = header.size();
    refuses_ = false;
    return {};
  }

  // Behind an error only the next open knows what is there.
  Result<void> write(std::uint64_t offset, std::string_view frame) {
    refuses_ = true;
    TRY(write_full(*wal_, offset, as_bytes(frame)));
    TRY(wal_->sync());
    refuses_ = false;
    return {};
  }

  FileSystem& files_;
  Random& random_;
  SaltFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> wal_;
  std::uint32_t salt_ = 0;
  std::uint32_t salts_given_ = 0;
  std::uint64_t end_ = 0;
  bool refuses_ = false;
};

// The second process writes over the first frame alone.
void changes_again_after_a_kill(ScriptedLives& lives) {
  for (const char* value : {"1", "2", "3"}) lives.set("a", value);
  lives.kill();
  lives.set("a", "4");
  lives.kill();
  lives.expect("a", "4");
}

}  // namespace

std::vector<CanaryPair> salted_log_pairs() {
  return {canary_pair("salts-begin-again", CanaryKind::lives, SaltFlaw::begins_again,
                      SyncPolicy::always, where_old_records_return, SaltedLog::open,
                      changes_again_after_a_kill)};
}

}  // namespace powercut

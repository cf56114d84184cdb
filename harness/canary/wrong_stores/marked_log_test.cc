// MarkedLog: a log that is written over from its front after each checkpoint; a file without bytes
// marks the checkpoint that counts. A way to trust the name of that file.
//
//   log      room whose size does not change: frames, from number G + 1 on
//   all-G    a frame whose value is all that was there after change G
//   is-G     a mark: all-G counts; the highest one does
//
// A sync of the log's data writes bytes over bytes. It touches no journal, so it makes no name
// durable, not even one that was there before.
#include <algorithm>
#include <charconv>

#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class MarkFlaw : std::uint8_t {
  none,
  synced_with_the_log,  // the sync of the data of the next change is believed to cover the mark
};

class MarkedLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, MarkFlaw flaw) {
    std::unique_ptr<MarkedLog> store(new MarkedLog(environment.files, flaw));
    TRY(store->recover());
    store->refuses_ = false;
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    if (refuses_) return Error{ErrorCode::refused};
    TRY(append({FrameKind::set, number_ + 1, key, value}));
    map_.insert_or_assign(std::string(key), value);
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!map_.contains(key)) return false;
    TRY(append({FrameKind::remove, number_ + 1, key}));
    map_.erase(std::string(key));
    return true;
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
  static constexpr std::uint64_t usual_room = 256;

  MarkedLog(FileSystem& files, MarkFlaw flaw) : files_(files), flaw_(flaw) {}

  // A killed process may have left bytes in the cache alone, and they are read from now on.
  Result<void> recover() {
    TRY_ASSIGN(log_, files_.open("log", OpenMode::create));
    TRY(log_->allocate(usual_room));
    TRY(log_->sync());
    TRY(files_.sync_dir("/"));
    TRY_ASSIGN(auto names, files_.list("/"));
    for (const std::string& name : names) {
      if (name.starts_with("is-")) checkpoint_ = std::max(checkpoint_, number_in(name));
    }
    TRY(read_checkpoint());
    TRY(read_log());
    for (const std::string& name : names) {
      if (name != "log" && number_in(name) != checkpoint_) TRY(files_.remove(name));
    }
    return {};
  }

  static std::uint64_t number_in(std::string_view name) {
    std::uint64_t number = 0;
    name.remove_prefix(name.find('-') + 1);
    std::from_chars(name.data(), name.data() + name.size(), number);
    return number;
  }

  static Result<std::string> contents(File& file) {
    TRY_ASSIGN(std::uint64_t size, file.size());
    std::string bytes(size, '\0');
    TRY(read_full(file, 0, as_mutable_bytes(bytes)));
    return bytes;
  }

  Result<void> read_checkpoint() {
    if (checkpoint_ == 0) return {};
    TRY_ASSIGN(auto file, files_.open("all-" + std::to_string(checkpoint_), OpenMode::read));
    TRY_ASSIGN(std::string bytes, contents(*file));
    auto all = frame_at(bytes);
    if (!all) return Error{ErrorCode::corrupt};
    while (auto pair = frame_at(all->value)) {
      take(*pair);
      all->value.remove_prefix(pair->bytes());
    }
    return {};
  }

  Result<void> read_log() {
    TRY_ASSIGN(std::string log, contents(*log_));
    room_ = log.size();
    number_ = checkpoint_;
    while (auto frame = frame_at(std::string_view(log).substr(end_))) {
      if (frame->number != number_ + 1) break;
      take(*frame);
      ++number_;
      end_ += frame->bytes();
    }
    // A part of a frame could be whole again with a part of the next one.
    std::string zeros(room_ - end_, '\0');
    if (log.substr(end_) == zeros) return {};
    TRY(write_full(*log_, end_, as_bytes(zeros)));
    return log_->sync_data();
  }

  void take(const Frame& frame) {
    if (frame.sets()) {
      map_.insert_or_assign(std::string(frame.key), std::string(frame.value));
    } else {
      map_.erase(std::string(frame.key));
    }
  }

  // Behind an error only the next open knows what is there.
  Result<void> append(const Frame& change) {
    std::string frame;
    append_frame(change, frame);
    if (end_ + frame.size() > room_) TRY(checkpoint());
    refuses_ = true;
    if (frame.size() > room_) {
      TRY(log_->allocate(frame.size()));
      TRY(log_->sync());
      room_ = frame.size();
    }
    TRY(write_full(*log_, end_, as_bytes(frame)));
    TRY(log_->sync_data());
    ++number_;
    end_ += frame.size();
    refuses_ = false;
    return {};
  }

  Result<void> checkpoint() {
    if (number_ == checkpoint_) return {};
    refuses_ = true;
    std::string pairs;
    for (const auto& [key, value] : map_) append_frame({FrameKind::set, 0, key, value}, pairs);
    std::string all;
    append_frame({FrameKind::header, number_, {}, pairs}, all);
    TRY_ASSIGN(auto file, files_.open("all-" + std::to_string(number_), OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(all)));
    TRY(file->sync());
    TRY(files_.sync_dir("/"));
    TRY(files_.open("is-" + std::to_string(number_), OpenMode::create));
    if (flaw_ != MarkFlaw::synced_with_the_log) TRY(files_.sync_dir("/"));
    if (checkpoint_ > 0) {
      TRY(files_.remove("is-" + std::to_string(checkpoint_)));
      TRY(files_.remove("all-" + std::to_string(checkpoint_)));
    }
    checkpoint_ = number_;
    end_ = 0;
    refuses_ = false;
    return {};
  }

  FileSystem& files_;
  MarkFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> log_;
  std::uint64_t room_ = 0;        // bytes of the log
  std::uint64_t checkpoint_ = 0;  // the change after which it was made
  std::uint64_t number_ = 0;      // of the last change
  std::uint64_t end_ = 0;         // of the frames in the log
  bool refuses_ = true;
};

// The change after the checkpoint is written over the one before it.
void writes_over_the_front(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.compact();
  lives.set("b", "2");
  lives.cut_unsynced();
  lives.expect("a", "1");
  lives.expect("b", "2");
}

}  // namespace

std::vector<CanaryPair> marked_log_pairs() {
  CanaryPair pair =
      canary_pair("marks-synced-with-the-log", CanaryKind::rows, MarkFlaw::synced_with_the_log,
                  SyncPolicy::always, {}, MarkedLog::open, writes_over_the_front);
  pair.shown_by = ext4_and_xfs;
  return {pair};
}

}  // namespace powercut

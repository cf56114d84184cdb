// LifeLog: a log for each life; the log of an earlier life is never written to again.
//
//   life-N    a header and changes, numbered from 0, all of them salted with N; there from the
//             first change of a life on
//
// So a recycled block can hold no frame that would be believed, as long as no N is given twice. Two
// of its ways to be right do without what other stores do, and one refuses more.
#pragma once

#include <algorithm>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/transfer.h"

namespace powercut {

enum class LifeFlaw : std::uint8_t {
  none,
  reuses_an_empty_life,     // wrong: the number of a life that left no change is given again
  finds_without_sync,       // right: open syncs nothing; what was acknowledged was synced
  and_first_without_sync,   // wrong: nor does the first change of a life
  does_not_rewrite,         // right: what a failed sync forgot was never acknowledged
  and_goes_on,              // wrong: changes are taken after a failed sync
  refuses_after_a_failure,  // right, but for D12: a failed write ends the life
  and_has_written,          // wrong: the failed write is acknowledged
};

class LifeLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, LifeFlaw flaw) {
    std::unique_ptr<LifeLog> store(new LifeLog(environment.files, flaw));
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
    append_frame({FrameKind::batch, number_, {}, changes}, frame, salt_of(life_));
    TRY(write(frame));
    ++number_;
    apply_to(map_, batch);
    return {};
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }
  Result<void> sync() override {
    if (refuses_) return Error{ErrorCode::refused};
    return file_ ? sync_file(*file_) : Result<void>();
  }

 private:
  LifeLog(FileSystem& files, LifeFlaw flaw) : files_(files), flaw_(flaw) {}

  bool has(LifeFlaw flaw) const { return flaw_ == flaw; }
  static std::uint32_t salt_of(std::uint64_t life) { return static_cast<std::uint32_t>(life); }
  static std::string path_of(std::uint64_t life) { return "life-" + std::to_string(life); }
  bool syncs_at_open() const {
    return !has(LifeFlaw::finds_without_sync) && !has(LifeFlaw::and_first_without_sync);
  }

  Result<void> recover() {
    TRY_ASSIGN(auto names, files_.list("/"));
    std::vector<std::uint64_t> lives;
    for (const std::string& name : names) {
      if (name.starts_with("life-")) lives.push_back(std::stoull(name.substr(5)));
    }
    std::ranges::sort(lives);
    bool last_is_empty = false;
    for (std::uint64_t life : lives) {
      TRY_ASSIGN(last_is_empty, replay(life));
    }
    life_ = lives.empty() ? 1 : lives.back() + 1;
    if (last_is_empty && has(LifeFlaw::reuses_an_empty_life)) --life_;
    return files_.sync_dir("/");
  }

  // Returns whether no change was found.
  Result<bool> replay(std::uint64_t life) {
    TRY_ASSIGN(auto file, files_.open(path_of(life), OpenMode::write));
    if (syncs_at_open()) TRY(sync_file(*file));
    TRY_ASSIGN(std::uint64_t size, file->size());
    std::string bytes(size, '\0');
    TRY(read_full(*file, 0, as_mutable_bytes(bytes)));
    std::uint64_t at = frame_header_bytes;
    std::uint64_t number = 0;
    if (!frame_at(bytes, salt_of(life))) return true;
    while (auto frame = frame_at(std::string_view(bytes).substr(at), salt_of(life))) {
      if (frame->number != number++) break;
      at += frame->bytes();
      take(frame->value);
    }
    return at == frame_header_bytes;
  }

  void take(std::string_view changes) {
    while (auto change = frame_at(changes)) {
      changes.remove_prefix(change->bytes());
      if (change->sets()) {
        map_.insert_or_assign(std::string(change->key), std::string(change->value));
      } else {
        map_.erase(std::string(change->key));
      }
    }
  }

  // With the first change of a life. The number must be known for good before anything is written
  // under it.
  Result<void> begin() {
    TRY_ASSIGN(auto file, files_.open(path_of(life_), OpenMode::replace));
    std::string header;
    append_frame({FrameKind::header, 0}, header, salt_of(life_));
    TRY(write_full(*file, 0, as_bytes(header)));
    TRY(sync_file(*file));
    Result<void> synced = files_.sync_dir("/");
    refuses_ = !synced.ok();
    TRY(synced);
    file_ = std::move(file);
    end_ = header.size();
    return {};
  }

  Result<void> write(std::string_view frame) {
    if (!file_) TRY(begin());
    Result<void> written = write_full(*file_, end_, as_bytes(frame));
    if (written.ok()) {
      end_ += frame.size();
      bool skips = number_ == 0 && has(LifeFlaw::and_first_without_sync);
      return skips ? Result<void>() : sync_file(*file_);
    }
    refuses_ = has(LifeFlaw::refuses_after_a_failure) || has(LifeFlaw::and_has_written) ||
               !file_->truncate(end_).ok() || !sync_file(*file_).ok();
    return has(LifeFlaw::and_has_written) ? Result<void>() : written;
  }

  Result<void> sync_file(File& file) {
    Result<void> synced = file.sync();
    if (synced.ok()) return {};
    refuses_ = !has(LifeFlaw::and_goes_on);
    if (has(LifeFlaw::does_not_rewrite) || has(LifeFlaw::and_goes_on)) return synced;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(file, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  FileSystem& files_;
  LifeFlaw flaw_;
  OrderedMap map_;
  std::uint64_t life_ = 0;
  std::uint64_t number_ = 0;    // of the next change in this life
  std::unique_ptr<File> file_;  // none before the first change
  std::uint64_t end_ = 0;
  bool refuses_ = false;
};

}  // namespace powercut

// TwoSlots: all keys in one frame, written to two files by turns. Ways to be wrong.
//
//   slot-0, slot-1    a frame numbered with its generation, whose value is all that was there; the
//                     higher generation counts, and generation G is in slot G % 2
#include <algorithm>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class SlotFlaw : std::uint8_t {
  none,
  torn_one_counts,         // its generation is taken to be given: the good slot is written next
  generation_given_twice,  // behind a torn one the good generation is given again, to the other
                           // slot
  torn_one_stays,          // what the next change writes of it may make it whole
  failed_sync_is_skipped,  // the next change goes to the other slot
};

class TwoSlots : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, SlotFlaw flaw) {
    std::unique_ptr<TwoSlots> store(new TwoSlots(environment.files, flaw));
    TRY(store->recover());
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    OrderedMap changed = map_;
    changed.insert_or_assign(std::string(key), value);
    return write(std::move(changed));
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    OrderedMap changed = map_;
    if (changed.erase(std::string(key)) == 0) return false;
    TRY(write(std::move(changed)));
    return true;
  }
  Result<void> apply(const Batch& batch) override {
    OrderedMap changed = map_;
    apply_to(changed, batch);
    return write(std::move(changed));
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  TwoSlots(FileSystem& files, SlotFlaw flaw) : files_(files), flaw_(flaw) {}

  bool has(SlotFlaw flaw) const { return flaw_ == flaw; }

  Result<void> recover() {
    std::uint64_t highest_seen = 0;
    bool is_torn = false;
    for (std::uint64_t slot : {0, 1}) {
      TRY_ASSIGN(slots_[slot], files_.open(slot == 0 ? "slot-0" : "slot-1", OpenMode::create));
      TRY(sync_slot(slot));
      TRY_ASSIGN(std::uint64_t size, slots_[slot]->size());
      std::string bytes(size, '\0');
      TRY(read_full(*slots_[slot], 0, as_mutable_bytes(bytes)));
      auto frame = frame_at(bytes);
      if (!frame && size > 0) {
        is_torn = true;
        if (!has(SlotFlaw::torn_one_stays)) TRY(empty(slot));
        if (size >= frame_header_bytes) {
          highest_seen = std::max(highest_seen, load_u64(as_bytes(bytes).data() + 16));
        }
      }
      if (!frame || frame->number < generation_) continue;
      generation_ = frame->number;
      take(frame->value);
    }
    next_slot_ = (generation_ + 1) % 2;
    if (is_torn && has(SlotFlaw::torn_one_counts) && highest_seen == generation_ + 1) {
      ++generation_;
      next_slot_ = 1 - next_slot_;
    }
    gives_twice_ = is_torn && has(SlotFlaw::generation_given_twice) && generation_ > 0;
    return files_.sync_dir("/");
  }

  Result<void> empty(std::uint64_t slot) {
    TRY(slots_[slot]->truncate(0));
    return sync_slot(slot);
  }

  void take(std::string_view all) {
    map_.clear();
    while (auto pair = frame_at(all)) {
      map_.insert_or_assign(std::string(pair->key), std::string(pair->value));
      all.remove_prefix(pair->bytes());
    }
  }

  Result<void> write(OrderedMap changed) {
    if (refuses_) return Error{ErrorCode::refused};
    std::string all;
    for (const auto& [key, value] : changed) append_frame({FrameKind::set, 0, key, value}, all);
    std::uint64_t generation = gives_twice_ ? generation_ : generation_ + 1;
    std::string frame;
    append_frame({FrameKind::header, generation, {}, all}, frame);
    Result<void> written = write_full(*slots_[next_slot_], 0, as_bytes(frame));
    if (!written.ok()) {
      refuses_ = !empty(next_slot_).ok();
      return written;
    }
    Result<void> synced = sync_slot(next_slot_);
    if (!synced.ok() && !has(SlotFlaw::failed_sync_is_skipped)) return synced;
    generation_ = generation;
    next_slot_ = 1 - next_slot_;
    gives_twice_ = false;
    if (synced.ok()) map_ = std::move(changed);
    return synced;
  }

  Result<void> sync_slot(std::uint64_t slot) {
    Result<void> synced = slots_[slot]->sync();
    if (synced.ok()) return {};
    if (has(SlotFlaw::failed_sync_is_skipped)) return synced;
    refuses_ = true;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*slots_[slot], 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  FileSystem& files_;
  SlotFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> slots_[2];
  std::uint64_t generation_ = 0;
  std::uint64_t next_slot_ = 1;
  bool gives_twice_ = false;
  bool refuses_ = false;
};

// Each change is cut where its header is there, and its bytes are not.
void tears_both_slots(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "torn, and longer than what is there");
  lives.cut_in_write(60);
  lives.expect("a", "1");
  lives.try_set("c", "torn, and longer than what is there");
  lives.cut_in_write(60);
  lives.expect("a", "1");
}

void changes_behind_a_torn_slot(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "torn");
  lives.cut_in_write(30);
  lives.set("c", "2");
  lives.kill();
  lives.expect("a", "1");
  lives.expect("c", "2");
}

// Two changes of the same generation differ in the first sector alone. The disk has that sector of
// the first one, and all the rest of the second one: so the first one is whole, which the life
// between has not seen.
void completes_a_torn_slot(ScriptedLives& lives) {
  lives.set("b", std::string(500, 'x'));
  lives.set("a", "1");
  lives.set("a", "lost");
  lives.cut_leaving_of_write("sector-tear", "k1l3");
  lives.expect("a", "1");
  bool is_empty = lives.bytes_of("slot-1").empty();
  lives.set("a", "torn");
  lives.cut_leaving_of_write("sector-tear", is_empty ? "k1l1k1" : "l1k3");
  lives.expect("a", "1");
}

// Behind a failed sync only the other slot holds what was acknowledged.
void writes_after_a_failed_sync(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("sync#1=io_failed");
  lives.try_set("b", "2");
  lives.try_set("c", "3");
  lives.cut_in_write(30);
  lives.expect("a", "1");
}

}  // namespace

std::vector<CanaryPair> two_slots_pairs() {
  auto pair = [](std::string name, CanaryKind kind, SlotFlaw flaw, void (*proof)(ScriptedLives&)) {
    return canary_pair("slots-" + name, kind, flaw, SyncPolicy::always, where_old_records_return,
                       TwoSlots::open, proof);
  };
  return {
      pair("torn-one-counts", CanaryKind::lives, SlotFlaw::torn_one_counts, tears_both_slots),
      pair("generation-given-twice", CanaryKind::life, SlotFlaw::generation_given_twice,
           changes_behind_a_torn_slot),
      pair("torn-one-stays", CanaryKind::lives, SlotFlaw::torn_one_stays, completes_a_torn_slot),
      pair("failed-sync-is-skipped", CanaryKind::error, SlotFlaw::failed_sync_is_skipped,
           writes_after_a_failed_sync),
  };
}

}  // namespace powercut

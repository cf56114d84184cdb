#include "powercut/faultfs/cached_disk.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "faultfs/pending/failed_sync.h"
#include "faultfs/pending/sync_demands.h"
#include "powercut/faultfs/effect_option.h"

namespace powercut {

namespace {

bool share_a_name(const PendingEffect& left, const PendingEffect& right) {
  return std::ranges::any_of(left.changes, [&](const EntryChange& one) {
    return std::ranges::any_of(right.changes, [&](const EntryChange& other) {
      return one.directory == other.directory && one.name == other.name;
    });
  });
}

bool overlap(const PendingEffect& left, const PendingEffect& right) {
  return left.offset < right.end() && right.offset < left.end();
}

}  // namespace

CachedDisk::CachedDisk(const PersistenceModel& model, const Disk& base)
    : model_(&model), durable_(base), cache_(base) {}

void CachedDisk::restart_on(const Disk& base) {
  durable_ = base;
  cache_ = base;
  forgot_any_ = false;
  pending_.clear();
  of_call_.clear();
  trace_ = nullptr;
  call_ = 0;
  under_way_ = false;
  new_from_ = 0;
  all_new_ = true;
}

Disk& CachedDisk::common() {
  if (model_->writeback != Writeback::at_once) return durable_;
  return forgot_any_ && model_->power_loss ? eager_ : cache_;
}

void CachedDisk::begin(const Trace& trace, std::uint32_t call) {
  trace_ = &trace;
  call_ = call;
  const Call& made = trace.calls()[call];
  if (made.effect == Effect::write) dirty_again(made);
  of_call_ = split_call(*model_, trace, call, cache_, pending_.next_id(), may_be_longer(made.inode),
                        sure_size(pending_.all(), durable_, made.inode));
  pending_.take_ids(of_call_.size());
  add_inode_and_room(made);
  under_way_ = model_->writeback == Writeback::at_once;
}

// A page that is dirty again goes to the disk with all that the cache holds.
void CachedDisk::dirty_again(const Call& write) {
  if (!remember_pages_of(write, pending_) || !forgot_any_) return;
  Bytes seen = cache_.contents(write.inode);
  PageRange pages = pages_of(write);
  std::uint64_t end = std::min<std::uint64_t>(pages.end, seen.size());
  if (pages.begin >= end) return;
  eager_.write(write.inode, pages.begin, seen.subspan(pages.begin, end - pages.begin));
}

// On the disk the file may be longer than in the cache: a truncate of it is pending.
bool CachedDisk::may_be_longer(InodeId file) const {
  return model_->writeback == Writeback::any_time &&
         std::ranges::any_of(pending_.all(), [&](const PendingEffect& effect) {
           return effect.kind == PendingEffect::Kind::truncate && !effect.must &&
                  effect.inode == file && effect.directory == no_inode;
         });
}

void CachedDisk::add_inode_and_room(const Call& call) {
  if (call.effect == Effect::create_file || call.effect == Effect::create_directory) {
    InodeKind kind = call.effect == Effect::create_file ? InodeKind::file : InodeKind::directory;
    durable_.ensure_inode(call.inode, kind);
    cache_.ensure_inode(call.inode, kind);
    if (forgot_any_) eager_.ensure_inode(call.inode, kind);
  }
  // Whether the room itself is durable does not matter: with it less is in order.
  if (call.effect == Effect::reserve) {
    durable_.make_room(call.inode);
    if (forgot_any_) eager_.make_room(call.inode);
  }
}

void CachedDisk::finish() {
  const Call& call = made();
  under_way_ = false;
  apply_call(*trace_, call, call.length, cache_);
  if (forgot_any_) apply_call(*trace_, call, call.length, eager_);
  bool remembers = model_->writeback != Writeback::at_once || model_->power_loss;
  if (!remembers) {
    all_new_ = true;
    return;
  }
  new_from_ = pending_.all().size();
  all_new_ = model_->writeback != Writeback::any_time;
  if (model_->writeback == Writeback::any_time) pending_.note_needs(*model_, of_call_);
  pending_.append(of_call_);
  if (model_->sync_scope == SyncScope::nothing) {
    // Bytes that the cache shows no more do not come later, either.
    const bool is_lazy = model_->writeback == Writeback::any_time;
    if (call.brings_back() && is_lazy) fail_sync(call);
    return;
  }
  if (call.effect == Effect::failed_sync_file) return fail_sync(call);
  const bool is_sync = call.effect == Effect::sync_file || call.effect == Effect::sync_data ||
                       call.effect == Effect::sync_directory;
  if (!is_sync) return;
  demand_synced(*model_, call, cache_, pending_);
  settle();
}

void CachedDisk::pass(const Trace& trace, CallRange calls) {
  CHECK(is_settled());
  if (forgot_any_) {
    for (std::uint32_t call = calls.begin; call < calls.end; ++call) {
      begin(trace, call);
      finish();
    }
    return;
  }
  for (std::uint32_t number = calls.begin; number < calls.end; ++number) {
    const Call& call = trace.calls()[number];
    apply_call(trace, call, call.length, cache_);
  }
  restart_on(cache_);
}

void CachedDisk::fail_sync(const Call& sync) {
  all_new_ = true;
  forget_unsynced(*model_, sync.inode, sync.brings_back(), pending_);
  settle();
  if (model_->writeback != Writeback::at_once) return;
  if (!forgot_any_) eager_ = cache_;
  forgot_any_ = true;
  // The size is the same already: it is durable all the same.
  eager_.write(sync.inode, 0, durable_.contents(sync.inode));
}

// Applies the effects that must be there to the durable disk, unless an effect before them that may
// still be lost speaks of the same place.
void CachedDisk::settle() {
  demand_emptied(pending_);
  std::vector<PendingEffect>& effects = pending_.all();
  std::vector<Exposure> exposures;
  std::size_t kept = 0;
  for (std::size_t index = 0; index < effects.size(); ++index) {
    PendingEffect& effect = effects[index];
    bool cuts = effect.must && effect.kind == PendingEffect::Kind::truncate;
    if (cuts) cut_off_forgotten(std::span(effects).first(kept), effect);
    if (!effect.must || must_wait(kept, effect)) {
      if (kept != index) effects[kept] = std::move(effect);
      ++kept;
      continue;
    }
    apply(*model_, effect, option_kept, durable_, exposures);
  }
  bool any_settled = kept < effects.size();
  effects.resize(kept);
  std::erase_if(effects, [](const PendingEffect& effect) {
    return effect.forgotten && effect.bytes.empty();
  });
  new_from_ = effects.size();
  if (!any_settled) return;
  for (PendingEffect& effect : effects) {
    std::erase_if(effect.needs,
                  [&](EffectId id) { return pending_.place_of(id) == effects.size(); });
    for (const Exposure& exposure : exposures) {
      if (effect.growth == exposure.growth) effect.exposed_from = exposure.from;
    }
  }
}

// Whether one of the first `count` effects, which stay pending, speaks of the same place.
bool CachedDisk::must_wait(std::size_t count, const PendingEffect& effect) const {
  using Kind = PendingEffect::Kind;
  for (const PendingEffect& earlier : std::span(pending_.all()).first(count)) {
    if (effect.kind == Kind::entries || earlier.kind == Kind::entries) {
      if (share_a_name(earlier, effect)) return true;
      continue;
    }
    if (earlier.inode != effect.inode) continue;
    if (earlier.forgotten) continue;
    // Bytes behind the durable end need a size that may come from the earlier effect.
    bool lacks_room = effect.kind == Kind::data && !effect.extends && earlier.extends &&
                      effect.end() > durable_.contents(effect.inode).size();
    if (lacks_room) return true;
    bool both_data = earlier.kind == Kind::data && effect.kind == Kind::data;
    bool grows_over_data =
        earlier.kind == Kind::data && !earlier.extends && effect.kind == Kind::growth;
    if (both_data ? overlap(earlier, effect) : !grows_over_data) return true;
  }
  return false;
}

bool CachedDisk::has_forgotten() const {
  return std::ranges::any_of(pending_.all(), &PendingEffect::forgotten);
}

}  // namespace powercut

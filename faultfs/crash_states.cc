#include "powercut/faultfs/crash_states.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "faultfs/state_counter.h"

namespace powercut {

// The purpose of a descent; the same for all its steps.
struct CrashStates::Leaf {
  const Visitor& visitor;
  std::size_t first_new;  // of the effects from here on one at least must not be lost
  bool needs_new;
  std::vector<std::uint64_t> needed_by;  // by effect: the new ones that need it; empty: not known
};

CrashStates::CrashStates(const PersistenceModel& model, const Disk& base)
    : model_(&model), durable_(base), cache_(base) {}

void CrashStates::restart_on(const Disk& base) {
  durable_ = base;
  cache_ = base;
  forgot_any_ = false;
  pending_.clear();
  of_call_.clear();
  next_id_ = 0;
  trace_ = nullptr;
  call_ = 0;
  under_way_ = false;
  new_from_ = 0;
  all_new_ = true;
}

void CrashStates::pass(const Trace& trace, CallRange calls) {
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

Disk& CrashStates::surely() {
  if (model_->writeback != Writeback::at_once) return durable_;
  return forgot_any_ && model_->power_loss ? eager_ : cache_;
}

void CrashStates::begin(const Trace& trace, std::uint32_t call) {
  trace_ = &trace;
  call_ = call;
  const Call& made = trace.calls()[call];
  if (made.effect == Effect::write) dirty_again(made);
  bool may_be_longer = model_->writeback == Writeback::any_time &&
                       std::ranges::any_of(pending_, [&](const PendingEffect& effect) {
                         return effect.kind == PendingEffect::Kind::truncate && !effect.must &&
                                effect.inode == made.inode && effect.directory == no_inode;
                       });
  of_call_ =
      split_call(*model_, trace, call, cache_, next_id_, may_be_longer, sure_size(made.inode));
  next_id_ += static_cast<EffectId>(of_call_.size());
  if (made.effect == Effect::create_file || made.effect == Effect::create_directory) {
    InodeKind kind = made.effect == Effect::create_file ? InodeKind::file : InodeKind::directory;
    durable_.ensure_inode(made.inode, kind);
    cache_.ensure_inode(made.inode, kind);
    if (forgot_any_) eager_.ensure_inode(made.inode, kind);
  }
  // Whether the room itself is durable does not matter: with it less is in order.
  if (made.effect == Effect::reserve) {
    durable_.make_room(made.inode);
    if (forgot_any_) eager_.make_room(made.inode);
  }
  under_way_ = model_->writeback == Writeback::at_once;
}

void CrashStates::finish() {
  const Call& call = trace_->calls()[call_];
  under_way_ = false;
  apply_call(*trace_, call, call.length, cache_);
  if (forgot_any_) apply_call(*trace_, call, call.length, eager_);
  bool remembers = model_->writeback != Writeback::at_once || model_->power_loss;
  if (!remembers) {
    all_new_ = true;
    return;
  }
  new_from_ = pending_.size();
  all_new_ = model_->writeback != Writeback::any_time;
  if (model_->writeback == Writeback::any_time) add_needs(of_call_);
  std::ranges::move(of_call_, std::back_inserter(pending_));
  if (model_->sync_scope == SyncScope::nothing) {
    // Bytes that the cache shows no more do not come later, either.
    const bool is_lazy = model_->writeback == Writeback::any_time;
    if (call.brings_back() && is_lazy) fail_sync(call.inode, true);
    return;
  }
  if (call.effect == Effect::sync_file) sync_file(call.inode);
  if (call.effect == Effect::sync_data) sync_data(call.inode);
  if (call.effect == Effect::sync_directory) sync_directory(call.inode);
  if (call.effect == Effect::failed_sync_file) fail_sync(call.inode, call.brings_back());
}

// A call that cannot be there in part has one state: the state after its return.
bool CrashStates::is_partly_done() const {
  if (!under_way_ || of_call_.empty()) return false;
  return of_call_.size() > 1 || of_call_.front().kind == PendingEffect::Kind::data;
}

std::size_t CrashStates::first_new(Which which) const {
  if (which == Which::all || all_new_ || under_way_) return 0;
  return new_from_;
}

bool CrashStates::nothing_new(Which which) const {
  return which == Which::new_ones && !all_new_ && new_from_ >= pending_.size();
}

bool CrashStates::excludes_all_lost(Which which) const {
  return under_way_ || (which == Which::new_ones && !all_new_);
}

std::uint64_t CrashStates::count(Which which) const {
  if (!varies()) return 1;
  if (nothing_new(which)) return 0;
  StateCounter counter(*model_, effects());
  std::uint64_t all = counter.count(effects().size());
  if (!excludes_all_lost(which) || all == countless) return all;
  return all - counter.count(first_new(which));
}

void CrashStates::visit(Which which, const Visitor& visitor) {
  if (!varies()) return visit_one({}, visitor);
  if (nothing_new(which)) return;
  exposures_.clear();
  choice_.assign(effects().size(), option_lost);
  Leaf leaf{visitor, first_new(which), excludes_all_lost(which), {}};
  std::uint64_t within_reach = all_within_reach;
  if (leaf.needs_new && leaf.first_new > 0) within_reach = note_needed_by(leaf);
  descend(0, leaf, within_reach);
}

// Takes the first new effects, which need no other new one. Notes for each effect before them a bit
// for each of them that needs it. Returns the bits of all; if they are too many, nothing is noted.
std::uint64_t CrashStates::note_needed_by(Leaf& leaf) const {
  constexpr std::size_t bits = 64;
  const auto& list = effects();
  std::size_t count = list.size() - leaf.first_new;
  if (count >= bits) return all_within_reach;
  leaf.needed_by.assign(list.size(), 0);
  for (std::size_t index = list.size(); index-- > 0;) {
    std::uint64_t by = leaf.needed_by[index];
    if (index >= leaf.first_new) by |= std::uint64_t{1} << (index - leaf.first_new);
    for (EffectId need : list[index].needs) {
      if (std::size_t needed = index_of(need); needed < list.size()) leaf.needed_by[needed] |= by;
    }
  }
  return (std::uint64_t{1} << count) - 1;
}

bool CrashStates::needs_kept(std::size_t index, const Choice& choice) const {
  for (EffectId need : effects()[index].needs) {
    std::size_t needed = index_of(need);
    if (needed < choice.size() && choice[needed] != option_kept) return false;
  }
  return true;
}

// The effects before index are done to the disk; goes on with it in each of its ways.
// within_reach: the new effects that can still be there; if none can, no state is left to find.
void CrashStates::descend(std::size_t index, const Leaf& leaf, std::uint64_t within_reach) {
  if (index == choice_.size()) {
    bool any_new = std::any_of(choice_.begin() + static_cast<std::ptrdiff_t>(leaf.first_new),
                               choice_.end(), [](EffectOption option) { return option != 0; });
    if (!leaf.needs_new || any_new) leaf.visitor(choice_, surely());
    return;
  }
  const PendingEffect& effect = effects()[index];
  bool ready = needs_kept(index, choice_);
  CHECK(ready || !effect.must);
  // From nothing to all: lost, torn from the front, kept.
  std::uint64_t options = ready ? option_count(*model_, effect) : 1;
  for (std::uint64_t number = effect.must ? options - 1 : 0; number < options; ++number) {
    EffectOption option = number == 0 ? option_lost : static_cast<EffectOption>(number + 1);
    if (number > 0 && number == options - 1) option = option_kept;
    std::uint64_t still_within = within_reach;
    if (option != option_kept && index < leaf.first_new && !leaf.needed_by.empty()) {
      still_within &= ~leaf.needed_by[index];
      if (still_within == 0) continue;
    }
    Disk::Session session(surely());
    std::size_t exposed_before = exposures_.size();
    apply(*model_, effect, option, surely(), exposures_);
    choice_[index] = option;
    descend(index + 1, leaf, still_within);
    exposures_.resize(exposed_before);
  }
  choice_[index] = option_lost;
}

void CrashStates::visit_one(const Choice& choice, const Visitor& visitor) {
  Disk::Session session(surely());
  make(choice);
  visitor(choice, surely());
}

Disk CrashStates::take_one(const Choice& choice) && {
  make(choice);
  return std::move(surely());
}

void CrashStates::make(const Choice& choice) {
  exposures_.clear();
  if (model_->writeback == Writeback::when_synced) {
    // Durable, but behind something that speaks of the same place and may still become so.
    for (const PendingEffect& effect : pending_) {
      if (effect.must) apply(*model_, effect, option_kept, surely(), exposures_);
    }
  }
  for (std::size_t index = 0; index < choice.size(); ++index) {
    apply(*model_, effects()[index], choice[index], surely(), exposures_);
  }
}

bool CrashStates::is_legal(const Choice& choice) const {
  if (choice.size() != (varies() ? effects().size() : 0)) return false;
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = effects()[index];
    if (effect.must && choice[index] != option_kept) return false;
    if (choice[index] == option_lost) continue;
    if (choice[index] >= option_count(*model_, effect) || !needs_kept(index, choice)) return false;
  }
  return true;
}

std::uint64_t CrashStates::bytes_present(const Choice& choice) const {
  if (!under_way_) return 0;
  if (!is_prefix(choice)) return std::max<std::uint64_t>(1, trace_->calls()[call_].length);
  std::uint64_t bytes = 0;
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = of_call_[index];
    if (choice[index] == option_lost) continue;
    bytes += choice[index] == option_kept ? effect.bytes.size()
                                          : tear_of(*model_, effect, choice[index]).cut;
  }
  return bytes;
}

CrashPoint CrashStates::point(const Choice& choice) const {
  CrashPoint point{.call = call_, .byte = bytes_present(choice)};
  if (!is_told_by_bytes(choice)) point.effects = to_text(*model_, effects(), choice);
  return point;
}

std::size_t CrashStates::write_point(const Choice& choice, std::span<char> target) const {
  std::size_t written =
      write_text(CrashPoint{.call = call_, .byte = bytes_present(choice)}, target);
  if (is_told_by_bytes(choice) || written == target.size()) return written;
  target[written++] = ':';
  return written + write_text(*model_, effects(), choice, target.subspan(written));
}

bool CrashStates::is_told_by_bytes(const Choice& choice) const {
  return under_way_ ? is_prefix(choice) : choice.empty();
}

std::optional<Choice> CrashStates::choice_at(const CrashPoint& point) const {
  if (point.call != call_ || point.returned() == under_way_) return std::nullopt;
  std::optional<Choice> choice;
  if (!point.effects.empty()) {
    choice = parse_choice(*model_, effects(), point.effects);
  } else if (!under_way_) {
    choice = Choice();
  } else {
    choice = first_bytes(point.byte);
  }
  if (!choice || !is_legal(*choice)) return std::nullopt;
  if (bytes_present(*choice) != point.byte) return std::nullopt;
  return choice;
}

Choice CrashStates::first_bytes(std::uint64_t bytes) const {
  Choice choice;
  for (const PendingEffect& effect : of_call_) {
    std::uint64_t length = std::min<std::uint64_t>(bytes, effect.bytes.size());
    bytes -= length;
    choice.push_back(length == effect.bytes.size() ? option_kept
                     : length == 0                 ? option_lost
                                   : static_cast<EffectOption>(option_torn + length - 1));
  }
  return choice;
}

// Bytes alone, and cut at one place.
bool CrashStates::is_prefix(const Choice& choice) const {
  bool whole_so_far = true;
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = effects()[index];
    if (effect.kind != PendingEffect::Kind::data || effect.growth != no_effect) return false;
    if (!whole_so_far && choice[index] != option_lost) return false;
    if (choice[index] >= option_torn && tear_of(*model_, effect, choice[index]).subset)
      return false;
    if (choice[index] != option_kept) whole_so_far = false;
  }
  return true;
}

bool CrashStates::has_forgotten() const {
  return std::ranges::any_of(pending_, &PendingEffect::undirtied);
}

std::size_t CrashStates::index_of(EffectId id) const {
  const auto& list = effects();
  auto found = std::ranges::lower_bound(list, id, {}, &PendingEffect::id);
  return found != list.end() && found->id == id ? static_cast<std::size_t>(found - list.begin())
                                                : list.size();
}

}  // namespace powercut

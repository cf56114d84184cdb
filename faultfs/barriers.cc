// The pending effects of CrashStates when a sync comes; failed_syncs.cc has those that fail.
#include <algorithm>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

namespace {

bool share_a_name(const PendingEffect& left, const PendingEffect& right) {
  return std::ranges::any_of(left.changes, [&](const EntryChange& one) {
    return std::ranges::any_of(right.changes, [&](const EntryChange& other) {
      return one.directory == other.directory && one.name == other.name;
    });
  });
}

bool is_emptied_by_removal(const PendingEffect& effect) {
  return effect.kind == PendingEffect::Kind::truncate && effect.directory != no_inode;
}

bool has_name_in(const Disk& disk, InodeId inode, InodeId directory) {
  return disk.kind(directory) == InodeKind::directory &&
         std::ranges::find(disk.entries(directory), inode, &DirectoryEntry::inode) !=
             disk.entries(directory).end();
}

bool overlap(const PendingEffect& left, const PendingEffect& right) {
  return left.offset < right.end() && right.offset < left.end();
}

}  // namespace

bool puts_before(const OrderRule& rule, const PendingEffect& first, const PendingEffect& then) {
  if ((rule.first & first.classes) == 0 || (rule.then & then.classes) == 0) return false;
  switch (rule.scope) {
    case OrderRule::Scope::call:
      return false;
    case OrderRule::Scope::file:
      return first.inode == then.inode;
    case OrderRule::Scope::directory:
      return first.directory == then.directory && first.directory != no_inode;
    case OrderRule::Scope::anywhere:
      return true;
  }
  return false;
}

bool is_content_of(const PendingEffect& effect, InodeId file) {
  return effect.kind != PendingEffect::Kind::entries && effect.inode == file &&
         !is_emptied_by_removal(effect);
}

// Only the nearest are kept: the needs of these are needed through them.
void CrashStates::add_needs(std::vector<PendingEffect>& effects) const {
  if (model_->order.empty() || pending_.empty()) return;
  std::vector<OrderRule> rules;
  std::vector<EffectId> needs;
  std::vector<char> covered;
  std::vector<std::size_t> way;
  for (PendingEffect& effect : effects) {
    rules.clear();
    for (const OrderRule& rule : model_->order) {
      bool may_order = rule.scope != OrderRule::Scope::call && (rule.then & effect.classes) != 0;
      if (may_order) rules.push_back(rule);
    }
    if (rules.empty()) continue;
    needs.clear();
    covered.assign(pending_.size(), 0);
    for (std::size_t index = pending_.size(); index-- > 0;) {
      const PendingEffect& earlier = pending_[index];
      if (covered[index] != 0 || earlier.undirtied) continue;
      bool ordered = std::ranges::any_of(
          rules, [&](const OrderRule& rule) { return puts_before(rule, earlier, effect); });
      if (!ordered) continue;
      needs.push_back(earlier.id);
      way.assign(1, index);
      while (!way.empty()) {
        std::size_t place = way.back();
        way.pop_back();
        if (covered[place] != 0) continue;
        covered[place] = 1;
        for (EffectId need : pending_[place].needs) {
          if (std::size_t next = index_of(need); next < pending_.size()) way.push_back(next);
        }
      }
    }
    effect.needs.insert(effect.needs.begin(), needs.rbegin(), needs.rend());
  }
}

void CrashStates::sync_file(InodeId file) {
  if (model_->sync_scope == SyncScope::names) sync_names_of(file);
  if (model_->sync_scope == SyncScope::metadata) sync_metadata();
  sync_data(file);
}

void CrashStates::sync_data(InodeId file) {
  for (PendingEffect& effect : pending_) {
    if (is_content_of(effect, file) && !effect.undirtied) demand(effect);
  }
  settle();
}

void CrashStates::sync_directory(InodeId directory) {
  if (model_->sync_scope == SyncScope::names) sync_names_of(directory);
  if (model_->sync_scope == SyncScope::metadata) sync_metadata();
  for (PendingEffect& effect : pending_) {
    bool in_it = std::ranges::any_of(
        effect.changes, [&](const EntryChange& change) { return change.directory == directory; });
    if (in_it) demand(effect);
  }
  settle();
}

// Every entry on a way to the inode, one that it has or one that it had, that is still pending.
void CrashStates::sync_names_of(InodeId inode) {
  std::vector<InodeId> way{inode};
  std::vector<std::size_t> names;
  auto reach = [&](InodeId directory) {
    if (std::ranges::find(way, directory) == way.end()) way.push_back(directory);
  };
  for (std::size_t next = 0; next < way.size(); ++next) {
    InodeId target = way[next];
    for (InodeId directory = 0; directory < cache_.inode_count(); ++directory) {
      if (has_name_in(cache_, target, directory)) reach(directory);
    }
    for (std::size_t index = 0; index < pending_.size(); ++index) {
      if (pending_[index].must) continue;
      for (const EntryChange& change : pending_[index].changes) {
        if (change.inode != target) continue;
        names.push_back(index);
        reach(change.directory);
      }
    }
  }
  for (std::size_t index : names) demand(pending_[index]);
}

// An append that brings the file's size with it is a change of it, too.
void CrashStates::sync_metadata() {
  for (PendingEffect& effect : pending_) {
    bool is_metadata = (effect.classes & effect_class::metadata) != 0;
    if (is_metadata && !effect.undirtied) demand(effect);
  }
}

// A file is empty for good once all the names that it had have gone for good.
void CrashStates::demand_emptied() {
  for (PendingEffect& emptied : pending_) {
    if (!is_emptied_by_removal(emptied)) continue;
    bool may_have_name = std::ranges::any_of(pending_, [&](const PendingEffect& effect) {
      if (effect.kind != PendingEffect::Kind::entries || effect.must) return false;
      bool same_call = effect.trace == emptied.trace && effect.call == emptied.call;
      return effect.inode == emptied.inode || (same_call && effect.directory == emptied.directory);
    });
    if (!may_have_name) demand(emptied);
  }
}

void CrashStates::demand(PendingEffect& effect) {
  if (effect.must) return;
  effect.must = true;
  for (EffectId need : effect.needs) {
    if (std::size_t index = index_of(need); index < pending_.size()) demand(pending_[index]);
  }
}

// Ids ascend again; an effect that needed one that is gone needs it no more.
void CrashStates::number_anew() {
  std::vector<std::pair<EffectId, EffectId>> given;
  for (std::size_t index = 0; index < pending_.size(); ++index) {
    EffectId id = pending_[index].id;
    pending_[index].id = static_cast<EffectId>(index);
    if (id != no_effect) given.emplace_back(id, pending_[index].id);
  }
  auto new_id = [&](EffectId id) {
    auto found = std::ranges::lower_bound(given, id, {}, &std::pair<EffectId, EffectId>::first);
    return found != given.end() && found->first == id ? found->second : no_effect;
  };
  for (PendingEffect& effect : pending_) {
    bool was_in_growth = effect.growth != no_effect;
    effect.growth = new_id(effect.growth);
    if (was_in_growth && effect.growth == no_effect) effect.growth = settled_effect;
    for (EffectId& need : effect.needs) need = new_id(need);
    std::erase(effect.needs, no_effect);
  }
  next_id_ = static_cast<EffectId>(pending_.size());
}

// Applies the effects that must be there to the durable disk, unless an effect before them that may
// still be lost speaks of the same place.
void CrashStates::settle() {
  demand_emptied();
  std::vector<Exposure> exposures;
  std::size_t kept = 0;
  for (std::size_t index = 0; index < pending_.size(); ++index) {
    PendingEffect& effect = pending_[index];
    bool cuts = effect.must && effect.kind == PendingEffect::Kind::truncate;
    if (cuts) cut_off_forgotten(kept, effect);
    if (!effect.must || must_wait(kept, effect)) {
      if (kept != index) pending_[kept] = std::move(effect);
      ++kept;
      continue;
    }
    apply(*model_, effect, option_kept, durable_, exposures);
  }
  bool any_settled = kept < pending_.size();
  pending_.resize(kept);
  std::erase_if(pending_, [](const PendingEffect& effect) {
    return effect.undirtied && effect.bytes.empty();
  });
  new_from_ = pending_.size();
  if (!any_settled) return;
  for (PendingEffect& effect : pending_) {
    std::erase_if(effect.needs, [&](EffectId id) { return index_of(id) == pending_.size(); });
    for (const Exposure& exposure : exposures) {
      if (effect.growth == exposure.growth) effect.exposed_from = exposure.from;
    }
  }
}

// Whether one of the first `count` effects, which stay pending, speaks of the same place.
bool CrashStates::must_wait(std::size_t count, const PendingEffect& effect) const {
  using Kind = PendingEffect::Kind;
  for (std::size_t index = 0; index < count; ++index) {
    const PendingEffect& earlier = pending_[index];
    if (effect.kind == Kind::entries || earlier.kind == Kind::entries) {
      if (share_a_name(earlier, effect)) return true;
      continue;
    }
    if (earlier.inode != effect.inode) continue;
    if (earlier.undirtied) continue;
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

}  // namespace powercut

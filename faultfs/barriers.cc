// What syncs, and syncs that fail, do to the pending effects of CrashStates.
#include <algorithm>

#include "faultfs/crash_states.h"

namespace powercut {

namespace {

constexpr std::uint64_t page_bytes = 4096;

bool rule_orders(const OrderRule& rule, const PendingEffect& first, const PendingEffect& then) {
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

bool is_content_of(const PendingEffect& effect, InodeId file) {
  return effect.kind != PendingEffect::Kind::entries && effect.inode == file &&
         !is_emptied_by_removal(effect);
}

bool has_name_in(const Disk& disk, InodeId inode, InodeId directory) {
  return disk.kind(directory) == InodeKind::directory &&
         std::ranges::find(disk.entries(directory), inode, &DirectoryEntry::inode) !=
             disk.entries(directory).end();
}

bool overlap(const PendingEffect& left, const PendingEffect& right) {
  return left.offset < right.end() && right.offset < left.end();
}

bool touches_page_of(const PendingEffect& effect, const Call& write) {
  if (effect.bytes.empty() || write.length == 0) return false;
  std::uint64_t page = effect.offset / page_bytes;  // a forgotten effect lies in one page
  return write.offset / page_bytes <= page &&
         page <= (write.offset + write.length - 1) / page_bytes;
}

}  // namespace

// Only the nearest are kept: what these need is needed through them.
void CrashStates::add_needs(std::vector<PendingEffect>& effects) const {
  if (model_->order.empty() || pending_.empty()) return;
  std::vector<bool> covered;
  std::vector<std::size_t> way;
  for (PendingEffect& effect : effects) {
    std::vector<EffectId> needs;
    covered.assign(pending_.size(), false);
    for (std::size_t index = pending_.size(); index-- > 0;) {
      const PendingEffect& earlier = pending_[index];
      bool ordered = std::ranges::any_of(
          model_->order, [&](const OrderRule& rule) { return rule_orders(rule, earlier, effect); });
      if (covered[index] || earlier.undirtied || !ordered) continue;
      needs.push_back(earlier.id);
      way.assign(1, index);
      while (!way.empty()) {
        std::size_t place = way.back();
        way.pop_back();
        if (covered[place]) continue;
        covered[place] = true;
        for (EffectId need : pending_[place].needs) {
          if (std::size_t next = index_of(need); next < pending_.size()) way.push_back(next);
        }
      }
    }
    effect.needs.insert(effect.needs.begin(), needs.rbegin(), needs.rend());
  }
}

// A page that is dirty again goes to the disk with all that the cache holds.
void CrashStates::dirty_again(const Call& call) {
  bool any = false;
  for (PendingEffect& effect : pending_) {
    if (!effect.undirtied || effect.inode != call.inode || !touches_page_of(effect, call)) continue;
    effect.undirtied = false;
    any = true;
  }
  if (!any || !forgot_any_) return;
  Bytes seen = cache_.contents(call.inode);
  std::uint64_t begin = call.offset / page_bytes * page_bytes;
  std::uint64_t end = ((call.offset + call.length - 1) / page_bytes + 1) * page_bytes;
  end = std::min<std::uint64_t>(end, seen.size());
  if (begin < end) eager_.write(call.inode, begin, seen.subspan(begin, end - begin));
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

// What a failed sync leaves of it: one for each page, with nothing that ties it to others. The ids
// are still to be given.
std::vector<PendingEffect> CrashStates::forgotten_pages(const PendingEffect& effect) {
  std::vector<PendingEffect> pages;
  for (std::uint64_t place = effect.offset; place < effect.end();) {
    std::uint64_t next = std::min(effect.end(), (place / page_bytes + 1) * page_bytes);
    pages.push_back({.id = no_effect,
                     .kind = PendingEffect::Kind::data,
                     .classes = effect_class::overwrite,
                     .inode = effect.inode,
                     .offset = place,
                     .bytes = effect.bytes.subspan(place - effect.offset, next - place),
                     .owned = effect.owned,
                     .undirtied = true,
                     .trace = effect.trace,
                     .call = effect.call});
    place = next;
  }
  return pages;
}

// What is durable already, and only waits its turn, is not forgotten.
bool CrashStates::is_forgettable(const PendingEffect& effect, InodeId file) {
  return effect.kind == PendingEffect::Kind::data && effect.inode == file && !effect.undirtied &&
         !effect.must;
}

// add_needs() leaves out what is needed by way of another effect: where that one is forgotten, it
// must be said.
void CrashStates::bequeath_needs(InodeId file) {
  std::vector<EffectId> way;
  std::vector<bool> seen;
  for (PendingEffect& effect : pending_) {
    way.clear();
    seen.assign(pending_.size(), false);
    auto follow = [&](const PendingEffect& from, bool forgotten_only) {
      for (EffectId need : from.needs) {
        std::size_t index = index_of(need);
        if (index == pending_.size() || seen[index]) continue;
        if (forgotten_only && !is_forgettable(pending_[index], file)) continue;
        seen[index] = true;
        way.push_back(need);
      }
    };
    follow(effect, true);
    for (std::size_t next = 0; next < way.size(); ++next) {
      const PendingEffect& earlier = pending_[index_of(way[next])];
      bool ordered = std::ranges::any_of(
          model_->order, [&](const OrderRule& rule) { return rule_orders(rule, earlier, effect); });
      if (ordered && !is_forgettable(earlier, file)) {
        effect.needs.push_back(earlier.id);
      } else {
        follow(earlier, false);
      }
    }
  }
}

void CrashStates::fail_sync(InodeId file) {
  all_new_ = true;
  bequeath_needs(file);
  std::vector<PendingEffect> rest;
  for (PendingEffect& effect : pending_) {
    if (!is_forgettable(effect, file)) {
      rest.push_back(std::move(effect));
      continue;
    }
    std::vector<PendingEffect> pages = forgotten_pages(effect);
    if (effect.extends) {
      effect.kind = PendingEffect::Kind::growth;
      effect.extends = false;
      rest.push_back(std::move(effect));
    }
    std::ranges::move(pages, std::back_inserter(rest));
  }
  pending_ = std::move(rest);
  number_anew();
  for (PendingEffect& effect : pending_) {
    bool is_size = effect.kind != PendingEffect::Kind::data;
    if (is_size && is_content_of(effect, file)) demand(effect);
  }
  settle();
  if (model_->writeback != Writeback::at_once) return;
  if (!forgot_any_) eager_ = cache_;
  forgot_any_ = true;
  // The size is the same already: it is durable all the same.
  eager_.write(file, 0, durable_.contents(file));
}

// Ids ascend again; what needed an effect that is gone needs it no more.
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

// Does what must be there to the durable disk, as far as nothing before it that may still be lost
// speaks of the same place.
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

// A truncate that is durable takes with it what was forgotten behind the new end.
void CrashStates::cut_off_forgotten(std::size_t count, const PendingEffect& truncate) {
  for (PendingEffect& earlier : std::span(pending_).first(count)) {
    if (!earlier.undirtied || earlier.inode != truncate.inode) continue;
    std::uint64_t kept = truncate.offset > earlier.offset ? truncate.offset - earlier.offset : 0;
    if (kept < earlier.bytes.size()) earlier.bytes = earlier.bytes.first(kept);
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
    // What lies behind the durable end needs a size that may come from the earlier one.
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

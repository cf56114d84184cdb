// A part of SlowStates: splits a call into effects, and applies syncs to them.
#pragma once

#include "faultfs/litmus/slow_states.h"

namespace powercut {

inline void SlowStates::begin(std::uint32_t index) {
  call_ = index;
  const Call& call = trace_.calls()[index];
  if (model_.writeback == Writeback::at_once) before_ = arrived_before();
  if (call.effect == Effect::write && call.length > 0) {
    std::uint64_t first_page = call.offset / SlowFile::page_bytes;
    std::uint64_t last_page = (call.offset + call.length - 1) / SlowFile::page_bytes;
    for (SlowEffect& effect : effects_) {
      if (!effect.forgotten || effect.inode != call.inode) continue;
      bool touched = first_page <= (effect.end() - 1) / SlowFile::page_bytes &&
                     effect.offset / SlowFile::page_bytes <= last_page;
      if (touched) effect.forgotten = false;
    }
  }
  add_effects();
  for (Disk* disk : {&base_, &cache_, &before_}) {
    if (call.effect == Effect::create_file) disk->ensure_inode(call.inode, InodeKind::file);
    bool reserves = call.effect == Effect::reserve && call.inode < disk->inode_count();
    if (reserves) disk->make_room(call.inode);
    if (call.effect == Effect::create_directory) {
      disk->ensure_inode(call.inode, InodeKind::directory);
    }
  }
}

inline void SlowStates::finish() {
  const Call& call = trace_.calls()[call_];
  apply_call(trace_, call, call.length, cache_);
  if (model_.writeback == Writeback::at_once) return;
  sync(call);
}

inline Disk SlowStates::arrived_before() const {
  if (call_ == 0) return base_;
  Disk disk = arrived(call_ - 1);
  const Call& call = trace_.calls()[call_];
  if (call.effect != Effect::write || call.length == 0) return disk;
  // The pages that the call makes dirty go to the disk with all that the cache holds.
  std::uint64_t begin = call.offset / SlowFile::page_bytes * SlowFile::page_bytes;
  std::uint64_t end =
      ((call.offset + call.length - 1) / SlowFile::page_bytes + 1) * SlowFile::page_bytes;
  Bytes seen = cache_.contents(call.inode);
  if (begin < seen.size()) {
    disk.write(call.inode, begin, seen.subspan(begin, std::min(end, seen.size()) - begin));
  }
  return disk;
}

inline SlowEffect& SlowStates::add(What what, EffectClasses classes, InodeId inode) {
  effects_.push_back(
      {.id = next_id_++, .what = what, .classes = classes, .call = call_, .inode = inode});
  return effects_.back();
}

inline void SlowStates::add_effects() {
  const Call& call = trace_.calls()[call_];
  int first_id = next_id_;
  if (call.effect == Effect::write) add_write(call);
  if (call.effect == Effect::reserve) add_move(call, model_.inline_bytes + 1);
  if (call.effect == Effect::truncate) {
    add_move(call, call.offset);
    if (model_.truncate_zeroes) add_zeros(call);
    add(What::size, effect_class::truncate, call.inode).offset = call.offset;
  }
  if (!trace_.changes(call).empty()) add_entries(call);
  order_in_call(first_id);
  if (model_.writeback == Writeback::any_time) order_after_earlier(first_id);
}

inline void SlowStates::add_write(const Call& call) {
  std::string bytes(as_text(trace_.data(call)));
  std::uint64_t end = call.offset + bytes.size();
  std::uint64_t old_size = size_without_forgotten(call.inode);
  auto is_at_edge = [](std::uint64_t place, std::uint32_t unit) {
    return unit > 0 && place % unit == 0;
  };
  SlowEffect* data = nullptr;
  SlowEffect* growth = nullptr;
  EffectClasses of_size = effect_class::size;
  if (!cache_.has_room(call.inode)) of_size |= effect_class::delayed;
  effects_.reserve(effects_.size() + 2 * bytes.size() + 3);
  add_move(call, end);
  if (model_.size_before_data && call.offset > old_size) {
    std::uint64_t gap_end = old_size;
    while (gap_end < call.offset && !is_at_edge(gap_end, SlowFile::page_bytes)) ++gap_end;
    if (gap_end > old_size) {
      add(What::growth, of_size, call.inode).offset = gap_end;
    }
  }
  for (std::uint64_t place = call.offset; place < end; ++place) {
    bool is_new = place >= old_size;
    bool begins = data == nullptr || place == old_size;
    if (is_new && model_.size_before_data) {
      if (growth == nullptr || is_at_edge(place, SlowFile::page_bytes)) {
        growth = &add(What::growth, of_size, call.inode);
        growth->offset = place;
        begins = true;
      }
      growth->bytes += bytes[place - call.offset];
    }
    if (begins || is_at_edge(place, is_new ? model_.append_unit : model_.overwrite_unit)) {
      data = &add(What::data, is_new ? effect_class::append : effect_class::overwrite, call.inode);
      data->offset = place;
      if (is_new && growth != nullptr) {
        data->growth = growth->id;
        data->stale = stale_bytes();
      } else if (is_new) {
        data->brings_size = true;
        data->classes |= of_size;
      }
    }
    data->bytes += bytes[place - call.offset];
  }
}

// Moves the bytes of a short file to another place, which holds zeros before.
inline void SlowStates::add_move(const Call& call, std::uint64_t new_size) {
  if (model_.writeback != Writeback::any_time) return;
  std::string old(as_text(cache_.contents(call.inode)));
  if (old.empty() || old.size() > model_.inline_bytes || new_size <= model_.inline_bytes) return;
  add(What::data, effect_class::overwrite, call.inode).bytes = std::string(old.size(), '\0');
  add(What::data, effect_class::overwrite, call.inode).bytes = old;
}

// Adds zeros for the bytes beyond the new end, up to the end of its block.
inline void SlowStates::add_zeros(const Call& call) {
  std::uint64_t old_size = cache_.contents(call.inode).size();
  SlowEffect* data = nullptr;
  for (std::uint64_t place = call.offset; place < old_size; ++place) {
    if (place % SlowFile::page_bytes == 0) break;
    bool begins = model_.overwrite_unit > 0 && place % model_.overwrite_unit == 0;
    if (data == nullptr || begins) {
      data = &add(What::data, effect_class::overwrite, call.inode);
      data->offset = place;
    }
    data->bytes += '\0';
  }
}

inline std::string SlowStates::stale_bytes() const {
  if (std::ranges::find(model_.tails, Tail::stale) == model_.tails.end()) return {};
  std::vector<std::string> writes;
  for (const auto& old : trace_.recycled()) writes.emplace_back(as_text(old));
  for (const Call& call : std::span(trace_.calls()).first(call_)) {
    bool is_write = call.effect == Effect::write && call.length > 0;
    if (is_write) writes.emplace_back(as_text(trace_.data(call)));
  }
  return writes.empty() ? "" : writes[call_ * 7 % writes.size()];
}

inline int SlowStates::names_of(InodeId inode) const {
  int names = 0;
  for (InodeId directory = 0; directory < cache_.inode_count(); ++directory) {
    if (cache_.kind(directory) != InodeKind::directory) continue;
    for (const DirectoryEntry& entry : cache_.entries(directory)) names += entry.inode == inode;
  }
  return names;
}

inline void SlowStates::add_entries(const Call& call) {
  auto add_names = [&](EffectClasses classes, std::vector<EntryChange> changes) {
    SlowEffect& effect = add(What::names, classes, call.inode);
    effect.directory = changes.front().directory;
    effect.changes = std::move(changes);
  };
  auto changes = trace_.changes(call);
  const EntryChange& target = changes.front();
  if (call.effect != Effect::change_entries) return add_names(effect_class::create, {target});
  if (trace_.calls()[call_].kind == CallKind::link) {
    return add_names(effect_class::create, {changes.begin(), changes.end()});
  }
  bool is_rename = changes.size() == 2;
  InodeId old = cache_.find(target.directory, target.name);
  EffectClasses replaces = old == no_inode ? EffectClasses{0} : effect_class::replace;
  if (!is_rename) {
    add_names(effect_class::remove, {target});
  } else if (!model_.rename_in_parts &&
             !(model_.moves_in_parts && changes[0].directory != changes[1].directory)) {
    add_names(effect_class::rename | replaces, {changes.begin(), changes.end()});
  } else {
    // After the link there is no old entry left to remove.
    bool goes_first = std::ranges::none_of(model_.order, [](const OrderRule& rule) {
      return rule.scope == OrderRule::Scope::call && rule.first == effect_class::link &&
             rule.then == effect_class::displace;
    });
    if (old != no_inode && goes_first) {
      add_names(effect_class::rename | effect_class::displace,
                {{target.directory, no_inode, target.name}});
    }
    add_names(effect_class::rename | effect_class::link | replaces, {target});
    add_names(effect_class::rename | effect_class::unlink, {changes.back()});
  }
  if (!model_.removal_empties || old == no_inode || names_of(old) > 1) return;
  if (cache_.kind(old) != InodeKind::file || cache_.contents(old).empty()) return;
  SlowEffect& emptied = add(What::size, effect_class::truncate, old);
  emptied.directory = target.directory;
  emptied.empties = true;
}

inline bool SlowStates::ruled_in_call(const SlowEffect& first, const SlowEffect& then) const {
  return std::ranges::any_of(model_.order, [&](const OrderRule& rule) {
    return rule.scope == OrderRule::Scope::call && (rule.first & first.classes) != 0 &&
           (rule.then & then.classes) != 0;
  });
}

// Whether the file may still be longer on the disk than in the cache.
inline bool SlowStates::may_be_longer(InodeId file) const {
  return model_.writeback == Writeback::any_time &&
         std::ranges::any_of(effects_, [&](const SlowEffect& effect) {
           return effect.what == What::size && effect.inode == file && effect.call < call_ &&
                  !effect.empties && !effect.durable;
         });
}

// Whether the first effect comes before the other. Data needs its growth, whatever the rules say,
// unless the file may still be longer. If each needs the other, the one at the front comes first.
inline bool SlowStates::comes_first(const SlowEffect& first, const SlowEffect& then) const {
  if (then.growth == first.id && !may_be_longer(then.inode)) return true;
  if (first.growth == then.id || !ruled_in_call(first, then)) return false;
  return !ruled_in_call(then, first) || first.id < then.id;
}

inline void SlowStates::order_in_call(int first_id) {
  for (SlowEffect& then : effects_) {
    if (then.id < first_id) continue;
    for (const SlowEffect& first : effects_) {
      if (first.id < first_id || first.id == then.id) continue;
      if (comes_first(first, then)) then.after.insert(first.id);
    }
  }
  // The effects are also applied in that order.
  auto is_of_call = [&](const SlowEffect& effect) { return effect.id >= first_id; };
  auto begin = std::ranges::find_if(effects_, is_of_call);
  for (auto place = begin; place != effects_.end(); ++place) {
    auto is_ready = [&](const SlowEffect& effect) {
      return std::none_of(place, effects_.end(),
                          [&](const SlowEffect& other) { return effect.after.contains(other.id); });
    };
    auto next = std::find_if(place, effects_.end(), is_ready);
    if (next != effects_.end()) std::rotate(place, next, next + 1);
  }
}

inline void SlowStates::order_after_earlier(int first_id) {
  auto speaks_of = [](const OrderRule& rule, const SlowEffect& first, const SlowEffect& then) {
    if ((rule.first & first.classes) == 0 || (rule.then & then.classes) == 0) return false;
    if (rule.scope == OrderRule::Scope::file) return first.inode == then.inode;
    if (rule.scope == OrderRule::Scope::directory) {
      return first.directory != no_inode && first.directory == then.directory;
    }
    return rule.scope == OrderRule::Scope::anywhere;
  };
  for (SlowEffect& then : effects_) {
    if (then.id < first_id) continue;
    for (const SlowEffect& first : effects_) {
      if (first.id >= first_id || first.forgotten) continue;
      for (const OrderRule& rule : model_.order) {
        if (speaks_of(rule, first, then)) then.after.insert(first.id);
      }
    }
  }
}

inline void SlowStates::demand(const std::set<int>& ids) {
  for (int id : ids) {
    SlowEffect& effect = by_id(id);
    if (effect.durable) continue;
    effect.durable = true;
    demand(effect.after);
  }
}

// The effects of names on the paths to the inode, and of its earlier names that are not durable.
inline std::set<int> SlowStates::names_leading_to(InodeId inode) const {
  std::set<InodeId> way{inode};
  std::set<int> names;
  for (std::size_t size_before = 0; size_before != way.size() + names.size();) {
    size_before = way.size() + names.size();
    for (InodeId directory = 0; directory < cache_.inode_count(); ++directory) {
      if (cache_.kind(directory) != InodeKind::directory) continue;
      for (const DirectoryEntry& entry : cache_.entries(directory)) {
        if (way.contains(entry.inode)) way.insert(directory);
      }
    }
    for (const SlowEffect& effect : effects_) {
      for (const EntryChange& change : effect.changes) {
        if (effect.durable || !way.contains(change.inode)) continue;
        names.insert(effect.id);
        way.insert(change.directory);
      }
    }
  }
  return names;
}

inline void SlowStates::sync(const Call& call) {
  if (model_.sync_scope == SyncScope::nothing) {
    bool old_again = call.effect == Effect::failed_sync_file && call.length > 0;
    if (old_again && model_.writeback == Writeback::any_time) fail_sync(call.inode, true);
    return;
  }
  bool of_data = call.effect == Effect::sync_data;
  bool of_file = call.effect == Effect::sync_file || of_data;
  bool of_directory = call.effect == Effect::sync_directory;
  if (of_file || of_directory) {
    std::set<int> wanted;
    bool reaches_names = model_.sync_scope == SyncScope::names && !of_data;
    bool reaches_metadata = model_.sync_scope == SyncScope::metadata && !of_data;
    if (reaches_names) wanted = names_leading_to(call.inode);
    for (const SlowEffect& effect : effects_) {
      if (effect.forgotten) continue;
      bool is_content = effect.what != What::names && !effect.empties;
      bool is_entry = std::ranges::any_of(effect.changes, [&](const EntryChange& change) {
        return change.directory == call.inode;
      });
      bool is_metadata = (effect.classes & effect_class::metadata) != 0;
      if ((of_file && is_content && effect.inode == call.inode) || (of_directory && is_entry) ||
          (reaches_metadata && is_metadata)) {
        wanted.insert(effect.id);
      }
    }
    demand(wanted);
  } else if (call.effect == Effect::failed_sync_file) {
    fail_sync(call.inode, call.length > 0);
  } else {
    return;
  }
  empty_the_nameless();
  drop_what_was_cut_off();
}

// Empties a file for good once every name that it had has gone for good.
inline void SlowStates::empty_the_nameless() {
  std::set<int> emptied;
  for (const SlowEffect& effect : effects_) {
    if (!effect.empties) continue;
    bool has_name = std::ranges::any_of(effects_, [&](const SlowEffect& other) {
      bool concerns = other.inode == effect.inode ||
                      (other.call == effect.call && other.directory == effect.directory);
      return other.what == What::names && concerns && !other.durable;
    });
    if (!has_name) emptied.insert(effect.id);
  }
  demand(emptied);
}

}  // namespace powercut

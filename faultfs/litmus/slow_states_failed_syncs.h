// A part of SlowStates: forgets the effects of failed syncs, and remembers them.
#pragma once

#include "faultfs/litmus/slow_states.h"

namespace powercut {

inline std::uint64_t SlowStates::size_without_forgotten(InodeId file) const {
  bool any_forgotten = false;
  std::uint64_t size = file < base_.inode_count() ? base_.contents(file).size() : 0;
  for (const SlowEffect& effect : effects_) {
    if (effect.inode != file || effect.what == What::names) continue;
    if (effect.forgotten) {
      any_forgotten |= effect.what == What::growth;
    } else if (effect.what == What::size) {
      size = effect.offset;
    } else if (effect.what == What::growth || effect.brings_size) {
      size = std::max(size, effect.end());
    }
  }
  std::uint64_t seen = cache_.contents(file).size();
  return any_forgotten ? std::min(size, seen) : seen;
}

// old_again: none of the bytes has reached the disk, and readers see that.
inline void SlowStates::fail_sync(InodeId file, bool old_again) {
  if (old_again) {
    std::erase_if(effects_, [&](const SlowEffect& effect) {
      return effect.forgotten && effect.inode == file && effect.what == What::data;
    });
  }
  bool any_time = model_.writeback == Writeback::any_time;
  bool forgets_sizes = any_time && model_.failed_sync_forgets_size;
  std::vector<SlowEffect> rest;
  std::set<int> gone;
  std::set<int> sizes;
  auto put_size = [&](SlowEffect size) {
    sizes.insert(size.id);
    if (old_again && size.what == What::growth) size.bytes.assign(size.bytes.size(), '\0');
    if (old_again && size.what == What::size) size.zeros_forgotten = true;
    if (forgets_sizes && !size.durable && !size.forgotten && size.what == What::growth) {
      gone.insert(size.id);
      size.forgotten = true;
      size.after.clear();
      if (size.bytes.empty()) {
        --size.offset;
        size.bytes = std::string(1, '\0');
      }
    }
    rest.push_back(size);
  };
  std::vector<std::pair<int, int>> ties;  // forgotten bytes, and the growth that they need
  for (SlowEffect& effect : effects_) {
    bool is_content = effect.inode == file && effect.what != What::names && !effect.empties;
    bool is_lost = is_content && effect.what == What::data && !effect.durable && !effect.forgotten;
    if (is_content && effect.what != What::data) {
      put_size(effect);
      continue;
    }
    if (!is_lost) {
      rest.push_back(effect);
      continue;
    }
    int growth = effect.after.contains(effect.growth) ? effect.growth : -1;
    if (effect.brings_size) {
      SlowEffect size = effect;
      size.what = What::growth;
      size.brings_size = false;
      growth = size.id;
      put_size(size);
    } else {
      gone.insert(effect.id);
    }
    if (old_again) continue;
    for (std::uint64_t place = effect.offset; place < effect.end(); ++place) {
      if (place == effect.offset || place % SlowFile::page_bytes == 0) {
        if (growth >= 0) ties.emplace_back(next_id_, growth);
        rest.push_back({.id = next_id_++,
                        .classes = effect_class::overwrite,
                        .call = effect.call,
                        .inode = file,
                        .offset = place,
                        .forgotten = true});
      }
      rest.back().bytes += effect.bytes[place - effect.offset];
    }
  }
  effects_ = std::move(rest);
  for (SlowEffect& effect : effects_) {
    std::erase_if(effect.after, [&](int id) { return gone.contains(id); });
  }
  for (const auto& [bytes, growth] : ties) by_id(bytes).after.insert(growth);
  if (!any_time) demand(sizes);
}

inline void SlowStates::drop_what_was_cut_off() {
  for (std::size_t index = 0; index < effects_.size(); ++index) {
    SlowEffect& cut = effects_[index];
    if (cut.what != What::size || !cut.durable) continue;
    for (SlowEffect& earlier : std::span(effects_).first(index)) {
      if (!earlier.forgotten || earlier.inode != cut.inode || earlier.end() <= cut.offset) continue;
      if (earlier.call == cut.call) cut.zeros_forgotten = true;
      earlier.bytes.resize(cut.offset > earlier.offset ? cut.offset - earlier.offset : 0);
    }
  }
  std::erase_if(effects_,
                [](const SlowEffect& effect) { return effect.forgotten && effect.bytes.empty(); });
}

}  // namespace powercut

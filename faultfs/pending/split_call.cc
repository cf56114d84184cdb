#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "faultfs/pending/part_order.h"

namespace powercut {

namespace {

constexpr std::array<std::byte, block_bytes> zeros{};

// Where the unit that holds the place ends.
std::uint64_t unit_end(std::uint64_t place, std::uint32_t unit, std::uint64_t end) {
  return unit == 0 ? end : std::min(end, (place / unit + 1) * unit);
}

class Split {
 public:
  Split(const PersistenceModel& model, const Trace& trace, std::uint32_t index, const Disk& cache,
        EffectId first_id, bool may_be_longer, std::uint64_t sure_size)
      : model_(model),
        trace_(trace),
        index_(index),
        call_(trace.calls()[index]),
        cache_(cache),
        first_id_(first_id),
        may_be_longer_(may_be_longer),
        sure_size_(sure_size) {}

  std::vector<PendingEffect> effects() {
    switch (call_.effect) {
      case Effect::none:
      case Effect::sync_file:
      case Effect::sync_data:
      case Effect::failed_sync_file:
      case Effect::sync_directory:
        break;
      case Effect::write:
        write();
        break;
      case Effect::reserve:
        move_inline_bytes(std::uint64_t{model_.inline_bytes} + 1);
        break;
      case Effect::truncate:
        move_inline_bytes(call_.offset);
        if (model_.truncate_zeroes) zero_behind(call_.offset);
        truncate(call_.inode, call_.offset);
        break;
      case Effect::create_file:
      case Effect::create_directory:
        entries(effect_class::create, {trace_.changes(call_).begin(), trace_.changes(call_).end()});
        break;
      case Effect::change_entries:
        change_entries();
        break;
    }
    PartOrder(model_, effects_, first_id_, may_be_longer_).arrange();
    return std::move(effects_);
  }

 private:
  using Kind = PendingEffect::Kind;

  PendingEffect& add(Kind kind, EffectClasses classes, InodeId inode) {
    effects_.push_back({.id = first_id_ + static_cast<EffectId>(effects_.size()),
                        .kind = kind,
                        .classes = classes,
                        .inode = inode,
                        .trace = &trace_,
                        .call = index_});
    return effects_.back();
  }

  PendingEffect& add_data(EffectClasses classes, std::uint64_t begin, std::uint64_t end) {
    PendingEffect& data = add(Kind::data, classes, call_.inode);
    data.offset = begin;
    data.bytes = trace_.data(call_).subspan(begin - call_.offset, end - begin);
    return data;
  }

  void write() {
    std::uint64_t end = call_.offset + call_.length;
    std::uint64_t old_size =
        call_.inode < cache_.inode_count() ? cache_.contents(call_.inode).size() : std::uint64_t{0};
    old_size = std::min(old_size, sure_size_);
    std::uint64_t place = call_.offset;
    move_inline_bytes(end);
    while (place < std::min(end, old_size)) {
      std::uint64_t next = unit_end(place, model_.overwrite_unit, std::min(end, old_size));
      add_data(effect_class::overwrite, place, next);
      place = next;
    }
    if (model_.size_before_data && place > old_size) grow_to_block_end(old_size, place);
    while (place < end) {
      bool apart = model_.size_before_data;
      std::uint64_t next =
          unit_end(place, apart ? std::uint32_t{block_bytes} : model_.append_unit, end);
      if (apart) {
        grow(place, next);
      } else {
        add_data(effect_class::append | size_classes(), place, next).extends = true;
      }
      place = next;
    }
  }

  EffectClasses size_classes() const {
    bool has_room = call_.inode < cache_.inode_count() && cache_.has_room(call_.inode);
    return has_room ? effect_class::size : effect_class::size | effect_class::delayed;
  }

  // A write that leaves a gap behind the old end zeroes the rest of that block first, and the file
  // may be so long before it is longer.
  void grow_to_block_end(std::uint64_t old_size, std::uint64_t place) {
    if (old_size % block_bytes == 0) return;
    add(Kind::growth, size_classes(), call_.inode).offset =
        std::min(block_end_behind(old_size), place);
  }

  void grow(std::uint64_t begin, std::uint64_t end) {
    PendingEffect& growth = add(Kind::growth, size_classes(), call_.inode);
    growth.offset = begin;
    growth.bytes = trace_.data(call_).subspan(begin - call_.offset, end - begin);
    EffectId growth_id = growth.id;
    Bytes stale = stale_bytes();
    for (std::uint64_t place = begin; place < end;) {
      std::uint64_t next = unit_end(place, model_.append_unit, end);
      PendingEffect& data = add_data(effect_class::append, place, next);
      data.growth = growth_id;
      data.stale = stale;
      place = next;
    }
  }

  // The bytes of an earlier write, of this trace or of one whose blocks are recycled, chosen by the
  // call's number so that each has another; none, if there was no write before.
  Bytes stale_bytes() {
    if (std::ranges::find(model_.tails, Tail::stale) == model_.tails.end()) return {};
    if (!stale_) stale_ = find_stale_bytes();
    return *stale_;
  }

  Bytes find_stale_bytes() const {
    auto earlier = std::span(trace_.calls()).first(index_);
    auto leaves_bytes = [](const Call& call) {
      return call.effect == Effect::write && call.length > 0;
    };
    const auto& recycled = trace_.recycled();
    std::size_t writes =
        recycled.size() + static_cast<std::size_t>(std::ranges::count_if(earlier, leaves_bytes));
    if (writes == 0) return {};
    std::size_t chosen = index_ * 7 % writes;
    if (chosen < recycled.size()) return recycled[chosen];
    chosen -= recycled.size();
    auto write = std::ranges::find_if(
        earlier, [&](const Call& call) { return leaves_bytes(call) && chosen-- == 0; });
    return trace_.data(*write);
  }

  // Bytes that were kept with the file's size go to a block of their own, which may hold zeros for
  // a while.
  void move_inline_bytes(std::uint64_t new_size) {
    if (model_.inline_bytes == 0 || model_.writeback != Writeback::any_time) return;
    if (call_.inode >= cache_.inode_count()) return;
    Bytes old = cache_.contents(call_.inode);
    if (old.empty() || old.size() > model_.inline_bytes || new_size <= model_.inline_bytes) return;
    auto lost = std::make_shared<std::vector<std::byte>>(old.size());
    auto moved = std::make_shared<std::vector<std::byte>>(old.begin(), old.end());
    for (const auto& bytes : {lost, moved}) {
      PendingEffect& data = add(Kind::data, effect_class::overwrite, call_.inode);
      data.bytes = *bytes;
      data.owned = bytes;
    }
  }

  // In the cache a truncate zeroes what its last block holds behind the new end, and that block may
  // reach the disk before the size does.
  void zero_behind(std::uint64_t size) {
    std::uint64_t old_size = cache_.contents(call_.inode).size();
    std::uint64_t end = std::min(old_size, block_end_behind(size));
    for (std::uint64_t place = size; place < end;) {
      std::uint64_t next = unit_end(place, model_.overwrite_unit, end);
      PendingEffect& data = add(Kind::data, effect_class::overwrite, call_.inode);
      data.offset = place;
      data.bytes = Bytes(zeros).first(next - place);
      place = next;
    }
  }

  void truncate(InodeId inode, std::uint64_t size) {
    add(Kind::truncate, effect_class::truncate, inode).offset = size;
  }

  void entries(EffectClasses classes, std::vector<EntryChange> changes) {
    PendingEffect& effect = add(Kind::entries, classes, call_.inode);
    effect.directory = changes.front().directory;
    effect.changes = std::move(changes);
  }

  // A rename's changes are its target and its source; a remove and a link have one.
  void change_entries() {
    auto changes = trace_.changes(call_);
    const EntryChange& target = changes.front();
    bool is_rename = changes.size() > 1;
    if (!is_rename && target.inode != no_inode) return entries(effect_class::create, {target});
    InodeId displaced = cache_.find(target.directory, target.name);
    EffectClasses replaces = displaced == no_inode ? EffectClasses{0} : effect_class::replace;
    if (!is_rename) {
      entries(effect_class::remove, {target});
    } else if (!falls_apart(changes)) {
      entries(effect_class::rename | replaces, {changes.begin(), changes.end()});
    } else {
      if (displaced != no_inode) {
        entries(effect_class::rename | effect_class::displace,
                {{target.directory, no_inode, target.name}});
      }
      entries(effect_class::rename | effect_class::link | replaces, {target});
      entries(effect_class::rename | effect_class::unlink, {changes.back()});
      drop_late_displace();
    }
    if (model_.removal_empties && displaced != no_inode && names_of(displaced) == 1 &&
        cache_.kind(displaced) == InodeKind::file && !cache_.contents(displaced).empty()) {
      truncate(displaced, 0);
      effects_.back().directory = target.directory;
    }
  }

  bool falls_apart(std::span<const EntryChange> rename) const {
    bool is_move = rename.front().directory != rename.back().directory;
    return model_.rename_in_parts || (model_.moves_in_parts && is_move);
  }

  // In an image that a crash left a file may have more than one.
  std::ptrdiff_t names_of(InodeId inode) const {
    std::ptrdiff_t names = 0;
    for (InodeId directory = 0; directory < cache_.inode_count(); ++directory) {
      if (cache_.kind(directory) != InodeKind::directory) continue;
      names += std::ranges::count(cache_.entries(directory), inode, &DirectoryEntry::inode);
    }
    return names;
  }

  // Behind the link there is no old entry left that could go.
  void drop_late_displace() {
    if (effects_.size() < 3) return;
    EffectClasses displace = effects_[0].classes;
    EffectClasses link = effects_[1].classes;
    bool is_late =
        ordered_in_call(model_, link, displace) && !ordered_in_call(model_, displace, link);
    if (!is_late) return;
    effects_.erase(effects_.begin());
    for (PendingEffect& effect : effects_) --effect.id;
  }

  const PersistenceModel& model_;
  const Trace& trace_;
  std::uint32_t index_;
  const Call& call_;
  const Disk& cache_;
  EffectId first_id_;
  bool may_be_longer_;
  std::uint64_t sure_size_;
  std::optional<Bytes> stale_;
  std::vector<PendingEffect> effects_;
};

bool are_zeros(Bytes bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

std::string describe_change(const EntryChange& change) {
  if (change.inode == no_inode) return fmt::format("the name {} goes", change.name);
  return fmt::format("the name {} is set", change.name);
}

}  // namespace

std::vector<PendingEffect> split_call(const PersistenceModel& model, const Trace& trace,
                                      std::uint32_t call, const Disk& cache, EffectId first_id,
                                      bool may_be_longer, std::uint64_t sure_size) {
  return Split(model, trace, call, cache, first_id, may_be_longer, sure_size).effects();
}

std::string describe(const PendingEffect& effect) {
  const std::string& path = effect.trace->path(effect.trace->calls()[effect.call]);
  switch (effect.kind) {
    case PendingEffect::Kind::data:
      return fmt::format("{} {} at {} of {}", effect.bytes.size(),
                         are_zeros(effect.bytes) ? "zeros" : "bytes", effect.offset, path);
    case PendingEffect::Kind::growth:
      return fmt::format("{} grows to {} bytes", path, effect.end());
    case PendingEffect::Kind::truncate:
      if (effect.directory != no_inode) return "the file that lost its name is emptied";
      return fmt::format("{} is cut to {} bytes", path, effect.offset);
    case PendingEffect::Kind::entries:
      break;
  }
  std::string text;
  for (const EntryChange& change : effect.changes) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", describe_change(change));
  }
  return text;
}

}  // namespace powercut

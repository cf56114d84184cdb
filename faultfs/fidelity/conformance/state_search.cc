#include "faultfs/fidelity/conformance/state_search.h"

#include <algorithm>
#include <set>

#include "faultfs/pending/byte_subset.h"

namespace powercut {

namespace {

bool is_name_change(const PendingEffect& effect) {
  return effect.kind == PendingEffect::Kind::entries;
}

bool is_size_change(const PendingEffect& effect) {
  return effect.kind == PendingEffect::Kind::growth || effect.kind == PendingEffect::Kind::truncate;
}

// As tree_line.h shows bytes.
bool looks_like(std::byte byte, char shown) { return shown_byte(static_cast<char>(byte)) == shown; }

Disk durable_disk(CrashStates& states) {
  Disk disk;
  const Choice all_lost(states.effects().size(), option_lost);
  states.visit_one(all_lost, [&](const Choice&, Disk& durable) { disk = durable; });
  return disk;
}

}  // namespace

StateSearch::StateSearch(CrashStates& states)
    : model_(states.model()),
      effects_(states.effects()),
      disk_(durable_disk(states)),
      is_needed_(effects_.size(), false) {
  for (const PendingEffect& effect : effects_) {
    for (EffectId need : effect.needs) {
      if (index_of(need) < effects_.size()) is_needed_[index_of(need)] = true;
    }
  }
}

bool StateSearch::finds(const FileTree& tree) {
  tree_ = &tree;
  choice_.assign(effects_.size(), option_lost);
  return choose_names(0);
}

// Step 1: the name changes from the index on.
bool StateSearch::choose_names(std::size_t index) {
  while (index < effects_.size() && !is_name_change(effects_[index])) ++index;
  if (index == effects_.size()) return fits(names());
  const PendingEffect& effect = effects_[index];
  if (!effect.must) {
    choice_[index] = option_lost;
    if (choose_names(index + 1)) return true;
  }
  const bool needs_lost_name = std::ranges::any_of(effect.needs, [&](EffectId need) {
    const std::size_t needed = index_of(need);
    return needed < effects_.size() && is_name_change(effects_[needed]) &&
           choice_[needed] == option_lost;
  });
  if (needs_lost_name) return false;
  const Disk::Session session(disk_);
  apply(model_, effect, option_kept, disk_, exposures_);
  choice_[index] = option_kept;
  const bool found = choose_names(index + 1);
  choice_[index] = option_lost;
  return found;
}

StateSearch::Names StateSearch::names() const {
  Names names;
  add_names(root_inode, "", names);
  return names;
}

// A directory that a crash has put into itself has paths without end; the tree has none so long.
void StateSearch::add_names(InodeId directory, const std::string& prefix, Names& names) const {
  constexpr std::size_t path_bytes_max = 200;
  if (prefix.size() > path_bytes_max) return;
  for (const DirectoryEntry& entry : disk_.entries(directory)) {
    names[prefix + entry.name] = entry.inode;
    if (disk_.kind(entry.inode) == InodeKind::directory) {
      add_names(entry.inode, prefix + entry.name + "/", names);
    }
  }
}

// Step 2 for one choice of names.
bool StateSearch::fits(const Names& names) {
  if (names.size() != tree_->size()) return false;
  wanted_.clear();
  for (const auto& [path, inode] : names) {
    auto wanted = tree_->find(path);
    if (wanted == tree_->end()) return false;
    const bool is_file = disk_.kind(inode) == InodeKind::file;
    if (is_file != wanted->second.has_value()) return false;
    if (!is_file) continue;
    auto [place, is_new] = wanted_.try_emplace(inode, &*wanted->second);
    if (!is_new && *place->second != *wanted->second) return false;
  }
  must_be_kept_.assign(effects_.size(), false);
  for (std::size_t index = 0; index < effects_.size(); ++index) {
    const bool is_kept = effects_[index].must || choice_[index] == option_kept;
    if (is_kept && !require_kept(index)) return false;
  }
  return choose_sizes(0);
}

// Also all that it needs; false: that cannot be, since a name is lost.
bool StateSearch::require_kept(std::size_t index) {
  if (must_be_kept_[index]) return true;
  if (is_name_change(effects_[index]) && choice_[index] == option_lost) return false;
  must_be_kept_[index] = true;
  return std::ranges::all_of(effects_[index].needs, [&](EffectId need) {
    const std::size_t needed = index_of(need);
    return needed == effects_.size() || require_kept(needed);
  });
}

// The files' sizes, without the disk: the fate of bytes depends on all of them.
bool StateSearch::choose_sizes(std::size_t index) {
  while (index < effects_.size() && (!is_size_change(effects_[index]) || !is_wanted(index))) {
    ++index;
  }
  if (index == effects_.size()) return sizes_are_as_wanted() && choose_content(0);
  for (EffectOption option : options_of(index)) {
    if (must_be_kept_[index] && option != option_kept) continue;
    if (!brings_wanted_bytes(index, option)) continue;
    const std::vector<bool> required_before = must_be_kept_;
    choice_[index] = option;
    const bool found = (option == option_lost || require_needs(index)) && choose_sizes(index + 1);
    choice_[index] = option_lost;
    must_be_kept_ = required_before;
    if (found) return true;
  }
  return false;
}

// A growth that is not kept leaves the bytes that a cut brings along, and behind them nothing, if
// no other call writes there or cuts.
bool StateSearch::brings_wanted_bytes(std::size_t index, EffectOption option) const {
  const PendingEffect& effect = effects_[index];
  if (effect.kind != PendingEffect::Kind::growth || option == option_kept) return true;
  const bool may_change = std::ranges::any_of(effects_, [&](const PendingEffect& other) {
    if (other.inode != effect.inode || is_name_change(other)) return false;
    if (other.kind == PendingEffect::Kind::truncate) return true;
    const bool is_of_call = other.trace == effect.trace && other.call == effect.call;
    return !is_of_call && other.offset < effect.end() && effect.offset < other.end();
  });
  if (may_change) return true;
  const std::string& wanted = *wanted_.at(effect.inode);
  const Bytes durable = disk_.contents(effect.inode);
  const std::uint64_t cut = option == option_lost ? 0 : tear_of(model_, effect, option).cut;
  for (std::uint64_t place = effect.offset; place < effect.end(); ++place) {
    const bool is_brought = place < effect.offset + cut;
    if (place >= wanted.size()) {
      if (is_brought) return false;
    } else if (is_brought) {
      if (!looks_like(effect.bytes[place - effect.offset], wanted[place])) return false;
    } else if (place >= durable.size() && wanted[place] != '\0') {
      return false;
    }
  }
  return true;
}

bool StateSearch::sizes_are_as_wanted() const {
  return std::ranges::all_of(wanted_, [&](const auto& entry) {
    std::uint64_t size = disk_.contents(entry.first).size();
    for (std::size_t index = 0; index < effects_.size(); ++index) {
      const PendingEffect& effect = effects_[index];
      if (is_name_change(effect) || effect.inode != entry.first) continue;
      const bool is_lost = choice_[index] == option_lost;
      if (effect.kind == PendingEffect::Kind::truncate && !is_lost) size = effect.offset;
      if (effect.kind == PendingEffect::Kind::growth && !is_lost) {
        const bool is_kept = choice_[index] == option_kept;
        const std::uint64_t end =
            is_kept ? effect.end() : effect.offset + tear_of(model_, effect, choice_[index]).cut;
        size = std::max(size, end);
      }
      if (effect.extends) return true;  // bytes that bring their size are still to be chosen
    }
    return size == entry.second->size();
  });
}

bool StateSearch::choose_content(std::size_t index) {
  while (index < effects_.size() && (is_name_change(effects_[index]) || !is_wanted(index))) ++index;
  if (index == effects_.size()) return everything_is_as_wanted();
  std::set<std::string> results;
  if (is_size_change(effects_[index])) return try_option(index, choice_[index], results);
  if (must_be_kept_[index]) return try_option(index, option_kept, results);
  return std::ranges::any_of(
      options_of(index), [&](EffectOption option) { return try_option(index, option, results); });
}

// All that the effect needs must be kept; false: that cannot be.
bool StateSearch::require_needs(std::size_t index) {
  return std::ranges::all_of(effects_[index].needs, [&](EffectId need) {
    const std::size_t needed = index_of(need);
    return needed == effects_.size() || require_kept(needed);
  });
}

// A change that another needs has not been chosen as lost.
bool StateSearch::is_consistent_before(std::size_t index) const {
  for (std::size_t decided = 0; decided < effects_.size(); ++decided) {
    if (is_name_change(effects_[decided]) || !is_wanted(decided)) continue;
    const bool is_decided = decided < index || is_size_change(effects_[decided]);
    if (is_decided && must_be_kept_[decided] && choice_[decided] != option_kept) return false;
  }
  return true;
}

// An option that leaves what another has left is not followed, unless others need the effect kept.
bool StateSearch::try_option(std::size_t index, EffectOption option,
                             std::set<std::string>& results) {
  const std::vector<bool> required_before = must_be_kept_;
  const EffectOption option_before = choice_[index];
  choice_[index] = option;
  bool found = false;
  if ((option == option_lost || require_needs(index)) && is_consistent_before(index + 1)) {
    const Disk::Session session(disk_);
    const std::size_t exposures_before = exposures_.size();
    apply(model_, effects_[index], option, disk_, exposures_);
    const bool is_new =
        results.insert(result_of(index)).second || (option == option_kept && is_needed_[index]);
    found = is_new && is_as_wanted(index) && choose_content(index + 1);
    exposures_.resize(exposures_before);
  }
  choice_[index] = option_before;
  must_be_kept_ = required_before;
  return found;
}

// Up to where the effect's bytes stay: a later truncate that is kept takes what is behind it, but
// for its last block, which shows again what it held if the file grows.
std::uint64_t StateSearch::lasting_end(std::size_t index) const {
  const std::uint64_t wanted = wanted_.at(effects_[index].inode)->size();
  std::uint64_t end = effects_[index].end();
  for (std::size_t later = index + 1; later < effects_.size(); ++later) {
    if (!is_kept_cut(later, effects_[index].inode)) continue;
    const std::uint64_t cut = effects_[later].offset;
    end = std::min(end, std::max(cut, std::min(wanted, block_end_behind(cut))));
  }
  return end;
}

bool StateSearch::is_kept_cut(std::size_t index, InodeId file) const {
  return effects_[index].kind == PendingEffect::Kind::truncate && effects_[index].inode == file &&
         choice_[index] == option_kept;
}

// The size of its file, and the bytes in its place that stay: an effect changes no more.
std::string StateSearch::result_of(std::size_t index) const {
  const PendingEffect& effect = effects_[index];
  const Bytes content = disk_.contents(effect.inode);
  std::string result = std::to_string(content.size()) + ' ';
  const std::uint64_t end = std::min<std::uint64_t>(lasting_end(index), content.size());
  if (effect.offset < end) {
    result += as_text(content.subspan(effect.offset, end - effect.offset));
  }
  return result;
}

// The bytes of this effect, if nothing changes them any more.
bool StateSearch::is_as_wanted(std::size_t index) const {
  const PendingEffect& effect = effects_[index];
  if (effect.kind != PendingEffect::Kind::data || is_written_later(index)) return true;
  const Bytes content = disk_.contents(effect.inode);
  const std::string& wanted = *wanted_.at(effect.inode);
  const std::uint64_t end = lasting_end(index);
  bool was_cut = false;
  for (std::size_t earlier = 0; earlier < index; ++earlier) {
    was_cut |= is_kept_cut(earlier, effect.inode);
  }
  for (std::uint64_t place = effect.offset; place < end; ++place) {
    const bool is_there = place < content.size();
    if (is_there && place >= wanted.size()) return false;
    if (!is_there && was_cut) break;
    // A file that grows later has zeros where it ends now, unless it was longer before.
    const std::byte byte = is_there ? content[place] : std::byte{0};
    if (place < wanted.size() && !looks_like(byte, wanted[place])) return false;
  }
  return true;
}

bool StateSearch::is_written_later(std::size_t index) const {
  const PendingEffect& effect = effects_[index];
  return std::any_of(effects_.begin() + static_cast<std::ptrdiff_t>(index) + 1, effects_.end(),
                     [&](const PendingEffect& later) {
                       return later.kind == PendingEffect::Kind::data &&
                              later.inode == effect.inode && later.offset < effect.end() &&
                              effect.offset < later.end();
                     });
}

bool StateSearch::everything_is_as_wanted() const {
  return std::ranges::all_of(wanted_, [&](const auto& entry) {
    return std::ranges::equal(disk_.contents(entry.first), *entry.second, looks_like);
  });
}

std::vector<EffectOption> StateSearch::options_of(std::size_t index) const {
  const PendingEffect& effect = effects_[index];
  std::vector<EffectOption> options{option_lost, option_kept};
  std::uint64_t count = option_count(model_, effect);
  if (count == option_torn) return options;
  if (effect.bytes.size() > ByteSubset::exact_bytes_max) count = cut_option_count(model_, effect);
  const std::vector<std::uint64_t> places = telling_places(effect.inode);
  for (auto option = option_torn; option < count; ++option) {
    const Tear tear = tear_of(model_, effect, option);
    const bool tells = tear.subset || tear.cut <= 1 ||
                       std::ranges::binary_search(places, effect.offset + tear.cut);
    if (tells) options.push_back(option);
  }
  return options;
}

std::vector<std::uint64_t> StateSearch::telling_places(InodeId file) const {
  std::vector<std::uint64_t> places;
  const std::string& wanted = *wanted_.at(file);
  for (std::uint64_t place = 1; place < wanted.size(); ++place) {
    if (wanted[place] != wanted[place - 1]) places.push_back(place);
  }
  places.push_back(wanted.size());
  for (const PendingEffect& effect : effects_) {
    if (is_name_change(effect) || effect.inode != file) continue;
    places.push_back(effect.offset);
    places.push_back(effect.end());
  }
  std::ranges::sort(places);
  return places;
}

// The size: there is none, since it is settled.
std::size_t StateSearch::index_of(EffectId id) const {
  auto found = std::ranges::lower_bound(effects_, id, {}, &PendingEffect::id);
  return found != effects_.end() && found->id == id
             ? static_cast<std::size_t>(found - effects_.begin())
             : effects_.size();
}

}  // namespace powercut

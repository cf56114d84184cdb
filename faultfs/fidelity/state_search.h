// StateSearch: whether a tree of files is one of the states that a model allows at a crash point.
//
// CrashStates can visit all states, and a few kilobytes under a row that cuts at any byte have
// millions. A tree that is given needs no such walk:
//
//   1. Each choice of names that are kept gives a set of paths. Only those choices are followed
//      whose paths are the tree's.
//   2. Then each path stands for a file of the disk. Its growths and truncates are chosen first:
//      they must make the file as long as it is in the tree.
//   3. Then its bytes are chosen, oldest first. A place that nothing writes or cuts off later must
//      hold the tree's bytes, or the choice goes no further. A file without a path in the tree is
//      as the order requires.
//   4. A change is cut only where something could show: where the tree's bytes change, or where
//      another change of the file begins or ends.
//
// Example: "write f 0 8192" of one letter, tree f=512a7680.: each of the 16 sectors is decided by
// its own bytes, 16 steps and not 2^16 states.
//
// Why 4 misses nothing: each call writes bytes of its own, so the place of a cut shows as a change
// of bytes, unless a later change hides it; then the cut may as well be where that one begins.
// Bytes that are scattered are tried only of units that have each subset by number (byte_subset.h).
//
// For models that write at any time. Threads: one each.
#pragma once

#include <set>

#include "faultfs/fidelity/litmus/tree_line.h"
#include "powercut/faultfs/crash_states.h"

namespace powercut {

class StateSearch {
 public:
  // The states must stay where they are, with a call finished, until the search is done.
  explicit StateSearch(CrashStates& states);

  bool finds(const FileTree& tree);

 private:
  using Names = std::map<std::string, InodeId>;

  bool choose_names(std::size_t index);
  Names names() const;
  void add_names(InodeId directory, const std::string& prefix, Names& names) const;
  bool fits(const Names& names);
  bool require_kept(std::size_t index);
  bool require_needs(std::size_t index);
  bool is_consistent_before(std::size_t index) const;
  bool choose_sizes(std::size_t index);
  bool brings_wanted_bytes(std::size_t index, EffectOption option) const;
  bool sizes_are_as_wanted() const;
  bool choose_content(std::size_t index);
  bool try_option(std::size_t index, EffectOption option, std::set<std::string>& results);
  std::uint64_t lasting_end(std::size_t index) const;
  bool is_kept_cut(std::size_t index, InodeId file) const;
  std::string result_of(std::size_t index) const;
  bool is_as_wanted(std::size_t index) const;
  bool is_written_later(std::size_t index) const;
  bool everything_is_as_wanted() const;
  // Its file has a path in the tree.
  bool is_wanted(std::size_t index) const { return wanted_.contains(effects_[index].inode); }
  std::vector<EffectOption> options_of(std::size_t index) const;
  std::vector<std::uint64_t> telling_places(InodeId file) const;
  std::size_t index_of(EffectId id) const;

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
  Disk disk_;
  std::vector<bool> is_needed_;  // by another effect
  const FileTree* tree_ = nullptr;
  std::map<InodeId, const std::string*> wanted_;  // the content of each file that has a path
  Choice choice_;
  std::vector<bool> must_be_kept_;
  std::vector<Exposure> exposures_;
};

}  // namespace powercut

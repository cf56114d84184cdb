// StateSearch: finds out whether a tree of files is a state that a model allows at a crash point.
//
// CrashStates can visit all states, but a few kilobytes have millions of states under a row that
// cuts at any byte. The search for one given tree needs no such walk:
//
//   1. Each choice of names that are kept gives a set of paths. Only those choices are followed
//      whose paths are the tree's.
//   2. Then each path stands for a file of the disk. Its growths and truncates are chosen first:
//      they must make the file as long as it is in the tree.
//   3. Then its bytes are chosen, oldest first. A place that no later change writes or cuts off
//      must hold the tree's bytes; if it does not, the choice is dropped. A file without a path in
//      the tree keeps only the effects that the order requires.
//   4. A change is cut only where the cut could show: where the tree's bytes change, or where
//      another change of the file begins or ends.
//
// Example: "write f 0 8192" of one letter, tree f=512a7680.: each of the 16 sectors is decided by
// its own bytes, in 16 steps and not in 2^16 states.
//
// Why 4 misses nothing: each call writes bytes of its own, so the place of a cut shows as a change
// of bytes, unless a later change hides it; then a cut at the begin of that change gives the same
// tree. Scattered bytes are tried only for units whose subsets are all numbered (byte_subset.h).
//
// It is for models that write at any time. Threads: one for each object.
#pragma once

#include <set>

#include "faultfs/fidelity/litmus/tree_line.h"
#include "powercut/faultfs/crash_states.h"

namespace powercut {

class StateSearch {
 public:
  // The states must stay where they are, after a finished call, until the search is done.
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
  // Whether the effect's file has a path in the tree.
  bool is_wanted(std::size_t index) const { return wanted_.contains(effects_[index].inode); }
  std::vector<EffectOption> options_of(std::size_t index) const;
  std::vector<std::uint64_t> telling_places(InodeId file) const;
  std::size_t index_of(EffectId id) const;

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
  Disk disk_;
  std::vector<bool> is_needed_;  // by index: another effect needs it
  const FileTree* tree_ = nullptr;
  std::map<InodeId, const std::string*> wanted_;  // the content of each file that has a path
  Choice choice_;
  std::vector<bool> must_be_kept_;
  std::vector<Exposure> exposures_;
};

}  // namespace powercut

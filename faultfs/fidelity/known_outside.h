// KnownOutside: the trees of real kernels that no row allows so far, by name.
//
// Lines of `PROGRAM TREE`; '#' begins a comment. A tree that is not among them, and is impossible,
// is news. Of failed syncs: lines of `CONFIGURATION PROGRAM WHAT` (failed_sync_conformance.h).
#pragma once

#include <set>

#include "faultfs/fidelity/conformance.h"

namespace powercut {

class KnownOutside {
 public:
  KnownOutside() = default;
  explicit KnownOutside(std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      if (!line.empty() && line.front() != '#') lines_.emplace(line);
    }
  }

  bool has(const OutsideTree& tree) const { return has(tree.name + " " + tree.tree); }
  bool has(const std::string& line) const { return lines_.contains(line); }

 private:
  std::set<std::string> lines_;
};

}  // namespace powercut

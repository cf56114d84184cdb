// KnownOutside: the trees of real kernels that no row allows so far, by name.
//
// Lines of `PROGRAM TREE`; '#' begins a comment. A tree that is not among them, and is impossible,
// is news.
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

  bool has(const OutsideTree& tree) const { return lines_.contains(tree.name + " " + tree.tree); }

 private:
  std::set<std::string> lines_;
};

}  // namespace powercut

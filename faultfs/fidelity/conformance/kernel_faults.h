// KernelFaults: lists trees that a kernel has left against its own promise.
//
// A row describes a file system that works. A tree that breaks a promise which every store needs,
// such as that a sync makes a size durable, is a fault of that kernel: no row allows it, and it is
// counted apart. The list has lines of `CONFIGURATION PROGRAM TREE`, or for failed syncs of
// `CONFIGURATION PROGRAM WHAT` (failed_sync_conformance.h). A '#' begins a comment, which gives the
// reason.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "faultfs/fidelity/conformance/conformance.h"

namespace powercut {

class KernelFaults {
 public:
  KernelFaults() = default;
  explicit KernelFaults(std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      if (!line.empty() && line.front() != '#') lines_.emplace(line);
    }
  }

  bool has(std::string_view configuration, const OutsideTree& tree) const {
    return has(std::string(configuration) + " " + tree.name + " " + tree.tree);
  }
  bool has(const std::string& line) const { return lines_.contains(line); }

 private:
  std::set<std::string> lines_;
};

}  // namespace powercut

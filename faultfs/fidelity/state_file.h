// StateFile: the trees that a real kernel has left of the litmus programs, as they are kept.
//
//   # powercut fidelity states, version 1
//   # row: ext4
//   # kernel: Linux 6.1.176, user-mode
//
//   rename-over: write f 0 1000 | write t 0 1000; rename t f; sync_dir .
//     # subsets=860 visited=623 images=609 recovered=400 trees=5
//     012 f=1000A
//
// Under a program stands each tree, behind the crash points it was seen at: how many calls had
// returned. In place of a tree stands "!unmountable" or "!unreadable", if the kernel refused what
// was left. Other comments say how the file was made, or which program a kernel has not survived.
#pragma once

#include "faultfs/fidelity/litmus/litmus_program.h"
#include "faultfs/fidelity/litmus/tree_line.h"

namespace powercut {

struct ObservedTree {
  std::vector<std::size_t> points;  // ascending
  std::string line;

  // nullopt: the kernel refused what was left.
  std::optional<FileTree> tree() const;
};

struct ObservedProgram {
  LitmusProgram program;
  std::vector<ObservedTree> trees;
  std::uint64_t images = 0;  // distinct crash images of it, as a comment says
};

struct StateFile {
  std::string row;  // the model that is held to it
  std::vector<ObservedProgram> programs;

  std::size_t tree_count() const;
};

// "012 f=1000A"; nullopt: it is none of the program.
std::optional<ObservedTree> parse_observed_tree(std::string_view line,
                                                const LitmusProgram& program);

// Says what is wrong with the first line of a file of such a kind; empty: nothing.
std::string wrong_first_line(std::string_view line, std::string_view kind);

// The error is one line that says where.
std::expected<StateFile, std::string> parse_state_file(std::string_view text);

}  // namespace powercut

// StateFile: reads a file of the trees that a real kernel has left of the litmus programs.
//
//   # powercut fidelity states, version 1
//   # row: ext4
//   # kernel: Linux 6.1.176, user-mode
//
//   rename-over: write f 0 1000 | write t 0 1000; rename t f; sync_dir .
//     # subsets=860 visited=623 images=609 recovered=400 trees=5
//     012 f=1000A
//
// Each line below a program has a tree, after the crash points at which it was seen: the numbers of
// calls that had returned. "!unmountable" or "!unreadable" in place of a tree means that the kernel
// refused the image. Other comments say how the file was made, or name a program that a kernel has
// not survived.
#pragma once

#include "faultfs/fidelity/litmus/litmus_program.h"
#include "faultfs/fidelity/litmus/tree_line.h"

namespace powercut {

struct ObservedTree {
  std::vector<std::size_t> points;  // ascending
  std::string line;

  // nullopt: the kernel refused the image.
  std::optional<FileTree> tree() const;
};

struct ObservedProgram {
  LitmusProgram program;
  std::vector<ObservedTree> trees;
  std::uint64_t images = 0;  // distinct crash images of the program, as a comment says
};

struct StateFile {
  std::string row;  // the model that is compared with it
  std::vector<ObservedProgram> programs;

  std::size_t tree_count() const;
};

// Reads a line such as "012 f=1000A". nullopt: the line is no tree of the program.
std::optional<ObservedTree> parse_observed_tree(std::string_view line,
                                                const LitmusProgram& program);

// Says what is wrong with the first line of a file of this kind. Empty: nothing.
std::string wrong_first_line(std::string_view line, std::string_view kind);

// The error is one line that says where it is.
std::expected<StateFile, std::string> parse_state_file(std::string_view text);

}  // namespace powercut

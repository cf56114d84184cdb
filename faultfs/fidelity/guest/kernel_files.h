// KernelFiles: does the calls of a litmus program to a mounted file system, and reads back its
// tree.
//
// A file stays open from the first call that names it until a close, a call that takes its name
// away, or a replace, which closes all.
#pragma once

#include <map>
#include <string>

#include "faultfs/fidelity/litmus/litmus_program.h"
#include "faultfs/fidelity/litmus/tree_line.h"

namespace powercut {

class KernelFiles {
 public:
  explicit KernelFiles(std::string root) : root_(std::move(root)) {}
  ~KernelFiles() { close_all(); }
  KernelFiles(const KernelFiles&) = delete;
  KernelFiles& operator=(const KernelFiles&) = delete;

  // A call that fails ends the process: the programs are such that none does.
  void perform(const LitmusCall& call, char letter);

  // Writes one page of each open file: its first, or its last; and waits for it.
  void write_back_pages(bool last);

  // Has a file that belongs to no program written and synced: the file system chooses what that
  // brings along.
  void sync_stranger();

  // The same where the disk refuses writes; it is there already. False: something failed.
  bool try_to_sync_stranger();

  void close_all();

  // All but the stranger; nullopt: something of it cannot be read.
  static std::optional<FileTree> tree_at(const std::string& root);

 private:
  int handle(const std::string& path, int flags);
  std::string at(const std::string& path) const { return root_ + "/" + path; }

  std::string root_;
  std::map<std::string, int> handles_;
};

}  // namespace powercut

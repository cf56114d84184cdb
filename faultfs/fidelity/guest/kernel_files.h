// KernelFiles: makes the calls of a litmus program on a mounted file system, and reads its tree.
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

  // Makes the call. If it fails, the process ends: no call of the programs should fail.
  void perform(const LitmusCall& call, char letter);

  // Writes back one page of each open file, its first or its last, and waits for it.
  void write_back_pages(bool last);

  // Writes and syncs a file that belongs to no program, the stranger. The file system chooses what
  // else it makes durable with it.
  void sync_stranger();

  // The same for a disk that refuses writes; the stranger must exist. False: a call failed.
  bool try_to_sync_stranger();

  void close_all();

  // The tree without the stranger. nullopt: a part of it cannot be read.
  static std::optional<FileTree> tree_at(const std::string& root);

 private:
  int handle(const std::string& path, int flags);
  std::string at(const std::string& path) const { return root_ + "/" + path; }

  std::string root_;
  std::map<std::string, int> handles_;
};

}  // namespace powercut

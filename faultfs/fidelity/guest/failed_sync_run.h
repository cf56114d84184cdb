// FailedSyncRun: carries out the steps of a program of failed syncs on a mounted file system, whose
// disk refuses writes, and notes the answers of the kernel.
//
// An answer is "ok", the name of an error ("EIO"), the content in the form of tree_line.h or
// "empty" for a read, or "-" for a step that is no call. No error ends the run.
#pragma once

#include <map>
#include <string>

#include "faultfs/fidelity/guest/network_disk.h"
#include "faultfs/fidelity/litmus/failed_sync_program.h"

namespace powercut {

class FailedSyncRun {
 public:
  // The disk under the file system that is mounted at the root.
  FailedSyncRun(NetworkDisk& disk, std::string root) : disk_(disk), root_(std::move(root)) {}
  ~FailedSyncRun();
  FailedSyncRun(const FailedSyncRun&) = delete;
  FailedSyncRun& operator=(const FailedSyncRun&) = delete;

  // Returns one answer for each step. It puts a mark into the disk's log after each call.
  std::vector<std::string> perform(const FailedSyncProgram& program);

 private:
  std::string answer_to(const FailedSyncStep& step);
  bool perform(const FailedSyncStep& step);
  bool rename_file(const std::string& source, const std::string& target);
  bool sync_directory(const std::string& path);
  std::string read_all(const FailedSyncStep& step);
  void refuse(const FailedSyncStep& step);
  int handle(const FailedSyncStep& step, int flags);
  std::string at(const std::string& path) const { return root_ + "/" + path; }

  NetworkDisk& disk_;
  std::string root_;
  std::map<std::pair<std::string, char>, int> handles_;  // by path and the handle's letter
};

}  // namespace powercut

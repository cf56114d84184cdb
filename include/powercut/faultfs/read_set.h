// ReadSet: collects the files whose bytes or sizes a run has read, or to which it has written.
//
// A file that a run never looked at cannot change what the run does: on two images that differ only
// in this file, the run makes the same calls. If the run writes to a file without a look, the size
// still matters: bytes beyond the size are appended, and models order appends and overwrites
// differently. Names are not collected; images that are compared have the same names.
#pragma once

#include <algorithm>
#include <vector>

#include "powercut/faultfs/disk.h"

namespace powercut {

class ReadSet {
 public:
  void add(InodeId file) {
    if (file >= read_.size()) read_.resize(file + 1, false);
    read_[file] = true;
  }
  bool contains(InodeId file) const { return file < read_.size() && read_[file]; }
  void add(const ReadSet& other) {
    if (other.read_.size() > read_.size()) read_.resize(other.read_.size(), false);
    for (std::size_t file = 0; file < other.read_.size(); ++file) {
      if (other.read_[file]) read_[file] = true;
    }
  }
  void clear() { read_.assign(read_.size(), false); }

 private:
  std::vector<bool> read_;  // by inode
};

}  // namespace powercut

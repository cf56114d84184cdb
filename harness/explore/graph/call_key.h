// call_key: writes what calls do as bytes, which are equal for equal calls on equal images.
//
// Threads: one for each FileNames.
#pragma once

#include <string>
#include <vector>

#include "faultfs/disk/image_hash.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

// FileNames: names the files of calls by numbers, so that equal images give equal names. A file of
// the image is named by the hash of its path, any other file by the order in which it comes up. The
// path in a call is not enough: the file behind a handle may have lost its name, or have a new one.
class FileNames {
 public:
  explicit FileNames(const std::vector<ImageHasher::Entry>& entries) {
    for (const ImageHasher::Entry& entry : entries) {
      std::uint64_t& name = at(entry.inode);
      if (name == none) name = entry.name;
    }
  }

  std::uint64_t name(InodeId inode) {
    std::uint64_t& name = at(inode);
    if (name == none) name = ++others_;
    return name;
  }

 private:
  static constexpr std::uint64_t none = 0;

  std::uint64_t& at(InodeId inode) {
    if (inode >= names_.size()) names_.resize(inode + 1, none);
    return names_[inode];
  }

  std::vector<std::uint64_t> names_;  // by inode
  std::uint64_t others_ = 0;
};

inline void append_bytes(std::string& text, const auto& number) {
  text.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// Appends all that tells what the call does.
void append_call(std::string& text, const Trace& trace, const Call& call, FileNames& files);

// Whether the call has an effect other than to make earlier effects durable.
bool changes_something(const Call& call);

}  // namespace powercut

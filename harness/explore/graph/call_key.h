// call_key: what a call does, as bytes that are equal for equal calls on equal images.
//
// Threads: one each.
#pragma once

#include <string>
#include <vector>

#include "faultfs/image_hash.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

// The files that calls are about, named so that equal images give equal names: those of the image
// by their paths, others by the order in which they come up. A path alone does not do: behind a
// handle may be a file that has lost its name, or has another by now.
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

// All that tells what a call does.
void append_call(std::string& text, const Trace& trace, const Call& call, FileNames& files);

// Whether it does anything but make durable what was done.
bool changes_something(const Call& call);

}  // namespace powercut

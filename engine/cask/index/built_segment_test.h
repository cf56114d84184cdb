// BuiltSegment: for tests; a segment in memory, made of the commits that a test wants in it.
#pragma once

#include "engine/cask/index/cask_index.h"
#include "engine/io/faulty_file.h"
#include "engine/io/macros.h"

namespace powercut {

class BuiltSegment {
 public:
  explicit BuiltSegment(std::uint32_t number, std::uint64_t salt = 1)
      : segment_(std::make_shared<Segment>(SegmentHeader{.number = number, .salt = salt},
                                           new_file(), false)) {}

  // Appends one commit.
  void add(const Batch& batch) {
    std::string commit;
    begin_commit(commit);
    for (const auto& [key, value] : batch.changes()) {
      CHECK((value ? encode_set(key, *value, commit) : encode_remove(key, commit)).ok());
    }
    finish_commit(commit, 0, segment_->place_at(segment_->end()), 0);
    file_->contents += commit;
    segment_->set_end(file_->contents.size());
  }

  // Calls visit(change) for each change in it; keys are good as long as it is.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    const Bytes whole = as_bytes(file_->contents);
    CHECK(walk_changes(*segment_, whole, whole.size(), visit) == whole.size());
  }

  std::string& bytes() { return file_->contents; }
  const std::shared_ptr<Segment>& segment() const { return segment_; }

 private:
  std::unique_ptr<FaultyFile> new_file() {
    auto file = std::make_unique<FaultyFile>();
    file->contents.assign(segment_header_bytes, '\0');
    file_ = file.get();
    return file;
  }

  FaultyFile* file_ = nullptr;
  std::shared_ptr<Segment> segment_;
};

}  // namespace powercut

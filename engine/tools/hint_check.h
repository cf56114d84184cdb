// HintCheck: whether a hint says what stands in its segment.
#pragma once

#include "engine/cask/segments/hint.h"
#include "engine/tools/findings.h"

namespace powercut {

class HintCheck {
 public:
  // name: of the hint's file, whose bytes stay until finish(). A hint that no recovery would use is
  // noted, and not compared.
  HintCheck(Findings& findings, std::string_view name, Bytes file, const Segment& segment,
            std::uint64_t end);

  // The next change that stands in the segment.
  void add(const PlacedChange& change);

  // There are no more.
  void finish();

 private:
  std::uint64_t offset() const { return file_bytes_ - entries_.size(); }
  void differs();

  Findings& findings_;
  std::string name_;
  std::uint64_t file_bytes_ = 0;
  Bytes entries_;  // that are left
  bool compares_ = false;
};

}  // namespace powercut

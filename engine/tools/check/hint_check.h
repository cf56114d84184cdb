// HintCheck: checks that a hint says the same as its segment.
#pragma once

#include "engine/cask/segments/hint.h"
#include "engine/tools/check/findings.h"

namespace powercut {

class HintCheck {
 public:
  // `name` is that of the hint's file, whose bytes must stay until finish(). If no recovery would
  // use the hint, that is noted, and the hint is not compared.
  HintCheck(Findings& findings, std::string_view name, Bytes file, const Segment& segment,
            std::uint64_t end);

  // Takes the next change of the segment.
  void add(const PlacedChange& change);

  // The segment has no more changes.
  void finish();

 private:
  std::uint64_t offset() const { return file_bytes_ - entries_.size(); }
  void differs();

  Findings& findings_;
  std::string name_;
  std::uint64_t file_bytes_ = 0;
  Bytes entries_;  // not compared yet
  bool compares_ = false;
};

}  // namespace powercut

// under_way: keeps track of the run and the state that each thread tests right now, so that the id
// can be written when the store ends the process.
//
//   RunUnderWay      a run of a plan, or the exploration of its states: store/workload/model/seed
//     PointUnderWay  one of these states; and inside that one, the states after nested crashes
//
// Both are objects on the stack of the function that tests, with views of things that must outlive
// them. To make one costs a few stored pointers; only write_case_under_way() makes text.
//
// Threads: each has its own.
#pragma once

#include <span>
#include <string_view>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

struct RunNames {
  std::string_view store = {};
  std::string_view workload = {};
  std::string_view model = {};
  std::uint64_t seed = 1;
  std::string_view rule = {};   // the fault rule of the run as text, if it has one
  bool holds_inside = false;    // these names also stand for all that runs inside
  std::string_view whole = {};  // the whole id, if it is known; it stands for all inside, too
};

class RunUnderWay {
 public:
  explicit RunUnderWay(const RunNames& names);
  ~RunUnderWay();
  RunUnderWay(const RunUnderWay&) = delete;
  RunUnderWay& operator=(const RunUnderWay&) = delete;

 private:
  friend std::size_t write_case_under_way(std::span<char> target);

  RunNames names_;
  const RunUnderWay* outer_;
};

class PointUnderWay {
 public:
  PointUnderWay(const CrashStates& states, const Choice& choice);
  explicit PointUnderWay(const CrashPoint& killed);  // the process was killed there
  ~PointUnderWay();
  PointUnderWay(const PointUnderWay&) = delete;
  PointUnderWay& operator=(const PointUnderWay&) = delete;

 private:
  friend std::size_t write_case_under_way(std::span<char> target);

  std::size_t write(std::span<char> target) const;

  const CrashStates* states_ = nullptr;
  const Choice* choice_ = nullptr;
  const CrashPoint* killed_ = nullptr;
  const PointUnderWay* outer_;
};

// Writes the id of the run or state that this thread has under way, cut where the target ends.
// Returns the length written, which is 0 if nothing is under way. It allocates no memory, so that a
// signal handler may call it.
std::size_t write_case_under_way(std::span<char> target);

}  // namespace powercut

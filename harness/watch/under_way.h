// The question that a thread is asking of a store right now, told as the id of a finding: to be
// named when the store ends the process.
//
//   RunUnderWay      a run of a plan, or the states after it: store/workload/model/seed
//     PointUnderWay  one of these states; and inside that, those after a crash in its recovery
//
// Each is on the stack of the function that asks, and holds views of things that outlive it. To
// begin one is to store a few pointers; only write_case_under_way() makes text of them.
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
  std::string_view rule = {};   // as text, if the run has one of its own
  bool holds_inside = false;    // whatever runs inside goes by these names, and not by its own
  std::string_view whole = {};  // the id, if it is known: then of all that runs inside, too
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

// The id of what this thread has under way, cut where the target ends; returns how long it is
// there, 0 if nothing is under way. It takes no memory: for handlers of signals.
std::size_t write_case_under_way(std::span<char> target);

}  // namespace powercut

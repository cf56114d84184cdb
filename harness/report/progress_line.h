// ProgressLine: shows a Progress to a person while the work goes on, on standard error.
//
// On a terminal one line is redrawn five times a second: a bar, pieces, rate, time left. Elsewhere
// a plain line comes every five seconds, and nothing if the work is done sooner. Only this class
// looks at the wall clock; no result depends on it.
#pragma once

#include <string>
#include <thread>

#include "powercut/harness/progress.h"
#include "powercut/io/clock.h"
#include "powercut/io/mutex.h"

namespace powercut {

class ProgressLine {
 public:
  // unit: what `done` and `total` count: "pieces", "cuts". done_before: so many of the total.
  ProgressLine(const Progress& progress, std::string unit, std::uint64_t done_before = 0);

  // Clears the line, or leaves the plain ones.
  ~ProgressLine();

  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void run();
  void draw() const;

  const Progress& progress_;
  std::string unit_;
  std::uint64_t done_before_;
  bool terminal_;
  SystemClock clock_;
  Duration start_;
  Mutex mutex_;
  ConditionVariable changed_;
  bool stopping_ = false;
  std::thread thread_;  // last, so that it starts when all else is there
};

// The text of one line: "[######....] 60 %, 12 of 20 pieces, 31,000 images/s, 3 s left". An image
// is what a crash leaves, once it is recovered; how long a piece takes varies, and so does the
// time.
std::string progress_text(const Progress& progress, std::string_view unit, Duration elapsed,
                          bool with_bar, std::uint64_t done_before = 0);

}  // namespace powercut

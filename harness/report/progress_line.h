// ProgressLine: shows a Progress to a person on standard error, while the work goes on.
//
// On a terminal it draws one line anew five times a second: a bar, pieces, rate, time left.
// Elsewhere it writes a plain line every five seconds, and none if the work is done sooner. It
// looks at the wall clock, but no result depends on that.
#pragma once

#include <string>
#include <thread>

#include "powercut/harness/progress.h"
#include "powercut/io/clock.h"
#include "powercut/io/mutex.h"

namespace powercut {

class ProgressLine {
 public:
  // unit: what `done` and `total` count: "pieces", "cuts". done_before: how many of the total were
  // done before this run.
  ProgressLine(const Progress& progress, std::string unit, std::uint64_t done_before = 0);

  // Clears the line on a terminal. Plain lines stay.
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
  std::thread thread_;  // the last member, so that it starts when all others are there
};

// The text of one line: "[######....] 60 %, 12 of 20 pieces, 31,000 images/s, 3 s left". The images
// are those that were recovered. The time left is a guess, since pieces take different times.
std::string progress_text(const Progress& progress, std::string_view unit, Duration elapsed,
                          bool with_bar, std::uint64_t done_before = 0);

}  // namespace powercut

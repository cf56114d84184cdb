// Interrupt: Ctrl-C and SIGTERM while long work is under way.
//
// The first asks the work to stop, through a flag; results so far are still shown and written. The
// second ends the program at once. A Ctrl-C that was ignored before (nohup) stays so.
//
// One at a time; made before any thread is started, and from then on handling signals on any.
#pragma once

#include <atomic>
#include <csignal>

namespace powercut {

// As a shell gives it for a program that Ctrl-C has ended.
inline constexpr int exit_interrupted = 130;

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();

  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static const std::atomic<bool>& is_asked();

 private:
  struct sigaction interrupt_before_ = {};
  struct sigaction terminate_before_ = {};
};

}  // namespace powercut

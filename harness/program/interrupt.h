// Interrupt: handles Ctrl-C and SIGTERM while long work is under way.
//
// The first signal sets a flag that asks the work to stop. The results so far are still shown and
// written. The second signal ends the program at once. If Ctrl-C was ignored before (nohup), it
// stays ignored.
//
// Threads: at most one object at a time, made before any thread is started. From then on any thread
// may get the signals.
#pragma once

#include <atomic>
#include <csignal>

namespace powercut {

// The exit code that a shell gives for a program that Ctrl-C has ended.
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

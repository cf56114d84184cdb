#include "harness/program/interrupt.h"

#include <unistd.h>

namespace powercut {

namespace {

std::atomic<bool> asked = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // or a handler may not touch it

void ask(int) {
  if (asked.exchange(true)) _exit(exit_interrupted);
}

void handle(int signal, struct sigaction& before) {
  struct sigaction asking = {};
  asking.sa_handler = ask;
  sigemptyset(&asking.sa_mask);
  asking.sa_flags = SA_RESTART;
  sigaction(signal, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(signal, &asking, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  asked = false;
  handle(SIGINT, interrupt_before_);
  handle(SIGTERM, terminate_before_);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
}

const std::atomic<bool>& Interrupt::is_asked() { return asked; }

}  // namespace powercut

#include "harness/program/fatal_signal.h"

#include <array>
#include <csignal>
#include <string_view>

namespace powercut {

namespace {

struct FatalSignal {
  int number;
  std::string_view text;
};

constexpr std::array<FatalSignal, 5> fatal_signals{
    {{SIGSEGV, "SIGSEGV while a store was under test"},
     {SIGABRT, "SIGABRT while a store was under test"},
     {SIGFPE, "SIGFPE while a store was under test"},
     {SIGBUS, "SIGBUS while a store was under test"},
     {SIGILL, "SIGILL while a store was under test"}}};

std::string_view text_of_signal(int number) {
  for (const FatalSignal& fatal : fatal_signals) {
    if (fatal.number == number) return fatal.text;
  }
  return "a signal while a store was under test";
}

void tell(int signal) {
  tell_death(text_of_signal(signal), false);
  std::signal(signal, SIG_DFL);
  raise(signal);  // when this has returned
}

}  // namespace

void tell_fatal_signals(std::string_view program) {
  prepare_death_notice(program);
  for (const FatalSignal& fatal : fatal_signals) {
    struct sigaction before = {};
    sigaction(fatal.number, nullptr, &before);
    if (before.sa_handler != SIG_DFL) continue;
    struct sigaction telling = {};
    telling.sa_handler = tell;
    sigemptyset(&telling.sa_mask);
    telling.sa_flags = SA_ONSTACK;
    sigaction(fatal.number, &telling, nullptr);
  }
}

}  // namespace powercut

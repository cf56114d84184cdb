#include "harness/program/fatal_signal.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <span>
#include <string_view>

#include "harness/explore/under_way.h"
#include "powercut/harness/finding.h"

namespace powercut {

namespace {

struct FatalSignal {
  int number;
  std::string_view name;
};

constexpr std::array<FatalSignal, 5> fatal_signals{{{SIGSEGV, "SIGSEGV"},
                                                    {SIGABRT, "SIGABRT"},
                                                    {SIGFPE, "SIGFPE"},
                                                    {SIGBUS, "SIGBUS"},
                                                    {SIGILL, "SIGILL"}}};

// A handler takes no memory: the heap may be what the store has ruined. Longer texts are cut.
constexpr std::size_t text_bytes = 1U << 16U;
std::array<char, text_bytes> id_text;
std::array<char, 2 * text_bytes> line_text;
bool shows_progress = false;
std::array<char, 4096> program_text;

class Line {
 public:
  void add(std::string_view text) {
    for (char byte : text) {
      if (length_ < line_text.size()) line_text[length_++] = byte;
    }
  }

  // Whatever is in it, a shell takes it for one word.
  void add_quoted(std::string_view text) {
    add("'");
    for (char byte : text)
      add(byte == '\'' ? std::string_view("'\\''") : std::string_view(&byte, 1));
    add("'");
  }

  void write() const {
    std::size_t written = 0;
    while (written < length_) {
      ssize_t some = ::write(STDERR_FILENO, line_text.data() + written, length_ - written);
      if (some <= 0) return;
      written += static_cast<std::size_t>(some);
    }
  }

 private:
  std::size_t length_ = 0;
};

std::string_view name_of_signal(int number) {
  for (const FatalSignal& fatal : fatal_signals) {
    if (fatal.number == number) return fatal.name;
  }
  return "a signal";
}

void tell(int signal) {
  static std::atomic_flag is_told;
  if (is_told.test_and_set()) {
    // Another thread has just begun to tell, and ends the program.
    while (true) pause();
  }
  std::size_t length = write_case_under_way(id_text);
  if (length == 0) {
    std::signal(signal, SIG_DFL);
    raise(signal);  // when this has returned
    is_told.clear();
    return;
  }
  Line line;
  if (shows_progress) line.add("\n");
  line.add("powercut: ");
  line.add(name_of_signal(signal));
  line.add(" while a store was under test; to see it again: ");
  line.add(program_text.data());
  line.add(" replay ");
  line.add_quoted({id_text.data(), length});
  line.add("\n");
  line.write();
  _exit(exit_store_died);
}

}  // namespace

void tell_fatal_signals(std::string_view program) {
  program_text.fill('\0');
  program.copy(program_text.data(), program_text.size() - 1);
  shows_progress = isatty(STDERR_FILENO) == 1;
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

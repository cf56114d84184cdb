#include "harness/watch/death_notice.h"

#include <errno.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <span>

#include "harness/watch/under_way.h"
#include "powercut/harness/finding.h"

namespace powercut {

namespace {

// A handler takes no memory: the heap may be what the store has ruined. Longer texts are cut.
constexpr std::size_t text_bytes = 1U << 16U;
std::array<char, text_bytes> id_text;
std::array<char, 2 * text_bytes> line_text;
bool shows_progress = false;
bool is_prepared = false;
constexpr std::size_t program_bytes = 4096;
std::array<char, program_bytes> program_text;

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

}  // namespace

void prepare_death_notice(std::string_view program) {
  is_prepared = true;
  shows_progress = isatty(STDERR_FILENO) == 1;
  program_text.fill('\0');
  program.copy(program_text.data(), program_text.size() - 1);
}

void tell_exception() {
  if (is_prepared) tell_death("an exception while a store was under test", false);
}

void tell_death(std::string_view what, bool always_ends) {
  static std::atomic_flag is_told;
  if (is_told.test_and_set()) {
    // Another thread has just begun to tell, and ends the program.
    while (true) pause();
  }
  std::size_t length = write_case_under_way(id_text);
  if (length == 0 && !always_ends) {
    is_told.clear();
    return;
  }
  Line line;
  if (shows_progress) line.add("\n");
  line.add("powercut: ");
  line.add(what);
  if (length > 0) {
    line.add("; to see it again: ");
    const std::string_view program(program_text.data());
    line.add(program.empty() ? std::string_view(replay_variable) : program);
    line.add(program.empty() ? "=" : " replay ");
    line.add_quoted({id_text.data(), length});
    if (program.empty()) {
      line.add(" ");
      line.add(program_invocation_name);
    }
  }
  line.add("\n");
  line.write();
  _exit(exit_store_died);
}

}  // namespace powercut

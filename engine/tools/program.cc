#include "engine/tools/program.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>

#include "engine/tools/plain_text.h"

namespace powercut {

namespace {

// The handler's message; made before, since the handler must not allocate.
std::string cut_message;

extern "C" void end_at_broken_pipe(int) { ::_exit(exit_good); }

extern "C" void end_at_cut_file(int) {
  [[maybe_unused]] const ::ssize_t ignored =
      ::write(STDERR_FILENO, cut_message.data(), cut_message.size());
  ::_exit(exit_impossible);
}

}  // namespace

int report_error(std::string_view program, std::string_view message) {
  fmt::print(stderr, "{}: {}\n", program, without_control_bytes(message));
  return exit_impossible;
}

std::optional<int> parse_command_line(CLI::App& app, std::string_view program, int argument_count,
                                      char** argument_values) {
  try {
    app.parse(argument_count, argument_values);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    return report_error(program, fmt::format("{}; see: {} --help", error.what(), program));
  }
  return std::nullopt;
}

void handle_signals(std::string_view program) {
  cut_message = fmt::format("{}: a file became shorter, or unreadable, under the eyes\n", program);
  std::signal(SIGPIPE, end_at_broken_pipe);
  std::signal(SIGBUS, end_at_cut_file);
}

int finish_output(std::string_view program, int exit_code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  return report_error(program, "cannot write to standard output");
}

}  // namespace powercut

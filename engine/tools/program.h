// Functions that the programs of this folder share: errors told, and signals that end them.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string_view>

namespace powercut {

inline constexpr int exit_good = 0;
inline constexpr int exit_damage = 1;
inline constexpr int exit_impossible = 2;

// One line on standard error; returns exit_impossible.
int report_error(std::string_view program, std::string_view message);

// Reads the command line. Returns the exit code of main(), if that is all: help was asked for, or
// the usage is wrong.
std::optional<int> parse_command_line(CLI::App& app, std::string_view program, int argument_count,
                                      char** argument_values);

// If the reader of the output is gone, the program ends, and that is no error. A file that is cut
// while it is mapped ends the program with an error.
void handle_signals(std::string_view program);

// Runs the job; not enough memory is an error, and so is output that cannot be written.
template <typename Job>
int run_program(std::string_view program, Job&& job);

// Whether all that was printed is out.
int finish_output(std::string_view program, int exit_code);

template <typename Job>
int run_program(std::string_view program, Job&& job) {
  handle_signals(program);
  try {
    return finish_output(program, job());
  } catch (const std::bad_alloc&) {
    return report_error(program, "not enough memory");
  }
}

}  // namespace powercut

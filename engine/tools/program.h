// Functions that the programs of this folder share: they report errors, and handle signals.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string_view>

namespace powercut {

inline constexpr int exit_good = 0;
inline constexpr int exit_damage = 1;
inline constexpr int exit_impossible = 2;

// Prints one line on standard error, and returns exit_impossible.
int report_error(std::string_view program, std::string_view message);

// Reads the command line. Returns the exit code of main() if there is no more to do: help was asked
// for, or the usage is wrong.
std::optional<int> parse_command_line(CLI::App& app, std::string_view program, int argument_count,
                                      char** argument_values);

// From now on, if the reader of the output is gone, the program ends without an error. If a mapped
// file is cut, the program ends with an error.
void handle_signals(std::string_view program);

// Runs the job, and returns its exit code. A lack of memory is an error, and so is output that
// cannot be written.
template <typename Job>
int run_program(std::string_view program, Job&& job);

// Returns the exit code, or that of an error if not all output could be written.
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

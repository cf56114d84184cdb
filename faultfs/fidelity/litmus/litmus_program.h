// LitmusProgram: describes a few file calls, whose crash states are compared between a real kernel
// and a model.
//
// One line of text is one program:
//
//   NAME: SETUP CALL; ... | CALL; ...
//
//   replace-synced: write f 0 1000 | write t 0 1000; sync t; rename t f; sync_dir .
//
// The setup is durable before the first call. A call writes bytes of one letter, which no other
// call has: 'A', 'B', ... for the calls of the setup, 'a', 'b', ... for those after the bar. Paths
// are relative to the root of the file system; "." is the root itself.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

struct LitmusCall {
  enum class Kind : std::uint8_t {
    create,     // PATH: opens it, and creates it if it is missing
    replace,    // PATH: the same, and empties it
    write,      // PATH OFFSET LENGTH: creates the file if it is missing
    truncate,   // PATH SIZE
    allocate,   // PATH SIZE: at least this size, with room on the disk
    rename,     // PATH TARGET
    reserve,    // PATH SIZE: room on the disk for this size; the size stays
    link,       // PATH TARGET: one more name of the file
    remove,     // PATH
    make_dir,   // PATH
    sync,       // PATH: fsync
    sync_data,  // PATH: fdatasync
    sync_dir,   // PATH: fsync of the directory
    close,      // PATH: closes the handle that the earlier calls used
  };

  Kind kind = Kind::create;
  std::string path;
  std::string target = {};
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // or the size

  friend bool operator==(const LitmusCall&, const LitmusCall&) = default;
};

struct LitmusProgram {
  static constexpr std::size_t calls_max = 9;  // so a crash point is one digit
  static constexpr std::uint64_t file_bytes_max = 1024 * 1024;

  std::string name;
  std::vector<LitmusCall> setup;
  std::vector<LitmusCall> calls;

  // The byte that the index-th call writes.
  static char letter_of_setup(std::size_t index) { return static_cast<char>('A' + index); }
  static char letter_of_call(std::size_t index) { return static_cast<char>('a' + index); }
};

// The error says what is wrong in the line.
std::expected<LitmusProgram, std::string> parse_litmus_program(std::string_view line);

// Reads only the name and the setup; returns the text after the bar.
std::expected<std::string_view, std::string> parse_litmus_head(std::string_view line,
                                                               LitmusProgram& program);

std::expected<LitmusCall, std::string> parse_litmus_call(std::string_view text);

// One program for each line; '#' begins a comment. The error names the line.
std::expected<std::vector<LitmusProgram>, std::string> parse_litmus_programs(std::string_view text);

std::string to_text(const LitmusCall& call);
std::string to_text(const LitmusProgram& program);

}  // namespace powercut

// Finds the details that COMMAND INFO gives beyond a command's line in the table: the words in
// which Redis describes what a command does with each of its keys, and its tips for proxies and
// clusters.
#pragma once

#include <array>
#include <string_view>

namespace powercut {

struct CommandDetails {
  std::string_view name;
  std::string_view tips = {};  // words with spaces between

  // For each key specification, words with spaces between. A single specification is for all keys
  // of the command; each of two is for one key.
  std::array<std::string_view, 2> key_uses = {};
  std::string_view key_notes = {};  // of the first

  bool is_of_category_admin = false;  // though it has not the flag
};

// Empty for a command without details. The name of a subcommand is "client|id".
const CommandDetails& find_details(std::string_view name);

}  // namespace powercut

// Has the answers of COMMAND DOCS: for redis-cli's hints and help, and for people who read them.
//
// Names, types and tokens of arguments, groups, costs and versions are those of Redis 7.0, for the
// forms of a command that there are here. A version is the first of Redis that had it. RANGE, which
// no Redis has, names a version of powercut.
#pragma once

#include <span>
#include <string_view>

namespace powercut {

struct CommandArgument {
  std::string_view name;
  std::string_view type;  // "key", "string", "integer", ..., "pure-token"; "oneof", "block"
  std::string_view token = {};
  std::string_view since = {};
  std::string_view deprecated_since = {};
  int key_specification = -1;  // of a key: the index of COMMAND INFO's specification
  bool is_optional = false;
  bool is_multiple = false;
  std::span<const CommandArgument> arguments = {};  // of a "oneof" or a "block"
};

struct CommandDocument {
  std::string_view name;  // of a subcommand "client|id"
  std::string_view summary;
  std::string_view since;
  std::string_view group;
  std::string_view complexity;
  std::span<const CommandArgument> arguments = {};
  std::string_view flag = {};  // "deprecated", "syscmd"
  std::string_view deprecated_since = {};
  std::string_view replaced_by = {};
};

// The groups string and generic; connection; server and transactions.
std::span<const CommandDocument> documents_of_keys();
std::span<const CommandDocument> documents_of_connection();
std::span<const CommandDocument> documents_of_server();

// nullptr: there is no such command.
const CommandDocument* find_document(std::string_view name);

}  // namespace powercut

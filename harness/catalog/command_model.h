// CommandModel: carries out the commands that read or change keys on a map, and answers as Redis
// does.
//
// It shares no code with the server, and knows just the commands that CommandRehearsal draws.
// Threads: one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

using Words = std::vector<std::string>;
using HeldKeys = std::map<std::string, std::string, std::less<>>;

inline constexpr std::string_view ok_answer = "+OK\r\n";
inline constexpr std::string_view queued_answer = "+QUEUED\r\n";
inline constexpr std::string_view null_array_answer = "*-1\r\n";
std::string integer_answer(std::int64_t number);
std::string bulk_answer(const std::optional<std::string>& value);

// The number in the text, in the one spelling that Redis takes. It does not use the server's
// reader, which is under test.
std::optional<std::int64_t> integer_of(std::string_view text);

class CommandModel {
 public:
  explicit CommandModel(HeldKeys keys) : keys_(std::move(keys)) {}

  // Carries the command out. Returns its answer, in RESP 2.
  std::string carry_out(const Words& words);

  const HeldKeys& keys() const { return keys_; }

 private:
  using Answer = std::optional<std::string>;  // none if the command is of another kind

  Answer whole_value(const Words& words);
  std::string set_with(const Words& words);
  Answer several_values(const Words& words);
  Answer part_of_value(const Words& words);
  Answer counter(const Words& words);
  Answer names(const Words& words);
  Answer removal(const Words& words);
  Answer move(const Words& words);
  Answer keyspace(const Words& words);
  std::string range(const Words& words) const;

  bool has(const std::string& key) const { return keys_.contains(key); }
  std::optional<std::string> find(const std::string& key) const;

  HeldKeys keys_;
};

}  // namespace powercut

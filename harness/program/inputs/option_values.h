// option_values: checks and reads values of options for which CLI11 would accept too many texts.
//
// Each problem_of function is for ->check(): it returns what is wrong with the text, or nothing.
#pragma once

#include <optional>
#include <string>

#include "powercut/harness/sweep.h"

namespace powercut {

// The most worlds, or plans, that a user may ask for.
inline constexpr std::uint64_t worlds_max = 100'000'000;

std::string problem_of_number(const std::string& text);
std::string problem_of_path(const std::string& text);
std::string problem_of_budget(const std::string& text);
std::string problem_of_worlds(const std::string& text);  // of plans, too
std::string problem_of_depth(const std::string& text);
std::string problem_of_share(const std::string& text);
std::string problem_of_shard(const std::string& text);

// nullopt if there is a problem with the text.
std::optional<std::uint64_t> parse_number(std::string_view text);
std::optional<std::uint32_t> parse_depth(std::string_view text);  // "3" or "fixpoint"
std::optional<double> parse_share(std::string_view text);         // 0 to 1
std::optional<Shard> parse_shard(std::string_view text);          // "2/3"

}  // namespace powercut

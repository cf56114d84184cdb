// Plan files: the plans of a user's, one on a line.
//
//   # a line that begins so is a comment; empty lines are left out
//   =set(a=1),compact,remove(a)
//   =setup:set(a=x*5000)|set(b=1),reopen
//
// Errors: one line that names the line and what is wrong with it. All plans of a file together may
// need no more than one alone (plan_bytes_max). Threads: any.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

inline constexpr std::uint64_t plan_file_bytes_max = std::uint64_t{16} << 20;
inline constexpr std::size_t plan_file_plans_max = 10'000;

// The texts of the plans, at least one, as find_workload() knows them.
std::expected<std::vector<std::string>, std::string> read_plan_file(std::string_view text);

}  // namespace powercut

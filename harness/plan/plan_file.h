// read_plan_file(): reads a user's file of plans, one on each line.
//
//   # a line that begins so is a comment; empty lines are skipped
//   =set(a=1),compact,remove(a)
//   =setup:set(a=x*5000)|set(b=1),reopen
//
// Errors: one line of text that names the line of the file and says what is wrong with it. All
// plans of a file together may need no more room than one plan alone (plan_bytes_max). Threads:
// any.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

inline constexpr std::uint64_t plan_file_bytes_max = std::uint64_t{16} << 20;
inline constexpr std::size_t plan_file_plans_max = 10'000;

// The texts of the plans, at least one, in the form that find_workload() takes.
std::expected<std::vector<std::string>, std::string> read_plan_file(std::string_view text);

}  // namespace powercut

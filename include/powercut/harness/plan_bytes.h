// Keys and values as they stand in the text of a plan (plan_text.h).
//
//   bytes   *( byte [ "*" count ] )
//   byte    a letter, digit, '_' or '.', which stand for themselves; or %XX, two hex digits
//   count   the byte before it stands so many times in all, 1 or more: every digit that follows
//
//   x*300000     300,000 bytes
//   v1.*200%31   "v1", 200 dots, and a digit, which would else belong to the count
//
// Nothing is allocated for a count before it is known to be within the limit.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace powercut {

// The room that a plan may need for its keys, values and operations, in bytes.
inline constexpr std::uint64_t plan_bytes_max = std::uint64_t{64} << 20;

// How much of a limit is left to those who read plans.
class PlanRoom {
 public:
  explicit PlanRoom(std::uint64_t bytes = plan_bytes_max) : bytes_left_(bytes) {}

  // false: there is not so much left, and nothing was taken.
  bool take(std::uint64_t bytes);

 private:
  std::uint64_t bytes_left_;
};

// Repeated bytes as a count, from 8 in a row on.
std::string bytes_as_text(std::string_view bytes);

// One line that says what is wrong, if it is not of the form above or the room does not suffice.
std::expected<std::string, std::string> read_bytes(std::string_view text, PlanRoom& room);

// The %XX alone, as fault rules have them. Every other byte stands for itself.
std::string escaped(std::string_view bytes, bool (*may_stay)(char));
std::expected<std::string, std::string> unescaped(std::string_view text);

}  // namespace powercut

// Reads and writes keys and values in the text of a plan (plan_text.h).
//
//   bytes   *( byte [ "*" count ] )
//   byte    a letter, digit, '_' or '.', which stands for itself; or %XX, two hex digits
//   count   all digits that follow: how often the byte before the "*" is there, 1 or more
//
//   x*300000     300,000 bytes
//   v1.*200%31   "v1", 200 dots, and the digit 1, which unescaped would belong to the count
//
// A reader checks that a count is within the limit before it allocates memory for it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace powercut {

// The most memory that a plan may need for its keys, values and operations, in bytes.
inline constexpr std::uint64_t plan_bytes_max = std::uint64_t{64} << 20;

// PlanRoom: counts how many bytes of a limit are left for a reader of plans.
class PlanRoom {
 public:
  explicit PlanRoom(std::uint64_t bytes = plan_bytes_max) : bytes_left_(bytes) {}

  // Takes `bytes` off. false: fewer are left, and nothing was taken.
  bool take(std::uint64_t bytes);

 private:
  std::uint64_t bytes_left_;
};

// The text for these bytes. A byte that is repeated 8 times or more is written with a count.
std::string bytes_as_text(std::string_view bytes);

// The bytes that the text stands for. An error: one line that says what is wrong, if the text is
// not of the form above or the room does not suffice.
std::expected<std::string, std::string> read_bytes(std::string_view text, PlanRoom& room);

// Escapes with %XX only, without counts, as in fault rules. Every other byte stands for itself.
std::string escaped(std::string_view bytes, bool (*may_stay)(char));
std::expected<std::string, std::string> unescaped(std::string_view text);

}  // namespace powercut

#include "server/commands/administration/memory_text.h"

#include <fmt/format.h>

#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr Unit units[] = {{"", 1},
                          {"b", 1},
                          {"k", 1000},
                          {"kb", 1024},
                          {"m", 1000 * 1000},
                          {"mb", 1024 * 1024},
                          {"g", 1000 * 1000 * 1000},
                          {"gb", 1024 * 1024 * 1024}};

}  // namespace

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::optional<std::int64_t> number = parse_integer(text.substr(0, end));
  if (!number) return std::nullopt;
  for (const Unit& unit : units) {
    if (!equals_ignoring_case(text.substr(end), unit.name)) continue;
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(*number), unit.bytes, &bytes)) {
      return std::nullopt;
    }
    return bytes;
  }
  return std::nullopt;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::string_view suffixes = "BKMGTP";
  auto amount = static_cast<double>(bytes);
  std::size_t suffix = 0;
  while (amount >= 1024 && suffix + 1 < suffixes.size()) {
    amount /= 1024;
    ++suffix;
  }
  return suffix == 0 ? fmt::format("{}B", bytes)
                     : fmt::format("{:.2f}{}", amount, suffixes[suffix]);
}

}  // namespace powercut

#include "powercut/harness/plan_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "powercut/harness/operation.h"

namespace powercut {

namespace {

constexpr std::size_t counted_from = 8;
constexpr std::size_t escape_length = 3;  // %XX

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_plain(char byte) {
  return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '.';
}

std::string escape(char byte) { return fmt::format("%{:02x}", static_cast<unsigned char>(byte)); }

std::unexpected<std::string> bad_escape(std::string_view text) {
  return std::unexpected(
      fmt::format("{} is no byte: a '%' and two hex digits", quote(text.substr(0, 3))));
}

// The byte that the escape at the front stands for.
std::optional<char> unescape(std::string_view text) {
  unsigned value = 0;
  if (text.size() < escape_length) return std::nullopt;
  const char* end = text.data() + escape_length;
  auto [parsed, error] = std::from_chars(text.data() + 1, end, value, 16);
  if (error != std::errc{} || parsed != end) return std::nullopt;
  return static_cast<char>(value);
}

// Takes the count at the front away, with its mark: 1 if there is none.
std::expected<std::uint64_t, std::string> take_count(std::string_view& text) {
  if (!text.starts_with('*')) return 1;
  auto digits_end = std::find_if_not(text.begin() + 1, text.end(), is_digit);
  std::string_view digits(text.begin() + 1, digits_end);
  std::uint64_t count = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (digits.empty() || count == 0 || error != std::errc{}) {
    return std::unexpected(fmt::format("{} is no count: a '*' and a whole number from 1 to 2^64",
                                       quote(std::string_view(text.begin(), digits_end))));
  }
  text.remove_prefix(1 + digits.size());
  return count;
}

}  // namespace

bool PlanRoom::take(std::uint64_t bytes) {
  if (bytes > bytes_left_) return false;
  bytes_left_ -= bytes;
  return true;
}

std::string bytes_as_text(std::string_view bytes) {
  std::string text;
  bool is_behind_count = false;
  for (std::size_t place = 0; place < bytes.size();) {
    const char byte = bytes[place];
    std::size_t end = std::min(bytes.find_first_not_of(byte, place), bytes.size());
    std::size_t times = end - place < counted_from ? 1 : end - place;
    // A digit there would belong to the count.
    bool stays = is_plain(byte) && !(is_behind_count && is_digit(byte));
    text += stays ? std::string(1, byte) : escape(byte);
    is_behind_count = times > 1;
    if (is_behind_count) text += fmt::format("*{}", times);
    place += times;
  }
  return text;
}

std::expected<std::string, std::string> read_bytes(std::string_view text, PlanRoom& room) {
  std::string bytes;
  while (!text.empty()) {
    char byte = text.front();
    if (byte == '*') return std::unexpected(std::string("a '*' with no byte before it"));
    if (byte == '%') {
      auto escaped_byte = unescape(text);
      if (!escaped_byte) return bad_escape(text);
      byte = *escaped_byte;
    }
    text.remove_prefix(text.front() == '%' ? escape_length : 1);
    auto count = take_count(text);
    if (!count) return std::unexpected(count.error());
    if (!room.take(*count)) {
      return std::unexpected(
          fmt::format("over the {} MiB that all keys and values may take", plan_bytes_max >> 20));
    }
    bytes.append(*count, byte);
  }
  return bytes;
}

std::string escaped(std::string_view bytes, bool (*may_stay)(char)) {
  std::string text;
  for (char byte : bytes) text += may_stay(byte) ? std::string(1, byte) : escape(byte);
  return text;
}

std::expected<std::string, std::string> unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t place = 0; place < text.size(); ++place) {
    if (text[place] != '%') {
      bytes += text[place];
      continue;
    }
    auto byte = unescape(text.substr(place));
    if (!byte) return bad_escape(text.substr(place));
    bytes += *byte;
    place += escape_length - 1;
  }
  return bytes;
}

}  // namespace powercut

#include "harness/report/files/unquoted.h"

#include <algorithm>
#include <charconv>

#include "powercut/harness/operation.h"

namespace powercut {

namespace {

std::optional<unsigned> hex_digit(char digit) {
  constexpr std::string_view digits = "0123456789abcdef";
  auto number = digits.find(digit);
  if (number == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(number);
}

}  // namespace

std::optional<std::string> unquoted(std::string_view text) {
  std::string bytes;
  auto end = text.rfind('"');
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  for (std::size_t at = 1; at < end; ++at) {
    if (text[at] != '\\') {
      bytes += text[at];
    } else if (text.substr(at).starts_with("\\x") && at + 3 < end) {
      auto high = hex_digit(text[at + 2]);
      auto low = hex_digit(text[at + 3]);
      if (!high || !low) return std::nullopt;
      bytes += static_cast<char>(*high * 16 + *low);
      at += 3;
    } else {
      ++at;
      if (at < end) bytes += text[at];
    }
  }
  constexpr std::string_view cut_off = " ... (";
  std::string_view rest = text.substr(end + 1);
  if (rest.starts_with(cut_off)) {
    constexpr std::size_t key_bytes_max = 1 << 20;
    rest.remove_prefix(cut_off.size());
    std::size_t length = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), length);
    if (length > key_bytes_max) return std::nullopt;
    bytes.resize(std::max(bytes.size(), length), '.');
  }
  if (quote(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace powercut

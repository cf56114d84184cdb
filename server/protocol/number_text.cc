#include "server/protocol/number_text.h"
#include "engine/io/macros.h"

#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace powercut {

namespace {

// A sign, and the digits of the largest integer.
constexpr std::size_t integer_bytes_max = 20;

// The text of a float, with the digits of the largest one: 4,933 before the point.
constexpr std::size_t float_bytes_max = std::size_t{5} * 1024;

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.empty() || text.size() > integer_bytes_max) return std::nullopt;
  if (text == "0") return 0;
  const std::size_t first_digit = text.front() == '-' ? 1 : 0;
  if (first_digit == text.size() || text[first_digit] < '1' || text[first_digit] > '9') {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<long double> parse_float(std::string_view text) {
  if (text.empty() || text.size() >= float_bytes_max) return std::nullopt;
  if (std::isspace(static_cast<unsigned char>(text.front())) != 0) return std::nullopt;
  const std::string terminated(text);
  char* end = nullptr;
  errno = 0;
  const long double number = std::strtold(terminated.c_str(), &end);
  if (end != terminated.c_str() + terminated.size() || std::isnan(number)) return std::nullopt;
  const bool is_out_of_range = errno == ERANGE && (std::isinf(number) || number == 0);
  if (is_out_of_range || errno == EINVAL) return std::nullopt;
  return number;
}

std::string float_text(long double number) {
  std::string text(float_bytes_max, '\0');
  const int length = std::snprintf(text.data(), text.size(), "%.17Lf", number);
  CHECK(length > 0 && static_cast<std::size_t>(length) < text.size());
  text.resize(static_cast<std::size_t>(length));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  if (text == "-0") text = "0";
  return text;
}

void append_integer(std::string& text, std::int64_t number) {
  char digits[integer_bytes_max + 1];
  const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), number);
  CHECK(error == std::errc{});
  text.append(std::begin(digits), end);
}

}  // namespace powercut

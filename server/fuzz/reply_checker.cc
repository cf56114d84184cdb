#include "server/fuzz/reply_checker.h"

#include "server/protocol/number_text.h"

namespace powercut {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr int depth_max = 16;  // COMMAND DOCS goes down to 10 or so

std::optional<std::size_t> end_within(std::string_view bytes, RespVersion version, int depth);

// A length that is followed by so many bytes and a line's end; "-1" is a null of version 2.
std::optional<std::size_t> end_of_bulk(std::string_view bytes, std::string_view length,
                                       std::size_t begin, bool may_be_null) {
  if (length == "-1") return may_be_null ? std::optional(begin) : std::nullopt;
  const std::optional<std::int64_t> count = parse_integer(length);
  if (!count || *count < 0) return std::nullopt;
  const std::size_t end = begin + static_cast<std::size_t>(*count);
  if (bytes.size() < end + line_end.size()) return std::nullopt;
  if (bytes.substr(end, line_end.size()) != line_end) return std::nullopt;
  return end + line_end.size();
}

std::optional<std::size_t> end_of_elements(std::string_view bytes, std::string_view length,
                                           std::size_t begin, std::size_t each, RespVersion version,
                                           int depth) {
  if (length == "-1" && version == RespVersion::resp2 && each == 1) return begin;
  const std::optional<std::int64_t> count = parse_integer(length);
  if (!count || *count < 0 || depth >= depth_max) return std::nullopt;
  std::size_t end = begin;
  for (std::size_t left = static_cast<std::size_t>(*count) * each; left > 0; --left) {
    const std::optional<std::size_t> element = end_within(bytes.substr(end), version, depth + 1);
    if (!element) return std::nullopt;
    end += *element;
  }
  return end;
}

std::optional<std::size_t> end_of_version_3(char type, std::string_view text,
                                            std::string_view bytes, std::size_t begin, int depth) {
  switch (type) {
    case '_':
      return text.empty() ? std::optional(begin) : std::nullopt;
    case '#':
      return text == "t" || text == "f" ? std::optional(begin) : std::nullopt;
    case ',':
      return parse_float(text) ? std::optional(begin) : std::nullopt;
    case '=': {
      constexpr std::size_t format_bytes = 4;  // "txt:"
      const auto end = end_of_bulk(bytes, text, begin, false);
      const bool has_format = bytes.substr(begin, format_bytes) == "txt:";
      return has_format ? end : std::nullopt;
    }
    case '%':
      return end_of_elements(bytes, text, begin, 2, RespVersion::resp3, depth);
    case '~':
      return end_of_elements(bytes, text, begin, 1, RespVersion::resp3, depth);
    default:
      return std::nullopt;
  }
}

std::optional<std::size_t> end_within(std::string_view bytes, RespVersion version, int depth) {
  const std::size_t line = bytes.find(line_end);
  if (bytes.empty() || line == std::string_view::npos) return std::nullopt;
  const std::string_view text = bytes.substr(1, line - 1);
  const std::size_t begin = line + line_end.size();
  switch (bytes.front()) {
    case '+':
    case '-':
      return text.find_first_of(line_end) == std::string_view::npos ? std::optional(begin)
                                                                    : std::nullopt;
    case ':':
      return parse_integer(text) ? std::optional(begin) : std::nullopt;
    case '$':
      return end_of_bulk(bytes, text, begin, version == RespVersion::resp2);
    case '*':
      return end_of_elements(bytes, text, begin, 1, version, depth);
    default:
      if (version == RespVersion::resp2) return std::nullopt;
      return end_of_version_3(bytes.front(), text, bytes, begin, depth);
  }
}

}  // namespace

std::optional<std::size_t> end_of_reply(std::string_view bytes, RespVersion version) {
  return end_within(bytes, version, 0);
}

}  // namespace powercut

#include "powercut/faultfs/crash_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace powercut {

namespace {

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool is_choice_text(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789klgtnszx") == std::string_view::npos;
}

}  // namespace

std::string to_text(const CrashPoint& point) {
  std::string text = fmt::format("{}", point.call);
  if (!point.returned()) text += fmt::format(".{}", point.byte);
  if (!point.effects.empty()) text += ":" + point.effects;
  return text;
}

std::size_t write_text(const CrashPoint& point, std::span<char> target) {
  auto result = point.returned() ? fmt::format_to_n(target.data(), target.size(), "{}", point.call)
                                 : fmt::format_to_n(target.data(), target.size(), "{}.{}",
                                                    point.call, point.byte);
  return std::min(result.size, target.size());
}

std::string to_text(const CrashPath& path) {
  std::string text = to_text(path.first);
  if (path.later.empty() && path.killed_first) text += '!';
  for (std::size_t index = 0; index < path.later.size(); ++index) {
    text += index == 0 && path.killed_first ? '!' : '>';
    text += to_text(path.later[index]);
  }
  return text;
}

std::optional<CrashPoint> parse_crash_point(std::string_view text) {
  CrashPoint point;
  if (auto colon = text.find(':'); colon != std::string_view::npos) {
    point.effects = text.substr(colon + 1);
    if (!is_choice_text(point.effects)) return std::nullopt;
    text = text.substr(0, colon);
  }
  auto dot = text.find('.');
  if (!parse_number(text.substr(0, dot), point.call)) return std::nullopt;
  if (dot != std::string_view::npos) {
    if (!parse_number(text.substr(dot + 1), point.byte) || point.byte == 0) return std::nullopt;
  }
  return point;
}

std::optional<CrashPath> parse_crash_path(std::string_view text) {
  CrashPath path;
  auto end = text.find_first_of(">!");
  auto first = parse_crash_point(text.substr(0, end));
  if (!first) return std::nullopt;
  path.first = std::move(*first);
  path.killed_first = end != std::string_view::npos && text[end] == '!';
  if (path.killed_first && end + 1 == text.size()) return path;
  while (end != std::string_view::npos) {
    text = text.substr(end + 1);
    end = text.find('>');
    auto later = parse_crash_point(text.substr(0, end));
    if (!later) return std::nullopt;
    path.later.push_back(std::move(*later));
  }
  return path;
}

}  // namespace powercut

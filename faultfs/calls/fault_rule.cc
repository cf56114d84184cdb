#include "powercut/faultfs/fault_rule.h"

#include <fmt/format.h>

#include <charconv>

namespace powercut {

namespace {

constexpr auto error_codes_end = static_cast<std::uint32_t>(ErrorCode::unsupported) + 1;

std::optional<ErrorCode> parse_error(std::string_view text) {
  for (std::uint32_t code = 0; code < error_codes_end; ++code) {
    if (name_of(static_cast<ErrorCode>(code)) == text) return static_cast<ErrorCode>(code);
  }
  return std::nullopt;
}

std::optional<CallKind> parse_kind(std::string_view text) {
  for (int kind = 1; kind < call_kind_count; ++kind) {  // mount cannot fail
    if (name_of(static_cast<CallKind>(kind)) == text) return static_cast<CallKind>(kind);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Cuts text at the last separator and returns what stood behind it.
std::optional<std::string_view> take_suffix(std::string_view& text, char separator) {
  auto position = text.rfind(separator);
  if (position == std::string_view::npos) return std::nullopt;
  std::string_view suffix = text.substr(position + 1);
  text = text.substr(0, position);
  return suffix;
}

bool parse_target(std::string_view text, FaultRule& rule) {
  auto colon = text.find(':');
  std::string_view call = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    rule.path = text.substr(colon + 1);
    if (rule.path.empty()) return false;
  }
  if (call == "any") return true;
  rule.kind = parse_kind(call);
  return rule.kind.has_value();
}

// Only a transfer can be short, and it is neither empty nor whole.
bool can_be_short(const FaultRule& rule) {
  bool transfers = !rule.kind || rule.kind == CallKind::read || rule.kind == CallKind::write;
  return transfers && rule.part > 0 && rule.part < FaultRule::old;
}

bool is_sync_of_file(std::optional<CallKind> kind) {
  return kind == CallKind::sync || kind == CallKind::sync_data;
}

std::optional<std::uint64_t> parse_part(std::string_view text, const FaultRule& rule) {
  if (text == "done") return FaultRule::done;
  if (text != "old") {
    auto bytes = parse_number(text);
    return bytes && *bytes < FaultRule::old ? bytes : std::nullopt;
  }
  if (!is_sync_of_file(rule.kind)) return std::nullopt;
  return FaultRule::old;
}

// Needs the rule's target to be parsed.
bool parse_what(std::string_view text, FaultRule& rule) {
  if (auto times = take_suffix(text, '*')) {
    auto number = times->empty() ? FaultRule::forever : parse_number(*times).value_or(0);
    if (number == 0) return false;
    rule.times = number;
  }
  if (auto part = take_suffix(text, '+')) {
    auto number = parse_part(*part, rule);
    if (!number) return false;
    rule.part = *number;
  }
  if (text == "short") return can_be_short(rule);
  rule.error = parse_error(text);
  return rule.error.has_value();
}

}  // namespace

std::string to_text(const FaultRule& rule) {
  std::string text(rule.kind ? name_of(*rule.kind) : "any");
  if (!rule.path.empty()) text += fmt::format(":{}", rule.path);
  text += fmt::format("#{}={}", rule.nth, rule.error ? name_of(*rule.error) : "short");
  if (rule.part == FaultRule::done) {
    text += "+done";
  } else if (rule.part == FaultRule::old) {
    text += "+old";
  } else if (rule.part > 0) {
    text += fmt::format("+{}", rule.part);
  }
  if (rule.times == FaultRule::forever) {
    text += "*";
  } else if (rule.times > 1) {
    text += fmt::format("*{}", rule.times);
  }
  return text;
}

std::optional<FaultRule> parse_fault_rule(std::string_view text) {
  FaultRule rule;
  auto what = take_suffix(text, '=');
  if (!what) return std::nullopt;
  auto nth = take_suffix(text, '#');
  if (!nth) return std::nullopt;
  rule.nth = parse_number(*nth).value_or(0);
  if (rule.nth == 0 || !parse_target(text, rule) || !parse_what(*what, rule)) return std::nullopt;
  return rule;
}

}  // namespace powercut

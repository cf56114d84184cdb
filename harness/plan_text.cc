#include "harness/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace powercut {

namespace {

constexpr std::string_view setup_mark = "setup:";
constexpr std::string_view cut_mark = "cut:";
constexpr std::string_view fault_mark = "fault:";

bool is_plain(char byte) {
  return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '.';
}

std::string escaped(std::string_view bytes, bool (*may_stay)(char)) {
  std::string text;
  for (char byte : bytes) {
    text += may_stay(byte) ? std::string(1, byte)
                           : fmt::format("%{:02x}", static_cast<unsigned char>(byte));
  }
  return text;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t place = 0; place < text.size(); ++place) {
    if (text[place] != '%') {
      bytes += text[place];
      continue;
    }
    unsigned value = 0;
    if (place + 2 >= text.size()) return std::nullopt;
    const char* digits = text.data() + place + 1;
    auto [end, error] = std::from_chars(digits, digits + 2, value, 16);
    if (error != std::errc{} || end != digits + 2) return std::nullopt;
    bytes += static_cast<char>(value);
    place += 2;
  }
  return bytes;
}

std::string change_text(const Change& change) {
  std::string key = escaped(change.key, is_plain);
  return change.value ? key + "=" + escaped(*change.value, is_plain) : "!" + key;
}

bool takes_arguments(OperationKind kind) {
  return kind == OperationKind::set || kind == OperationKind::remove ||
         kind == OperationKind::batch || kind == OperationKind::get || kind == OperationKind::wait;
}

std::string operation_text(const Operation& operation) {
  std::string name(name_of(operation.kind));
  if (operation.kind == OperationKind::wait) {
    auto time = std::chrono::duration_cast<std::chrono::milliseconds>(operation.time);
    return fmt::format("{}({})", name, time.count());
  }
  if (operation.lot != 0) return fmt::format("{}({})", name, operation.lot);
  if (!takes_arguments(operation.kind)) return name;
  std::string changes;
  for (const Change& change : operation.changes) {
    bool is_named = operation.kind == OperationKind::remove || operation.kind == OperationKind::get;
    changes += (changes.empty() ? "" : ";") +
               (is_named ? escaped(change.key, is_plain) : change_text(change));
  }
  return name + "(" + changes + ")";
}

std::string operations_text(const std::vector<Operation>& operations) {
  std::string text;
  for (const Operation& operation : operations) {
    text += (text.empty() ? "" : ",") + operation_text(operation);
  }
  return text;
}

// The part before the mark, which is taken off, too.
std::string_view take_until(std::string_view& text, char mark) {
  auto end = std::min(text.find(mark), text.size());
  std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::optional<Change> parse_change(std::string_view text) {
  bool removes = text.starts_with('!');
  if (removes) text.remove_prefix(1);
  auto equals = text.find('=');
  if ((equals == std::string_view::npos) != removes) return std::nullopt;
  auto key = unescaped(text.substr(0, equals));
  if (!key) return std::nullopt;
  if (removes) return Change{std::move(*key), std::nullopt};
  auto value = unescaped(text.substr(equals + 1));
  if (!value) return std::nullopt;
  return Change{std::move(*key), std::move(*value)};
}

std::optional<OperationKind> kind_named(std::string_view name) {
  for (auto kind :
       {OperationKind::set, OperationKind::remove, OperationKind::batch, OperationKind::get,
        OperationKind::sync, OperationKind::compact, OperationKind::reopen, OperationKind::kill,
        OperationKind::power, OperationKind::wait, OperationKind::step}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::optional<Operation> parse_arguments(OperationKind kind, std::string_view text) {
  Operation operation{.kind = kind};
  if (kind == OperationKind::wait) {
    std::uint32_t milliseconds = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return wait_operation(std::chrono::milliseconds(milliseconds));
  }
  if (kind == OperationKind::get || kind == OperationKind::remove) {
    auto key = unescaped(text);
    if (!key) return std::nullopt;
    operation.changes.push_back({std::move(*key), std::nullopt});
    return operation;
  }
  if (text.ends_with(';')) return std::nullopt;
  while (!text.empty()) {
    auto change = parse_change(take_until(text, ';'));
    if (!change) return std::nullopt;
    operation.changes.push_back(std::move(*change));
  }
  bool is_one_value = operation.changes.size() == 1 && operation.changes[0].value;
  if (kind == OperationKind::set && !is_one_value) return std::nullopt;
  return operation;
}

bool takes_lot(OperationKind kind) {
  return kind == OperationKind::kill || kind == OperationKind::power;
}

// A lot of 0 is the operation without one, and has no other text.
std::optional<Operation> parse_crash(OperationKind kind, std::string_view arguments) {
  if (!arguments.ends_with(')')) return std::nullopt;
  arguments.remove_suffix(1);
  Operation operation{.kind = kind};
  const char* end = arguments.data() + arguments.size();
  auto [parsed, error] = std::from_chars(arguments.data(), end, operation.lot);
  bool is_number = error == std::errc{} && parsed == end && operation.lot != 0;
  return is_number ? std::optional(operation) : std::nullopt;
}

std::optional<Operation> parse_operation(std::string_view text) {
  std::string_view arguments = text;
  auto kind = kind_named(take_until(arguments, '('));
  if (!kind) return std::nullopt;
  bool has_arguments = text.find('(') != std::string_view::npos;
  if (takes_lot(*kind) && has_arguments) return parse_crash(*kind, arguments);
  if (takes_arguments(*kind) != has_arguments) return std::nullopt;
  if (!takes_arguments(*kind)) return plain_operation(*kind);
  if (!arguments.ends_with(')')) return std::nullopt;
  arguments.remove_suffix(1);
  return parse_arguments(*kind, arguments);
}

bool parse_operations(std::string_view text, std::vector<Operation>& operations) {
  if (text.ends_with(',')) return false;
  while (!text.empty()) {
    auto operation = parse_operation(take_until(text, ','));
    if (!operation) return false;
    operations.push_back(std::move(*operation));
  }
  return true;
}

// A section before the last, which is the operations.
bool parse_setting(std::string_view section, Plan& plan) {
  if (section.starts_with(setup_mark)) {
    if (!parse_operations(section.substr(setup_mark.size()), plan.setup)) return false;
    return !plan.setup.empty() && std::ranges::all_of(plan.setup, &Operation::changes_state);
  }
  if (section.starts_with(cut_mark) && !plan.interrupted) {
    plan.interrupted = parse_operation(section.substr(cut_mark.size()));
    return plan.interrupted &&
           (plan.interrupted->changes_state() || plan.interrupted->kind == OperationKind::compact);
  }
  if (section.starts_with(fault_mark)) {
    auto text = unescaped(section.substr(fault_mark.size()));
    auto rule = text ? parse_fault_rule(*text) : std::nullopt;
    if (!rule) return false;
    plan.faults.push_back(std::move(*rule));
    return true;
  }
  return false;
}

}  // namespace

std::string to_text(const Plan& plan) {
  std::string text = "=";
  auto add_section = [&](const std::string& section) {
    text += (text.size() > 1 ? "|" : "") + section;
  };
  if (!plan.setup.empty()) add_section(std::string(setup_mark) + operations_text(plan.setup));
  if (plan.interrupted) add_section(std::string(cut_mark) + operation_text(*plan.interrupted));
  for (const FaultRule& rule : plan.faults) {
    auto may_stay = [](char byte) {
      return byte != '/' && byte != '|' && byte != ',' && byte != '%' && byte > ' ' && byte < 127;
    };
    add_section(std::string(fault_mark) + escaped(to_text(rule), may_stay));
  }
  add_section(operations_text(plan.operations));
  return text;
}

std::optional<Plan> parse_plan(std::string_view text) {
  // As part of an id a plan is shown on terminals, which obey control codes.
  auto is_shown = [](char byte) { return byte >= ' ' && byte <= '~'; };
  if (!text.starts_with('=') || !std::ranges::all_of(text, is_shown)) return std::nullopt;
  text.remove_prefix(1);
  Plan plan;
  while (text.find('|') != std::string_view::npos) {
    if (!parse_setting(take_until(text, '|'), plan)) return std::nullopt;
  }
  if (!parse_operations(text, plan.operations)) return std::nullopt;
  return plan;
}

}  // namespace powercut

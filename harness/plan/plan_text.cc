#include "powercut/harness/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace powercut {

namespace {

constexpr std::string_view setup_mark = "setup:";
constexpr std::string_view cut_mark = "cut:";
constexpr std::string_view fault_mark = "fault:";

std::string change_text(const Change& change) {
  std::string key = bytes_as_text(change.key);
  return change.value ? key + "=" + bytes_as_text(*change.value) : "!" + key;
}

bool takes_arguments(OperationKind kind) {
  return kind == OperationKind::set || kind == OperationKind::remove ||
         kind == OperationKind::batch || kind == OperationKind::apply ||
         kind == OperationKind::get || kind == OperationKind::wait;
}

bool takes_lot(OperationKind kind) {
  return kind == OperationKind::kill || kind == OperationKind::power ||
         kind == OperationKind::damage;
}

std::string operation_text(const Operation& operation) {
  std::string name(name_of(operation.kind));
  if (operation.kind == OperationKind::wait) {
    auto time = std::chrono::duration_cast<std::chrono::milliseconds>(operation.time);
    return fmt::format("{}({})", name, time.count());
  }
  if (operation.lot != 0) return fmt::format("{}({})", name, operation.lot);
  if (!takes_arguments(operation.kind)) return name;
  if (operation.kind == OperationKind::apply) {
    return fmt::format("{}({})", name, bytes_as_text(*operation.changes[0].value));
  }
  std::string changes;
  for (const Change& change : operation.changes) {
    bool is_named = operation.kind == OperationKind::remove || operation.kind == OperationKind::get;
    changes +=
        (changes.empty() ? "" : ";") + (is_named ? bytes_as_text(change.key) : change_text(change));
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

std::optional<OperationKind> kind_named(std::string_view name) {
  for (auto kind :
       {OperationKind::set, OperationKind::remove, OperationKind::batch, OperationKind::apply,
        OperationKind::get, OperationKind::sync, OperationKind::compact, OperationKind::reopen,
        OperationKind::kill, OperationKind::power, OperationKind::damage, OperationKind::wait,
        OperationKind::step}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

// Reads one plan. A function that returns false has put a reason in problem(); the first one
// counts.
class PlanReader {
 public:
  explicit PlanReader(PlanRoom& room) : room_(room) {}

  bool read(std::string_view text, Plan& plan) {
    if (!text.starts_with('=')) return fail("a plan begins with a '='");
    auto hidden = std::ranges::find_if(text, [](char byte) { return byte < ' ' || byte > '~'; });
    // As part of an id a plan is shown on terminals, which obey control codes.
    if (hidden != text.end()) {
      return fail(
          fmt::format("byte {} is {}, and not printable ASCII; in keys and values it is %XX",
                      hidden - text.begin() + 1, quote(std::string_view(hidden, 1))));
    }
    text.remove_prefix(1);
    while (text.contains('|')) {
      if (!read_setting(take_until(text, '|'), plan)) return false;
    }
    return read_operations(text, plan.operations);
  }

  const std::string& problem() const { return problem_; }

 private:
  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  // A section before the last, which is the operations.
  bool read_setting(std::string_view section, Plan& plan) {
    if (section.starts_with(setup_mark)) {
      if (!read_operations(section.substr(setup_mark.size()), plan.setup)) return false;
      bool only_changes = std::ranges::all_of(plan.setup, &Operation::changes_state);
      return (!plan.setup.empty() && only_changes) ||
             fail("a setup is sets, removes, batches and applies");
    }
    if (section.starts_with(cut_mark)) return read_cut(section.substr(cut_mark.size()), plan);
    if (section.starts_with(fault_mark)) return read_fault(section.substr(fault_mark.size()), plan);
    return fail(fmt::format("{} is neither setup:, cut: nor fault:", quote(section)));
  }

  bool read_cut(std::string_view text, Plan& plan) {
    if (plan.interrupted) return fail("there is more than one cut:");
    Operation operation;
    if (!read_operation(text, operation)) return false;
    if (!operation.changes_state() && operation.kind != OperationKind::compact) {
      return fail("a cut: is in a set, a remove, a batch, an apply or a compact");
    }
    plan.interrupted = std::move(operation);
    return true;
  }

  bool read_fault(std::string_view section, Plan& plan) {
    auto text = unescaped(section);
    auto rule = text ? parse_fault_rule(*text) : std::nullopt;
    if (!rule) return fail(fmt::format("{} is no fault rule", quote(section)));
    plan.faults.push_back(std::move(*rule));
    return true;
  }

  bool read_operations(std::string_view text, std::vector<Operation>& operations) {
    if (text.ends_with(',')) return fail("no operation stands behind the last ','");
    while (!text.empty()) {
      Operation operation;
      if (!read_operation(take_until(text, ','), operation)) return false;
      operations.push_back(std::move(operation));
    }
    return true;
  }

  bool read_operation(std::string_view text, Operation& operation) {
    std::string_view arguments = text;
    std::string_view name = take_until(arguments, '(');
    auto kind = kind_named(name);
    if (!kind) return fail(fmt::format("there is no operation {}", quote(name)));
    if (!room_.take(sizeof(Operation))) return fail("too many operations");
    operation.kind = *kind;
    if (takes_lot(*kind) && text.contains('(')) return read_lot(arguments, operation);
    if (!takes_arguments(*kind)) {
      return !text.contains('(') || fail(fmt::format("{} takes no argument", name));
    }
    if (!text.contains('(') || !arguments.ends_with(')')) {
      return fail(fmt::format("{} is no {}(...)", quote(text), name));
    }
    arguments.remove_suffix(1);
    return *kind == OperationKind::wait ? read_time(arguments, operation)
                                        : read_changes(arguments, operation);
  }

  // A lot of 0 is the operation without one, and has no other text.
  bool read_lot(std::string_view text, Operation& operation) {
    std::string_view number = text.substr(0, text.size() - (text.ends_with(')') ? 1 : 0));
    const char* end = number.data() + number.size();
    auto [parsed, error] = std::from_chars(number.data(), end, operation.lot);
    bool is_number = error == std::errc{} && parsed == end && operation.lot != 0;
    return (is_number && text.ends_with(')')) ||
           fail(fmt::format("{} is no lot: a whole number from 1 to 2^64 - 1", quote(number)));
  }

  bool read_time(std::string_view text, Operation& operation) {
    std::uint32_t milliseconds = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    if (error != std::errc{} || end != text.data() + text.size()) {
      return fail(fmt::format("{} is no time: whole milliseconds below 2^32", quote(text)));
    }
    operation.time = std::chrono::milliseconds(milliseconds);
    return true;
  }

  bool read_changes(std::string_view text, Operation& operation) {
    if (operation.kind == OperationKind::apply) {
      operation = apply_operation({});
      return read_into(*operation.changes[0].value, text);
    }
    if (operation.kind == OperationKind::get || operation.kind == OperationKind::remove) {
      operation.changes.emplace_back();
      return read_into(operation.changes.back().key, text);
    }
    if (text.ends_with(';')) return fail("no change stands behind the last ';'");
    while (!text.empty()) {
      if (!read_change(take_until(text, ';'), operation)) return false;
    }
    bool is_one_value = operation.changes.size() == 1 && operation.changes[0].value;
    if (operation.kind != OperationKind::set || is_one_value) return true;
    return fail("a set is of one key to one value: set(KEY=VALUE)");
  }

  bool read_change(std::string_view text, Operation& operation) {
    bool removes = text.starts_with('!');
    std::string_view value = removes ? text.substr(1) : text;
    std::string_view key = take_until(value, '=');
    if (text.contains('=') == removes) {
      return fail(fmt::format("{} is neither KEY=VALUE nor !KEY", quote(text)));
    }
    if (!room_.take(sizeof(Change))) return fail("too many changes");
    Change& change = operation.changes.emplace_back();
    if (!read_into(change.key, key)) return false;
    return removes || read_into(change.value.emplace(), value);
  }

  bool read_into(std::string& bytes, std::string_view text) {
    auto read = read_bytes(text, room_);
    if (!read) return fail(std::move(read.error()));
    bytes = std::move(*read);
    return true;
  }

  PlanRoom& room_;
  std::string problem_;
};

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

std::expected<Plan, std::string> parse_plan(std::string_view text) {
  PlanRoom room;
  return parse_plan(text, room);
}

std::expected<Plan, std::string> parse_plan(std::string_view text, PlanRoom& room) {
  PlanReader reader(room);
  Plan plan;
  if (!reader.read(text, plan)) return std::unexpected(reader.problem());
  return plan;
}

}  // namespace powercut

#include "harness/concurrent/operation_text.h"

#include <fmt/format.h>

namespace powercut {

namespace {

const char* name_of(ConcurrentKind kind) {
  switch (kind) {
    case ConcurrentKind::set:
      return "set";
    case ConcurrentKind::remove:
      return "remove";
    case ConcurrentKind::get:
      return "get";
    case ConcurrentKind::batch:
      return "batch";
    case ConcurrentKind::scan:
      return "scan";
    case ConcurrentKind::sync:
      return "sync";
    case ConcurrentKind::compact:
      return "compact";
  }
  return "";
}

std::string stamp_text(Stamp stamp) {
  if (stamp == absent) return "nothing";
  return stamp == invented ? "what nobody wrote" : std::to_string(stamp);
}

std::string answer_text(const ConcurrentOperation& operation) {
  if (operation.answer == Answer::failed) return ": failed";
  if (operation.answer == Answer::unknown) return ": no answer";
  if (operation.kind != ConcurrentKind::remove) return "";
  return operation.was_there ? ": was there" : ": was not there";
}

}  // namespace

std::string operation_text(const ConcurrentHistory& history, const ConcurrentOperation& operation) {
  const bool is_read =
      operation.kind == ConcurrentKind::get || operation.kind == ConcurrentKind::scan;
  const std::string ticks = operation.answer == Answer::unknown
                                ? fmt::format("{}..", operation.invoked)
                                : fmt::format("{}..{}", operation.invoked, operation.returned);
  std::string text =
      fmt::format("{:<12} thread {:<2} {}", ticks, operation.thread, name_of(operation.kind));
  for (const KeyStamp& entry : operation.keys) {
    text += " " + history.keys.names[entry.key];
    if (operation.kind == ConcurrentKind::remove) continue;
    if (is_read && operation.answer != Answer::ok) continue;
    text += (is_read ? "->" : "=") + stamp_text(entry.stamp);
  }
  return text + answer_text(operation);
}

}  // namespace powercut

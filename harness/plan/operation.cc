#include "powercut/harness/operation.h"

#include <fmt/format.h>

#include "powercut/harness/subject.h"

namespace powercut {

std::string_view name_of(OperationKind kind) {
  switch (kind) {
    case OperationKind::set:
      return "set";
    case OperationKind::remove:
      return "remove";
    case OperationKind::batch:
      return "batch";
    case OperationKind::apply:
      return "apply";
    case OperationKind::get:
      return "get";
    case OperationKind::sync:
      return "sync";
    case OperationKind::compact:
      return "compact";
    case OperationKind::reopen:
      return "reopen";
    case OperationKind::kill:
      return "kill";
    case OperationKind::power:
      return "power";
    case OperationKind::damage:
      return "damage";
    case OperationKind::wait:
      return "wait";
    case OperationKind::step:
      return "step";
  }
  return "?";
}

Operation set_operation(std::string_view key, std::string_view value) {
  return {.kind = OperationKind::set, .changes = {{std::string(key), std::string(value)}}};
}

Operation remove_operation(std::string_view key) {
  return {.kind = OperationKind::remove, .changes = {{std::string(key), std::nullopt}}};
}

Operation batch_operation(Batch batch) {
  return {.kind = OperationKind::batch, .changes = batch.changes()};
}

Operation apply_operation(std::string_view text) {
  return {.kind = OperationKind::apply, .changes = {{std::string(subject_key), std::string(text)}}};
}

Operation get_operation(std::string_view key) {
  return {.kind = OperationKind::get, .changes = {{std::string(key), std::nullopt}}};
}

Operation plain_operation(OperationKind kind) { return {.kind = kind}; }

Operation wait_operation(Duration time) { return {.kind = OperationKind::wait, .time = time}; }

Operation kill_operation(std::uint64_t lot) { return {.kind = OperationKind::kill, .lot = lot}; }

Operation power_operation(std::uint64_t lot) { return {.kind = OperationKind::power, .lot = lot}; }

Operation damage_operation(std::uint64_t lot) {
  return {.kind = OperationKind::damage, .lot = lot};
}

std::string quote(std::string_view bytes) {
  constexpr std::size_t shown_bytes_max = 48;
  std::string text = "\"";
  for (char byte : bytes.substr(0, shown_bytes_max)) {
    if (byte == '"' || byte == '\\') {
      text += '\\';
      text += byte;
    } else if (byte >= ' ' && byte <= '~') {
      text += byte;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  text += '"';
  if (bytes.size() > shown_bytes_max) text += fmt::format(" ... ({} bytes)", bytes.size());
  return text;
}

std::string describe(const Operation& operation) {
  if (operation.kind == OperationKind::wait) {
    return fmt::format("wait {} ms", operation.time / std::chrono::milliseconds(1));
  }
  std::string text(name_of(operation.kind));
  if (operation.kind == OperationKind::apply)
    return text + " " + quote(*operation.changes[0].value);
  if (operation.lot != 0) text += fmt::format(", lot {}", operation.lot);
  const char* separator = " ";
  for (const Change& change : operation.changes) {
    text += separator + quote(change.key);
    if (change.value) text += " = " + quote(*change.value);
    if (operation.kind == OperationKind::batch && !change.value) text += " removed";
    separator = ", ";
  }
  return text;
}

}  // namespace powercut

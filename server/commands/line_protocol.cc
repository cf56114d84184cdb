#include "server/commands/line_protocol.h"

#include "engine/io/macros.h"
#include "server/protocol/text_case.h"

namespace powercut {
namespace {

struct Request {
  std::string_view command;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
};

std::string_view stripped(std::string_view text) {
  constexpr std::string_view white_space = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

// Takes text up to its first space; `rest` has the text behind the space, if there is one.
std::string_view take_part(std::string_view text, std::optional<std::string_view>& rest) {
  const std::size_t space = text.find(' ');
  if (space != std::string_view::npos) rest = text.substr(space + 1);
  return text.substr(0, space);
}

Request parse(std::string_view line) {
  Request request;
  request.command = take_part(stripped(line), request.key);
  if (request.key) request.key = take_part(*request.key, request.value);
  return request;
}

Result<void> set(Keyspace& keys, const Request& request, std::string& responses) {
  TRY(keys.set(*request.key, *request.value));
  responses += "OK";
  return {};
}

Result<void> get(Keyspace& keys, const Request& request, std::string& responses) {
  std::string value;
  TRY_ASSIGN(const bool found, keys.get(*request.key, value));
  if (!found) {
    responses += "NOT_FOUND";
  } else if (value.find('\n') != std::string::npos) {
    responses += "ERR the value has a newline";
  } else {
    responses += "VALUE ";
    responses += value;
  }
  return {};
}

Result<void> remove(Keyspace& keys, const Request& request, std::string& responses) {
  TRY_ASSIGN(const bool found, keys.contains(*request.key));
  if (found) TRY(keys.remove(*request.key));
  responses += found ? "DELETED" : "NOT_FOUND";
  return {};
}

Result<void> carry_out(Keyspace& keys, const Request& request, std::string& responses) {
  const bool has_key_only = request.key && !request.value;
  if (equals_ignoring_case(request.command, "set") && request.value) {
    return set(keys, request, responses);
  }
  if (equals_ignoring_case(request.command, "get") && has_key_only) {
    return get(keys, request, responses);
  }
  if (equals_ignoring_case(request.command, "del") && has_key_only) {
    return remove(keys, request, responses);
  }
  responses += "ERR unknown command";
  return {};
}

}  // namespace

void answer_failed_line(Error error, std::string& responses) {
  responses += "ERR ";
  responses += describe(error);
  responses += '\n';
}

void answer_line(Keyspace& keys, std::string_view line, std::string& responses) {
  const Result<void> carried_out = carry_out(keys, parse(line), responses);
  if (carried_out.ok()) {
    responses += '\n';
  } else {
    answer_failed_line(carried_out.error(), responses);
  }
}

}  // namespace powercut

#include "server/line_protocol.h"

#include <algorithm>

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

// Takes text up to its first space; what follows the space is left in `rest`, if there is one.
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

bool equals_ignoring_case(std::string_view text, std::string_view upper) {
  // Not std::toupper: a locale must not change the protocol.
  const auto to_upper = [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  };
  return std::ranges::equal(text, upper, {}, to_upper);
}

Result<void> set(Store& store, const Request& request, std::string& responses) {
  TRY(store.set(*request.key, *request.value));
  responses += "OK";
  return {};
}

Result<void> get(Store& store, const Request& request, std::string& responses) {
  std::string value;
  TRY_ASSIGN(const bool found, store.get(*request.key, value));
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

Result<void> remove(Store& store, const Request& request, std::string& responses) {
  TRY_ASSIGN(const bool found, store.remove(*request.key));
  responses += found ? "DELETED" : "NOT_FOUND";
  return {};
}

Result<void> carry_out(Store& store, const Request& request, std::string& responses) {
  const bool has_key_only = request.key && !request.value;
  if (equals_ignoring_case(request.command, "SET") && request.value) {
    return set(store, request, responses);
  }
  if (equals_ignoring_case(request.command, "GET") && has_key_only) {
    return get(store, request, responses);
  }
  if (equals_ignoring_case(request.command, "DEL") && has_key_only) {
    return remove(store, request, responses);
  }
  responses += "ERR unknown command";
  return {};
}

}  // namespace

void answer_line(Store& store, std::string_view line, std::string& responses) {
  const Result<void> carried_out = carry_out(store, parse(line), responses);
  if (!carried_out.ok()) {
    responses += "ERR ";
    responses += describe(carried_out.error());
  }
  responses += '\n';
}

}  // namespace powercut

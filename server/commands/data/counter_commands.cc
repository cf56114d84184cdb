// Commands that count: INCR, DECR and their kin.
#include <cmath>
#include <limits>

#include "server/commands/command_processor.h"
#include "server/commands/handlers.h"
#include "server/protocol/number_text.h"

namespace powercut::commands {

namespace {

constexpr std::string_view not_an_integer = "ERR value is not an integer or out of range";
constexpr std::string_view not_a_float = "ERR value is not a valid float";

void add(CommandCall& call, std::int64_t increment) {
  std::string text;
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(1), text));
  const std::optional<std::int64_t> before = is_there ? parse_integer(text) : 0;
  if (!before) return call.reply.error(not_an_integer);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(*before, increment, &sum)) {
    return call.reply.error("ERR increment or decrement would overflow");
  }
  text.clear();
  append_integer(text, sum);
  REPLY_CHECK(call.keys.set(call.argument(1), text));
  call.reply.integer(sum);
}

}  // namespace

void incr(CommandCall& call) { add(call, 1); }
void decr(CommandCall& call) { add(call, -1); }

void incrby(CommandCall& call) {
  const std::optional<std::int64_t> increment = parse_integer(call.argument(2));
  if (!increment) return call.reply.error(not_an_integer);
  add(call, *increment);
}

void decrby(CommandCall& call) {
  const std::optional<std::int64_t> decrement = parse_integer(call.argument(2));
  if (!decrement) return call.reply.error(not_an_integer);
  if (*decrement == std::numeric_limits<std::int64_t>::min()) {
    return call.reply.error("ERR decrement would overflow");
  }
  add(call, -*decrement);
}

void incrbyfloat(CommandCall& call) {
  std::string text;
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(1), text));
  const std::optional<long double> before = is_there ? parse_float(text) : 0.0L;
  const std::optional<long double> increment = parse_float(call.argument(2));
  if (!before || !increment) return call.reply.error(not_a_float);
  const long double sum = *before + *increment;
  if (!std::isfinite(sum)) {
    return call.reply.error("ERR increment would produce NaN or Infinity");
  }
  text = float_text(sum);
  REPLY_CHECK(call.keys.set(call.argument(1), text, Written::anew_as_text));
  call.reply.bulk(text);
}

}  // namespace powercut::commands

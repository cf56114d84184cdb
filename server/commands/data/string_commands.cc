// Commands on one value, or on several: SET, GET and their kin.
#include <algorithm>

#include "engine/io/macros.h"
#include "server/commands/command_processor.h"
#include "server/commands/handlers.h"
#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

// Redis's options with which a key expires.
struct Expiry {
  std::string_view name;  // lower case
  bool is_in_seconds;
  bool is_from_now;
};
constexpr Expiry expiries[] = {
    {"ex", true, true}, {"px", false, true}, {"exat", true, false}, {"pxat", false, false}};

const Expiry* find_expiry(std::string_view option) {
  const auto* found = std::ranges::find_if(
      expiries, [&](const Expiry& expiry) { return equals_ignoring_case(option, expiry.name); });
  return found == std::end(expiries) ? nullptr : found;
}

struct SetOptions {
  bool only_if_absent = false;
  bool only_if_present = false;
  bool wants_old_value = false;
  bool keeps_expiry = false;
  const Expiry* expiry = nullptr;
  std::string_view time = {};
};

// False: they do not go together, or one is unknown.
bool read_set_options(std::span<const std::string_view> words, SetOptions& options) {
  for (std::size_t index = 0; index < words.size(); ++index) {
    const Expiry* expiry = find_expiry(words[index]);
    if (equals_ignoring_case(words[index], "nx")) {
      options.only_if_absent = true;
    } else if (equals_ignoring_case(words[index], "xx")) {
      options.only_if_present = true;
    } else if (equals_ignoring_case(words[index], "get")) {
      options.wants_old_value = true;
    } else if (equals_ignoring_case(words[index], "keepttl")) {
      options.keeps_expiry = true;
    } else if (expiry != nullptr && index + 1 < words.size() &&
               (options.expiry == nullptr || options.expiry == expiry)) {
      options.expiry = expiry;
      options.time = words[++index];
    } else {
      return false;
    }
  }
  return !(options.only_if_absent && options.only_if_present) &&
         !(options.keeps_expiry && options.expiry != nullptr);
}

// Whether Redis could keep such a time.
bool is_time(CommandCall& call, const Expiry& expiry, std::int64_t number) {
  constexpr std::int64_t thousand = 1000;
  const std::int64_t now =
      static_cast<std::int64_t>(call.processor.host().unix_microseconds()) / thousand;
  return number > 0 &&
         !(expiry.is_in_seconds && __builtin_mul_overflow(number, thousand, &number)) &&
         !(expiry.is_from_now && __builtin_add_overflow(number, now, &number));
}

// The error of an expiry, in Redis's words if it is an error there, too; empty: there is none.
std::string_view expiry_error(CommandCall& call, const SetOptions& options) {
  if (options.expiry == nullptr && !options.keeps_expiry) return {};
  if (options.expiry != nullptr) {
    const std::optional<std::int64_t> number = parse_integer(options.time);
    if (!number) return "ERR value is not an integer or out of range";
    if (!is_time(call, *options.expiry, *number)) return "ERR invalid expire time in 'set' command";
  }
  return "ERR keys do not expire here: EX, PX, EXAT, PXAT and KEEPTTL are not supported";
}

void set_with_options(CommandCall& call) {
  SetOptions options;
  if (!read_set_options(call.arguments.subspan(3), options)) {
    return call.reply.error("ERR syntax error");
  }
  const std::string_view wrong = expiry_error(call, options);
  if (!wrong.empty()) return call.reply.error(wrong);
  std::string old_value;
  REPLY_TRY(const bool was_there, call.keys.get(call.argument(1), old_value));
  const bool sets = was_there ? !options.only_if_absent : !options.only_if_present;
  if (sets) REPLY_CHECK(call.keys.set(call.argument(1), call.argument(2)));
  if (options.wants_old_value) {
    was_there ? call.reply.bulk(old_value) : call.reply.null();
  } else {
    sets ? call.reply.ok() : call.reply.null();
  }
}

void reply_value(CommandCall& call, bool is_there, std::string_view value) {
  if (is_there) {
    ++call.processor.key_hits;
    call.reply.bulk(value);
  } else {
    ++call.processor.key_misses;
    call.reply.null();
  }
}

bool check_length(CommandCall& call, std::uint64_t bytes) {
  if (bytes <= call.keys.limits().value_bytes_max) return true;
  call.reply.error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  return false;
}

// The part of a value that two positions name, counted from its end where they are negative.
std::string_view part_of(std::string_view value, std::int64_t first, std::int64_t last) {
  if (first < 0 && last < 0 && first > last) return {};
  const auto length = static_cast<std::int64_t>(value.size());
  if (first < 0) first = std::max<std::int64_t>(first + length, 0);
  if (last < 0) last = std::max<std::int64_t>(last + length, 0);
  last = std::min(last, length - 1);
  if (first > last) return {};
  return value.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1));
}

bool has_pairs(CommandCall& call) {
  if (call.count() % 2 == 1) return true;
  call.reply.error("ERR wrong number of arguments for '" + std::string(call.command.name) +
                   "' command");
  return false;
}

// Whether they fit is known before the first is set.
Result<void> set_pairs(CommandCall& call) {
  std::size_t bytes = 0;
  for (std::size_t index = 1; index < call.count(); ++index) {
    const std::string_view argument = call.argument(index);
    const bool is_key = index % 2 == 1;
    if (is_key && argument.size() > call.keys.limits().key_bytes_max) {
      return Error{ErrorCode::too_large};
    }
    bytes += argument.size();
  }
  TRY(call.keys.check_room((call.count() - 1) / 2, bytes));
  for (std::size_t index = 1; index + 1 < call.count(); index += 2) {
    TRY(call.keys.set(call.argument(index), call.argument(index + 1)));
  }
  return {};
}

}  // namespace

void set(CommandCall& call) {
  if (call.count() > 3) return set_with_options(call);
  REPLY_CHECK(call.keys.set(call.argument(1), call.argument(2)));
  call.reply.ok();
}

void get(CommandCall& call) {
  std::string& value = call.processor.value_buffer();
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(1), value));
  reply_value(call, is_there, value);
}

void getset(CommandCall& call) {
  std::string value;
  REPLY_TRY(const bool was_there, call.keys.get(call.argument(1), value));
  REPLY_CHECK(call.keys.set(call.argument(1), call.argument(2)));
  reply_value(call, was_there, value);
}

void getdel(CommandCall& call) {
  std::string value;
  REPLY_TRY(const bool was_there, call.keys.get(call.argument(1), value));
  if (was_there) REPLY_CHECK(call.keys.remove(call.argument(1)));
  reply_value(call, was_there, value);
}

void setnx(CommandCall& call) {
  REPLY_TRY(const bool was_there, call.keys.contains(call.argument(1)));
  if (!was_there) REPLY_CHECK(call.keys.set(call.argument(1), call.argument(2)));
  call.reply.integer(was_there ? 0 : 1);
}

// All values are read before the first is answered: an error must stand alone.
void mget(CommandCall& call) {
  std::string bytes;
  ReplyWriter values(bytes, call.reply.version());
  CommandCall inner{call.processor, call.command, call.session, call.arguments, values, call.keys};
  std::string& value = call.processor.value_buffer();
  for (const std::string_view key : call.arguments.subspan(1)) {
    REPLY_TRY(const bool is_there, call.keys.get(key, value));
    if (bytes.size() + value.size() > call.processor.config().reply_bytes_max) {
      return call.reply.error("ERR the answer has more than " +
                              std::to_string(call.processor.config().reply_bytes_max) +
                              " bytes; ask for less");
    }
    reply_value(inner, is_there, value);
  }
  call.reply.array(call.count() - 1);
  call.reply.bytes() += bytes;
}

void mset(CommandCall& call) {
  if (!has_pairs(call)) return;
  REPLY_CHECK(set_pairs(call));
  call.reply.ok();
}

void msetnx(CommandCall& call) {
  if (!has_pairs(call)) return;
  for (std::size_t index = 1; index < call.count(); index += 2) {
    REPLY_TRY(const bool is_there, call.keys.contains(call.argument(index)));
    if (is_there) return call.reply.integer(0);
  }
  REPLY_CHECK(set_pairs(call));
  call.reply.integer(1);
}

void append(CommandCall& call) {
  std::string value;
  REPLY_TRY(const bool was_there, call.keys.get(call.argument(1), value));
  if (!was_there) value.clear();
  if (!check_length(call, std::uint64_t{value.size()} + call.argument(2).size())) return;
  value += call.argument(2);
  const Written written = was_there ? Written::partly : Written::anew;
  REPLY_CHECK(call.keys.set(call.argument(1), value, written));
  call.reply.integer(static_cast<std::int64_t>(value.size()));
}

void strlen(CommandCall& call) {
  std::string& value = call.processor.value_buffer();
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(1), value));
  ++(is_there ? call.processor.key_hits : call.processor.key_misses);
  call.reply.integer(is_there ? static_cast<std::int64_t>(value.size()) : 0);
}

void getrange(CommandCall& call) {
  const std::optional<std::int64_t> first = parse_integer(call.argument(2));
  const std::optional<std::int64_t> last = parse_integer(call.argument(3));
  if (!first || !last) return call.reply.error("ERR value is not an integer or out of range");
  std::string& value = call.processor.value_buffer();
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(1), value));
  ++(is_there ? call.processor.key_hits : call.processor.key_misses);
  call.reply.bulk(is_there ? part_of(value, *first, *last) : std::string_view());
}

void setrange(CommandCall& call) {
  const std::optional<std::int64_t> offset = parse_integer(call.argument(2));
  if (!offset) return call.reply.error("ERR value is not an integer or out of range");
  if (*offset < 0) return call.reply.error("ERR offset is out of range");
  const std::string_view part = call.argument(3);
  std::string value;
  REPLY_TRY(const bool was_there, call.keys.get(call.argument(1), value));
  if (!was_there) value.clear();
  if (part.empty()) return call.reply.integer(static_cast<std::int64_t>(value.size()));
  const std::uint64_t end = static_cast<std::uint64_t>(*offset) + part.size();
  if (!check_length(call, end)) return;
  if (value.size() < end) value.resize(end);
  value.replace(static_cast<std::size_t>(*offset), part.size(), part);
  REPLY_CHECK(call.keys.set(call.argument(1), value, Written::partly));
  call.reply.integer(static_cast<std::int64_t>(value.size()));
}

}  // namespace powercut::commands

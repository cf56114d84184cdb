// Commands that look at many keys: KEYS, SCAN, RANGE and their kin.
#include <fmt/format.h>

#include <cctype>
#include <cerrno>
#include <cstdlib>

#include "server/commands/command_processor.h"
#include "server/commands/handlers.h"
#include "server/protocol/glob.h"
#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

// Elements of an answer, whose number is known when they are all there.
class Elements {
 public:
  explicit Elements(CommandCall& call) : call_(call), writer_(bytes_, call.reply.version()) {}

  // False: the answer would become too large, and nobody wants more.
  bool add(std::string_view element) {
    // Once is for all: a later and smaller one must not make the answer look whole.
    is_too_large_ |= bytes_.size() + element.size() > call_.processor.config().reply_bytes_max;
    if (is_too_large_) return false;
    writer_.bulk(element);
    ++count_;
    return true;
  }

  bool is_too_large() const { return is_too_large_; }

  void reply() {
    if (is_too_large_) {
      return call_.reply.error(fmt::format("ERR the answer has more than {} bytes; ask for less",
                                           call_.processor.config().reply_bytes_max));
    }
    call_.reply.array(count_);
    call_.reply.bytes() += bytes_;
  }

 private:
  CommandCall& call_;
  std::string bytes_;
  ReplyWriter writer_;
  std::size_t count_ = 0;
  bool is_too_large_ = false;
};

struct ScanOptions {
  std::uint64_t cursor = 0;
  std::size_t count = 10;
  std::string_view pattern = "*";
  bool wants_strings = true;  // there is no other type
};

// As strtoul() reads it: nothing is 0, -1 the largest.
std::optional<std::uint64_t> parse_cursor(std::string_view text) {
  const std::string terminated(text);
  if (std::isspace(static_cast<unsigned char>(terminated.front())) != 0) return std::nullopt;
  constexpr int decimal = 10;
  char* end = nullptr;
  errno = 0;
  const std::uint64_t cursor = std::strtoull(terminated.c_str(), &end, decimal);
  if (*end != '\0' || errno == ERANGE) return std::nullopt;
  return cursor;
}

// False: it has answered why not.
bool parse_scan_options(CommandCall& call, ScanOptions& options) {
  const std::optional<std::uint64_t> cursor = parse_cursor(call.argument(1));
  if (!cursor) {
    call.reply.error("ERR invalid cursor");
    return false;
  }
  options.cursor = *cursor;
  for (std::size_t index = 2; index < call.count(); index += 2) {
    const std::string_view option = call.argument(index);
    const bool has_value = index + 1 < call.count();
    if (has_value && equals_ignoring_case(option, "count")) {
      const std::optional<std::int64_t> count = parse_integer(call.argument(index + 1));
      if (!count || *count < 1) {
        call.reply.error(count ? "ERR syntax error"
                               : "ERR value is not an integer or out of range");
        return false;
      }
      options.count = static_cast<std::size_t>(*count);
    } else if (has_value && equals_ignoring_case(option, "match")) {
      options.pattern = call.argument(index + 1);
    } else if (has_value && equals_ignoring_case(option, "type")) {
      options.wants_strings = equals_ignoring_case(call.argument(index + 1), "string");
    } else {
      call.reply.error("ERR syntax error");
      return false;
    }
  }
  return true;
}

struct RangeOptions {
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  bool reverse = false;
};

// False: it has answered why not.
bool parse_range_options(CommandCall& call, RangeOptions& options) {
  for (std::size_t index = 3; index < call.count(); ++index) {
    const std::string_view option = call.argument(index);
    if (equals_ignoring_case(option, "rev")) {
      options.reverse = true;
    } else if (equals_ignoring_case(option, "limit") && index + 1 < call.count()) {
      const std::optional<std::int64_t> limit = parse_integer(call.argument(++index));
      if (!limit || *limit < 0) {
        call.reply.error("ERR value is not an integer or out of range");
        return false;
      }
      options.limit = static_cast<std::size_t>(*limit);
    } else {
      call.reply.error("ERR syntax error");
      return false;
    }
  }
  return true;
}

}  // namespace

void keys(CommandCall& call) {
  const std::string_view pattern = call.argument(1);
  Elements elements(call);
  REPLY_CHECK(call.keys.for_each_key([&](std::string_view key) {
    return (pattern != "*" && !matches_glob(pattern, key)) || elements.add(key);
  }));
  elements.reply();
}

void scan(CommandCall& call) {
  ScanOptions options;
  if (!parse_scan_options(call, options)) return;
  Elements elements(call);
  std::optional<std::uint64_t> next;
  if (options.cursor < key_position_end) {
    REPLY_TRY(next, call.keys.walk(options.cursor, options.count, [&](std::string_view key) {
      if (options.wants_strings && matches_glob(options.pattern, key)) elements.add(key);
    }));
  }
  if (elements.is_too_large()) return elements.reply();
  call.reply.array(2);
  call.reply.number_bulk(static_cast<std::int64_t>(next.value_or(0)));
  elements.reply();
}

void randomkey(CommandCall& call) {
  std::string key;
  REPLY_TRY(const bool is_found, call.keys.random_key(call.processor.random(), key));
  is_found ? call.reply.bulk(key) : call.reply.null();
}

// Each key, then its value.
void range(CommandCall& call) {
  RangeOptions options;
  if (!parse_range_options(call, options)) return;
  KeyRange wanted{.from = call.argument(1), .limit = options.limit, .reverse = options.reverse};
  if (!call.argument(2).empty()) wanted.to = call.argument(2);
  Elements elements(call);
  REPLY_CHECK(call.keys.scan(wanted, [&](std::string_view key, std::string_view value) {
    return elements.add(key) && elements.add(value);
  }));
  elements.reply();
}

void dbsize(CommandCall& call) {
  REPLY_TRY(const std::uint64_t keys, call.keys.count());
  call.reply.integer(static_cast<std::int64_t>(keys));
}

// One batch if they fit in one, or if that is asked of it by a transaction; else several, one after
// the other.
void flushall(CommandCall& call) {
  if (call.count() > 2 || (call.count() == 2 && !equals_ignoring_case(call.argument(1), "async") &&
                           !equals_ignoring_case(call.argument(1), "sync"))) {
    return call.reply.error("ERR syntax error");
  }
  std::vector<std::string> keys;
  std::size_t bytes = 0;
  REPLY_CHECK(call.keys.for_each_key([&](std::string_view key) {
    keys.emplace_back(key);
    bytes += key.size();
    return true;
  }));
  const bool is_alone = !call.session.transaction.is_running;
  if (!is_alone) REPLY_CHECK(call.keys.check_room(keys.size(), bytes));
  std::size_t unit_bytes = 0;
  for (const std::string& key : keys) {
    const std::size_t key_bytes = key.size() + PendingBatch::change_overhead;
    unit_bytes += key_bytes;
    if (is_alone && unit_bytes > call.keys.limits().unit_bytes_max) {
      call.keys.split_command();
      unit_bytes = key_bytes;
    }
    if (is_alone) call.processor.watches().touch(key);
    REPLY_CHECK(call.keys.remove(key));
  }
  call.reply.ok();
}

void flushdb(CommandCall& call) { flushall(call); }

}  // namespace powercut::commands

// Commands on keys by name, whatever their values: DEL, RENAME, COPY, OBJECT and their kin.
#include <absl/container/flat_hash_set.h>

#include "server/commands/command_processor.h"
#include "server/commands/database_index.h"
#include "server/commands/handlers.h"
#include "server/commands/reply_help.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

void count_existing(CommandCall& call) {
  std::int64_t found = 0;
  for (const std::string_view key : call.arguments.subspan(1)) {
    REPLY_TRY(const bool is_there, call.keys.contains(key));
    if (is_there) ++found;
    ++(is_there ? call.processor.key_hits : call.processor.key_misses);
  }
  call.reply.integer(found);
}

// False: it has answered, or the source is not there.
bool rename_key(CommandCall& call, bool replaces, bool& renamed) {
  const std::string_view from = call.argument(1);
  const std::string_view to = call.argument(2);
  std::string value;
  const Result<bool> is_there = call.keys.get(from, value);
  if (!is_there.ok()) {
    reply_store_error(call, is_there.error());
    return false;
  }
  if (!*is_there) {
    call.reply.error("ERR no such key");
    return false;
  }
  renamed = replaces;
  if (from == to) return true;
  const Result<bool> is_taken = replaces ? Result<bool>(false) : call.keys.contains(to);
  Result<void> changed;
  if (!is_taken.ok()) {
    changed = is_taken.error();
  } else if (!*is_taken) {
    changed = call.keys.check_room(2, from.size() + to.size() + value.size());
    if (changed.ok()) changed = call.keys.set(to, value, call.keys.written(from));
    if (changed.ok()) changed = call.keys.remove(from);
    renamed = true;
  }
  if (!changed.ok()) reply_store_error(call, changed.error());
  return changed.ok();
}

struct CopyOptions {
  bool replaces = false;
};

// False: it has answered why not.
bool parse_copy_options(CommandCall& call, CopyOptions& options) {
  for (std::size_t index = 3; index < call.count(); ++index) {
    if (equals_ignoring_case(call.argument(index), "replace")) {
      options.replaces = true;
    } else if (equals_ignoring_case(call.argument(index), "db") && index + 1 < call.count()) {
      if (!check_database(call, call.argument(++index))) return false;
    } else {
      call.reply.error("ERR syntax error");
      return false;
    }
  }
  return true;
}

}  // namespace

// All are looked up before the first is removed: a command that fails has removed nothing.
void delete_keys(CommandCall& call) {
  absl::flat_hash_set<std::string_view> seen;
  std::vector<std::string_view> found;  // in their order: equal requests write equal bytes
  std::size_t bytes = 0;
  for (const std::string_view key : call.arguments.subspan(1)) {
    REPLY_TRY(const bool is_there, call.keys.contains(key));
    if (!is_there || !seen.insert(key).second) continue;
    found.push_back(key);
    bytes += key.size();
  }
  REPLY_CHECK(call.keys.check_room(found.size(), bytes));
  for (const std::string_view key : found) REPLY_CHECK(call.keys.remove(key));
  call.reply.integer(static_cast<std::int64_t>(found.size()));
}

void exists(CommandCall& call) { count_existing(call); }
void touch(CommandCall& call) { count_existing(call); }

void type(CommandCall& call) {
  REPLY_TRY(const bool is_there, call.keys.contains(call.argument(1)));
  call.reply.simple(is_there ? "string" : "none");
}

void rename(CommandCall& call) {
  bool renamed = false;
  if (rename_key(call, true, renamed)) call.reply.ok();
}

void renamenx(CommandCall& call) {
  bool renamed = false;
  if (rename_key(call, false, renamed)) call.reply.integer(renamed ? 1 : 0);
}

void copy(CommandCall& call) {
  CopyOptions options;
  if (!parse_copy_options(call, options)) return;
  if (call.argument(1) == call.argument(2)) {
    return call.reply.error("ERR source and destination objects are the same");
  }
  std::string value;
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(1), value));
  if (!is_there) return call.reply.integer(0);
  if (!options.replaces) {
    REPLY_TRY(const bool is_taken, call.keys.contains(call.argument(2)));
    if (is_taken) return call.reply.integer(0);
  }
  REPLY_CHECK(call.keys.set(call.argument(2), value, call.keys.written(call.argument(1))));
  call.reply.integer(1);
}

void object_encoding(CommandCall& call) {
  std::string& value = call.processor.value_buffer();
  REPLY_TRY(const bool is_there, call.keys.get(call.argument(2), value));
  if (!is_there) return call.reply.null();
  call.reply.bulk(encoding_of(value, call.keys.written(call.argument(2))));
}

void object_refcount(CommandCall& call) {
  REPLY_TRY(const bool is_there, call.keys.contains(call.argument(2)));
  is_there ? call.reply.integer(1) : call.reply.null();
}

// When a key was last used is not kept.
void object_idletime(CommandCall& call) {
  REPLY_TRY(const bool is_there, call.keys.contains(call.argument(2)));
  is_there ? call.reply.integer(0) : call.reply.null();
}

void object_freq(CommandCall& call) {
  REPLY_TRY(const bool is_there, call.keys.contains(call.argument(2)));
  if (!is_there) return call.reply.null();
  call.reply.error(
      "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that "
      "when switching between policies at runtime LRU and LFU data will take some time to adjust.");
}

void object_help(CommandCall& call) {
  reply_help(call, {"ENCODING <key>", "    How Redis would keep the value of the key.",
                    "FREQ <key>", "    Not kept: an error.", "IDLETIME <key>", "    Not kept: 0.",
                    "REFCOUNT <key>", "    Always 1."});
}

}  // namespace powercut::commands

#include "harness/explore/graph/call_key.h"

#include <array>

namespace powercut {

void append_call(std::string& text, const Trace& trace, const Call& call, FileNames& files) {
  const std::array<std::uint64_t, 4> numbers{
      static_cast<std::uint64_t>(call.kind) << 8 | static_cast<std::uint64_t>(call.effect),
      files.name(call.inode), call.offset, call.length};
  append_bytes(text, numbers);
  text += as_text(trace.data(call));
  for (const EntryChange& change : trace.changes(call)) {
    append_bytes(text, files.name(change.directory));
    append_bytes(text, change.inode == no_inode ? 0 : files.name(change.inode) + 1);
    text += change.name;
    text += '\0';
  }
}

bool changes_something(const Call& call) {
  return call.effect != Effect::none && call.effect != Effect::sync_file &&
         call.effect != Effect::sync_data && call.effect != Effect::sync_directory;
}

}  // namespace powercut

#include "harness/explore/graph/call_key.h"

namespace powercut {

void append_call(std::string& text, const Trace& trace, const Call& call, FileNames& files) {
  append_bytes(text, call.kind);
  append_bytes(text, call.effect);
  append_bytes(text, files.name(call.inode));
  append_bytes(text, call.offset);
  append_bytes(text, call.length);
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

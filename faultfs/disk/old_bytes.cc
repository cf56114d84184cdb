#include "powercut/faultfs/old_bytes.h"

#include <algorithm>

namespace powercut {

namespace {

using Content = std::vector<std::byte>;

void put(Content& content, std::uint64_t offset, Bytes bytes) {
  content.resize(std::max<std::uint64_t>(content.size(), offset + bytes.size()));
  std::ranges::copy(bytes, content.begin() + static_cast<std::ptrdiff_t>(offset));
}

OldBytes difference(const Content& old, const Content& seen) {
  auto [first, first_seen] = std::ranges::mismatch(old, seen);
  if (first == old.end()) return {};
  auto last = old.end();
  for (auto last_seen = seen.end(); *(last - 1) == *(last_seen - 1); --last_seen) --last;
  return {.offset = static_cast<std::uint64_t>(first - old.begin()), .bytes = Content(first, last)};
}

}  // namespace

OldBytes old_bytes(const Trace& trace, const Disk& base, InodeId file) {
  Content seen;
  if (file < base.inode_count()) {
    Bytes contents = base.contents(file);
    seen.assign(contents.begin(), contents.end());
  }
  Content synced = seen;
  for (const Call& call : trace.calls()) {
    if (call.inode != file) continue;
    if (call.effect == Effect::write || call.brings_back()) {
      put(seen, call.offset, trace.data(call));
    } else if (call.effect == Effect::truncate) {
      seen.resize(call.offset);
      synced.resize(std::min<std::uint64_t>(call.offset, synced.size()));
    } else if (call.effect == Effect::sync_file || call.effect == Effect::sync_data) {
      synced = seen;
    }
  }
  synced.resize(seen.size());
  return difference(synced, seen);
}

}  // namespace powercut

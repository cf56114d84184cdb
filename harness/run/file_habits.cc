#include "harness/run/file_habits.h"

#include <algorithm>

namespace powercut {

namespace {

// Fewer writes in a row are no stream.
constexpr std::uint64_t stream_writes_min = 4;

// So few writes do not tell whether they keep to a unit.
constexpr std::uint64_t writes_with_a_unit_min = 8;

}  // namespace

void FileHabits::look(const Trace& trace, bool is_set) {
  begins_file_ = false;
  std::vector<InodeId> created;
  for (; seen_ < trace.size(); ++seen_) {
    const Call& call = trace.calls()[seen_];
    if (call.failed) continue;
    switch (call.effect) {
      case Effect::create_file:
        created.push_back(call.inode);
        break;
      case Effect::write: {
        bool is_new = std::ranges::find(created, call.inode) != created.end();
        begins_file_ = begins_file_ || is_new;
        // A file of the same kind follows the one that was written to so far.
        bool moves_on = is_new && last_stream_ != no_inode && last_stream_ != call.inode;
        if (moves_on) end_stream(last_stream_, is_set);
        note_write(call);
        break;
      }
      case Effect::truncate: {
        Stream& stream = streams_[call.inode];
        if (call.offset < stream.size) {
          end_stream(call.inode, is_set);
        } else if (call.offset > stream.size) {
          grows_.push_back(call.offset - stream.size);
        }
        stream.size = call.offset;
        break;
      }
      case Effect::change_entries:
        note_names(call, is_set);
        break;
      default:
        break;
    }
  }
}

// A file that has a name left goes on under it.
void FileHabits::note_names(const Call& call, bool is_set) {
  if (call.kind == CallKind::link) ++streams_[call.inode].links;
  if (call.kind != CallKind::remove) return;
  if (streams_[call.inode].links > 0) {
    --streams_[call.inode].links;
  } else {
    end_stream(call.inode, is_set);
  }
}

void FileHabits::note_write(const Call& call) {
  ++writes_;
  auto keeps_to = [&](std::uint64_t unit) {
    return call.offset % unit == 0 && call.length % unit == 0;
  };
  of_sectors_ += keeps_to(512) ? 1 : 0;
  of_pages_ += keeps_to(4096) ? 1 : 0;

  Stream& stream = streams_[call.inode];
  // The bytes at the end may be written over with the next: a mark, a page that is not full.
  bool goes_on = call.offset <= stream.end && call.offset + stream.step >= stream.end &&
                 call.offset + call.length >= stream.end && call.length > 0;
  if (goes_on) {
    ++stream.writes;
    if (stream.earlier && stream.writes >= stream_writes_min) {
      reuses_.push_back(*stream.earlier);
      stream.earlier.reset();
    }
  } else {
    if (call.offset < stream.end && stream.writes >= stream_writes_min) {
      stream.earlier = End{stream.end, std::max(stream.step, call.length)};
    }
    stream.writes = 1;
  }
  stream.end = call.offset + call.length;
  stream.step = call.length;
  stream.size = std::max(stream.size, stream.end);
  if (stream.writes >= stream_writes_min) {
    last_stream_ = call.inode;
    stream.has_ended = false;
  }
}

void FileHabits::end_stream(InodeId inode, bool is_set) {
  Stream& stream = streams_[inode];
  bool is_stream = stream.writes >= stream_writes_min && !stream.has_ended;
  if (is_stream && is_set) ends_.push_back({stream.end, stream.step});
  stream.has_ended = true;
  stream.writes = 0;
  if (last_stream_ == inode) last_stream_ = no_inode;
}

std::optional<std::uint32_t> FileHabits::unit() const {
  if (writes_ < writes_with_a_unit_min) return std::nullopt;
  auto most = [&](std::uint64_t some) { return some * 10 >= writes_ * 9; };
  if (most(of_pages_)) return 4096;
  if (most(of_sectors_)) return 512;
  return std::nullopt;
}

std::uint64_t roundest_limit(const FileHabits::End& end) {
  std::uint64_t roundest = end.size;
  for (std::uint64_t unit = 1; unit <= end.size + end.step; unit *= 2) {
    std::uint64_t multiple = (end.size + unit - 1) / unit * unit;
    if (multiple < end.size + std::max<std::uint64_t>(end.step, 1)) roundest = multiple;
  }
  return roundest;
}

}  // namespace powercut

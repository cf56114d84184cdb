#include "faultfs/in_order_states.h"

#include <algorithm>

namespace powercut {

InOrderStates::InOrderStates(const Trace& trace, const Disk& base, CallRange range,
                             bool loses_failed_syncs)
    : CrashStates(base), trace_(trace), range_(range) {
  bool any_failed = std::ranges::any_of(
      trace.calls(), [](const Call& call) { return call.effect == Effect::failed_sync_file; });
  if (any_failed && loses_failed_syncs) durable_.emplace(Durable{.disk = base, .unsynced = {}});
  while (call_ < range_.begin) finish_call();
}

bool InOrderStates::next() {
  if (call_ >= range_.end) return false;
  const Call& call = trace_.calls()[call_];
  if (call.effect == Effect::write && byte_ < call.length) {
    if (byte_ == 0) begin_write(call);
    disk_.write(call.inode, call.offset + byte_, trace_.data(call).subspan(byte_, 1));
    point_ = {.call = call_, .byte = ++byte_};
    return true;
  }
  point_ = {.call = call_};
  finish_call();
  return true;
}

// Brings the disk to where the call has returned, and moves on.
void InOrderStates::finish_call() {
  const Call& call = trace_.calls()[call_];
  if (call.effect == Effect::write) {
    if (byte_ == 0) begin_write(call);
    Bytes rest = trace_.data(call).subspan(byte_);
    disk_.write(call.inode, call.offset + byte_, rest);
  } else {
    apply_call(trace_, call, 0, disk_);
    if (durable_) follow_durable(call);
  }
  ++call_;
  byte_ = 0;
}

// A page that is dirty again goes to the disk with all that the cache holds.
void InOrderStates::begin_write(const Call& call) {
  if (!durable_) return;
  for (const auto& piece : durable_->unsynced.write(call.inode, {call.offset, trace_.data(call)})) {
    disk_.write(call.inode, piece.offset, piece.bytes);
  }
}

void InOrderStates::follow_durable(const Call& call) {
  auto& [durable, unsynced] = *durable_;
  if (call.effect == Effect::truncate) unsynced.truncate(call.inode, call.offset);
  if (call.effect == Effect::sync_file) unsynced.sync(call.inode, durable);
  if (call.effect != Effect::failed_sync_file) return;
  unsynced.fail_sync(call.inode, durable);
  // The size is the same already: it is synced all the same.
  disk_.write(call.inode, 0, durable.contents(call.inode));
}

}  // namespace powercut

#include "harness/run/call_faults.h"

#include <algorithm>

namespace powercut {

std::vector<FaultRule> faults_of(CallKind kind, std::uint64_t nth, std::uint64_t bytes) {
  FaultRule failure{.kind = kind, .nth = nth, .error = ErrorCode::io_failed};
  FaultRule failure_forever = failure;
  failure_forever.times = FaultRule::forever;
  std::vector<FaultRule> rules{failure, failure_forever};

  FaultRule done_all_the_same = failure;
  done_all_the_same.part = FaultRule::done;
  FaultRule short_transfer = failure;
  short_transfer.error.reset();
  short_transfer.part = std::max<std::uint64_t>(1, bytes / 2);
  FaultRule full_disk = failure;
  full_disk.error = ErrorCode::no_space;
  full_disk.part = bytes / 2;
  FaultRule full_disk_forever = full_disk;
  full_disk_forever.times = FaultRule::forever;

  bool only_looks = kind == CallKind::read || kind == CallKind::size || kind == CallKind::list;
  if (!only_looks) rules.push_back(done_all_the_same);
  bool takes_room = kind == CallKind::write || kind == CallKind::open || kind == CallKind::rename ||
                    kind == CallKind::link || kind == CallKind::make_dir ||
                    kind == CallKind::allocate || kind == CallKind::reserve;
  if (takes_room) {
    rules.push_back(full_disk);
    rules.push_back(full_disk_forever);
  }
  if (kind == CallKind::sync || kind == CallKind::sync_data) {
    FaultRule old_bytes_again = failure;
    old_bytes_again.part = FaultRule::old;
    rules.push_back(old_bytes_again);
  }
  // Where room is found only when bytes are written back, a sync says that there is none.
  if (is_sync(kind)) rules.push_back(full_disk);
  bool transfers = kind == CallKind::read || kind == CallKind::write;
  if (transfers && bytes > 1) rules.push_back(short_transfer);
  return rules;
}

}  // namespace powercut

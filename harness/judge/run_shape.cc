#include "harness/judge/run_shape.h"

#include <bit>
#include <cctype>

namespace powercut {

namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash ^= word + 0x9e3779b97f4a7c15 + (hash << 6U) + (hash >> 2U);
  hash *= 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33U);
}

}  // namespace

std::uint64_t RunShape::path_class(const Trace& trace, const Call& call) {
  std::uint64_t hash = 0;
  for (char byte : trace.path(call)) {
    if (std::isdigit(static_cast<unsigned char>(byte)) != 0) continue;
    hash = hash * 131 + static_cast<unsigned char>(byte);
  }
  return hash;
}

void RunShape::note(OperationKind kind, const Trace& trace, CallRange calls) {
  std::uint64_t hash = mixed(kind_before_, static_cast<std::uint64_t>(kind) + 1);
  kind_before_ = static_cast<std::uint64_t>(kind) + 1;
  std::uint64_t call_before = 0;
  for (std::uint32_t index = calls.begin; index < calls.end; ++index) {
    const Call& call = trace.calls()[index];
    std::uint64_t what = mixed(path_class(trace, call), static_cast<std::uint64_t>(call.kind));
    what = mixed(what, static_cast<std::uint64_t>(call.effect) * 2 + (call.failed ? 1 : 0));
    what = mixed(what, static_cast<std::uint64_t>(std::bit_width(call.length)));
    if (what == call_before) continue;
    call_before = what;
    hash = mixed(hash, what);
  }
  if (seen_.insert(hash).second) new_.push_back(hash);
}

std::vector<std::uint64_t> RunShape::take_new() {
  kind_before_ = 0;
  return std::exchange(new_, {});
}

}  // namespace powercut

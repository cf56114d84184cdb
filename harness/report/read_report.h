// Reading a report back: what resuming a sweep and joining its shards begin with.
//
// Strict: only what make_report() of this program writes for some result is taken, to the last
// field; but of `replay`, which is for a person, any text. A report of a sweep over a log has no
// pieces, and cannot be read back. The names of stores, workloads and models must be known, and the
// models have the same attributes; an alias stands for its row. Errors: one line. Threads: one.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "powercut/harness/sweep.h"

namespace powercut {

inline constexpr std::uint64_t report_bytes_max = std::uint64_t{64} << 20;

std::expected<SweepResult, std::string> read_report(std::string_view text,
                                                    const Registry& registry);

// The stores that the cells name, in their order; all of them known.
std::vector<const StoreUnderTest*> stores_of(const SweepResult& result, const Registry& registry);

// The property that a part of a sweep must share with the rest to be joined with it, and does not:
// "its seed is 2, not 1". nullopt: they fit.
std::optional<std::string> difference(const SweepResult& expected, const SweepResult& found);

}  // namespace powercut

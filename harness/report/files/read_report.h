// read_report(): reads a report back, to resume a sweep or to join its shards.
//
// It is strict: it takes only a report that make_report() of this program writes for some result,
// to the last field. Only `replay`, which is for a person, may be any text. A report of a sweep
// over a log has no pieces, and cannot be read back. The program must know the names of the stores,
// workloads and models, and its models must have the same attributes. An alias stands for its row.
// Errors: one line. Threads: one.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "powercut/harness/sweep.h"

namespace powercut {

class Registry;

inline constexpr std::uint64_t report_bytes_max = std::uint64_t{64} << 20;

std::expected<SweepResult, std::string> read_report(std::string_view text,
                                                    const Registry& registry);

// The stores that the cells name, in their order. The registry must know all of them.
std::vector<const StoreUnderTest*> stores_of(const SweepResult& result, const Registry& registry);

// Names a difference that keeps two parts of a sweep from being joined: "its seed is 2, not 1".
// nullopt if they fit.
std::optional<std::string> difference(const SweepResult& expected, const SweepResult& found);

}  // namespace powercut

// PlanFamily: makes many short plans by number. They share one name in results.
//
// A plan depends on its number alone. Small and varied plans come first, so that a user who has no
// time for all of them runs only the first ones. Threads: any number at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "powercut/harness/workload.h"

namespace powercut {

class PlanFamily {
 public:
  virtual ~PlanFamily() = default;

  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;

  virtual std::uint64_t count() const = 0;

  // The plan with this number, which must be below count(). All plans differ.
  virtual Plan plan(std::uint64_t index) const = 0;

  // How many of the plan's first operations make, with the same setup, a plan with a lower number.
  // If all lower plans are explored, the crashes in these operations and in the open are known from
  // there. nullopt if not even its open is in a lower plan.
  virtual std::optional<std::size_t> operations_seen_before(std::uint64_t index) const = 0;

  // Tells a person how far the first `plans` plans reach: `all 190 plans of size up to 2, and 60 of
  // 2525 of size 3`.
  virtual std::string extent(std::uint64_t plans) const = 0;
};

}  // namespace powercut

// PlanFamily: plans that are made by number, many and short, and stand together under one name.
//
// A plan depends on its number alone. Small and varied plans come first, so that a user without
// time for all of them does the first so many. Threads: any number at once.
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

  // index < count(). No two are the same.
  virtual Plan plan(std::uint64_t index) const = 0;

  // So many of the plan's first operations make a plan that has come before, with the same setup.
  // Crashes in them and in the open were looked at there, if all plans up to this one are. nullopt:
  // not even its open has come before.
  virtual std::optional<std::size_t> operations_seen_before(std::uint64_t index) const = 0;

  // How far the first so many plans reach, for a person: `all 190 plans of size up to 2, and 60 of
  // 2525 of size 3`.
  virtual std::string extent(std::uint64_t plans) const = 0;
};

}  // namespace powercut

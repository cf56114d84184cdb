// BoundedPlans: makes the family "bounded", which is all plans up to a size for one store, in a
// fixed order.
//
// The idea is that of ACE, the generator of CrashMonkey (Mohan et al., "Finding Crash-Consistency
// Bugs with Bounded Black-Box Crash Testing", OSDI 2018). The authors found that nearly all known
// crash bugs of file systems show after three operations or fewer, on a small new file system.
//
// The size of a plan is the number of its operations, and
//   - one more if the store holds something when the run begins, or two more if the power has
//     failed there,
//   - one more for a set with a boundary value, which is empty or makes a record end at an edge of
//     the store; two more if that edge is beyond two pages.
// A plan without operations, which only opens what is there, is a plan too. The length of plain
// values does not count.
// All plans of size 0 come first, then all of size 1, and so on. Within a size the order strides
// over all plans, so that the first few already differ in each place: see order_of().
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/plan_family.h"
#include "harness/plan/shaped_plan.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

class BoundedPlans : public PlanFamily {
 public:
  static constexpr std::size_t size_default = 6;

  // If a subject lists more operations, only the first so many are used.
  static constexpr std::size_t operations_max = 32;

  explicit BoundedPlans(const StoreEdges& edges, std::size_t size_max = size_default)
      : BoundedPlans(edges, {}, size_max) {}
  // The plans for the store. For a subject they are made of its own operations, and have no edges.
  explicit BoundedPlans(const StoreUnderTest& store, std::size_t size_max = size_default);

  std::string_view name() const override { return "bounded"; }
  std::string_view summary() const override {
    return "every sequence of a few operations, and values at the edges of the store";
  }
  std::uint64_t count() const override;
  Plan plan(std::uint64_t index) const override;
  std::optional<std::size_t> operations_seen_before(std::uint64_t index) const override;
  std::string extent(std::uint64_t plans) const override;

  std::uint64_t count_of_size(std::size_t size) const;

 private:
  BoundedPlans(const StoreEdges& edges, std::vector<std::string> operations, std::size_t size_max);

  // The shapes of one length in one setting.
  struct Part {
    std::size_t shapes;  // index into shapes_
    std::size_t length;
    PlanSetting setting;
    std::size_t reach;  // index into boundaries_
    std::uint64_t count;
  };
  struct Found {
    const Part* part;
    std::uint64_t rank;
  };

  Found find(std::uint64_t index) const;
  void add_part(std::size_t size, std::size_t length, const PlanSetting& setting,
                std::size_t reach);
  std::size_t shapes_of(const PlanShapes::Choice& choice, std::size_t reach);
  Shape shape_of(const Found& found) const;

  StoreEdges edges_;
  std::vector<std::string> operations_;                   // only of a subject
  std::array<std::vector<BoundaryValue>, 3> boundaries_;  // none, near ones, far ones
  std::array<std::optional<PlanShapes>, 12> shapes_;      // by keys, reach, need of a plain value
  std::vector<std::vector<Part>> parts_;                  // by size, from 0
  std::vector<std::uint64_t> size_counts_;
};

}  // namespace powercut

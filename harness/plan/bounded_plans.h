// BoundedPlans: all plans up to a size, for one store, in a fixed order: the family "bounded".
//
// After ACE, the generator of CrashMonkey (Mohan et al., "Finding Crash-Consistency Bugs with
// Bounded Black-Box Crash Testing", OSDI 2018), which found that nearly all known crash bugs of
// file systems show after three operations or fewer, on a small new file system.
//
// The size of a plan is how many operations it has, and one more for each of
//   - a store that holds something when the run begins; two more, if the power has failed there,
//   - a set with a boundary value: an empty one, or one whose record ends at an edge of the store;
//     two more, if that is beyond two pages.
// A plan without operations, which only opens what is there, counts as one. Plans with short
// values, and with such that fill files, count alike. First come all of size 0, then all of size 1,
// and so on. Within a size the order strides over all of it, so that the first few already differ
// in each place: see order_of().
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

  // Of a subject that lists more, the first so many are used.
  static constexpr std::size_t operations_max = 32;

  explicit BoundedPlans(const StoreEdges& edges, std::size_t size_max = size_default)
      : BoundedPlans(edges, {}, size_max) {}
  // Those of the store; of a subject in its own operations, which have no edges.
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

  // Shapes of one length in one setting.
  struct Part {
    std::size_t shapes;  // which of shapes_
    std::size_t length;
    PlanSetting setting;
    std::size_t reach;  // which of boundaries_
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
  std::vector<std::string> operations_;                   // of a subject
  std::array<std::vector<BoundaryValue>, 3> boundaries_;  // none, near ones, far ones
  std::array<std::optional<PlanShapes>, 12> shapes_;      // by keys, reach, need of a plain value
  std::vector<std::vector<Part>> parts_;                  // by size, from 0
  std::vector<std::uint64_t> size_counts_;
};

}  // namespace powercut

// shaped_plan(): makes a plan from a shape (plan_shapes.h), for a store with given edges.
//
// All values differ, so that the oracle can tell versions apart. A plain value is "v" and a number.
// A value whose record ends at an edge is "e" and a number. Dots follow if it must be longer.
#pragma once

#include <string_view>
#include <vector>

#include "harness/plan/plan_shapes.h"
#include "powercut/harness/store_edges.h"
#include "powercut/harness/workload.h"

namespace powercut {

// The content of the store when the plan begins.
enum class PlanBase : std::uint8_t {
  empty,            // nothing
  held,             // two durable keys, the first of which was overwritten
  torn_set,         // the same, and the power failed in a set that changes nothing
  torn_batch,       // the same, and the power failed in a batch that changes nothing
  torn_compaction,  // the same, and the power failed in a compaction, if that writes
};

// The length of plain values.
enum class PlanFill : std::uint8_t {
  small,  // a few bytes
  half,   // the second of two changes does not fit into the file
  third,  // three changes fill a file to the byte, if the edges are exact
};

struct PlanSetting {
  PlanBase base = PlanBase::empty;
  PlanFill fill = PlanFill::small;
};

// The keys that are there when a shape begins on the base.
ShapeKeys keys_of(PlanBase base);

// The key or the value of a set with a boundary, in place of a plain one.
struct BoundaryValue {
  enum class Kind : std::uint8_t { empty_key, empty, all_empty, one_byte, ends_near, of_length };

  Kind kind;
  std::uint32_t edge = 0;   // ends_near: the record ends there or at the next multiple of it;
                            // of_length: the length of the value
  std::int32_t offset = 0;  // bytes to add to that
};

// How many of the near boundaries are about the key alone. They come first.
inline constexpr std::uint16_t boundary_keys = 1;

// The near ones: empty keys and values, and edges up to two pages. The far ones: longer edges,
// which cost more.
std::vector<BoundaryValue> near_boundaries(const StoreEdges& edges);
std::vector<BoundaryValue> far_boundaries(const StoreEdges& edges);

Plan shaped_plan(const Shape& shape, const PlanSetting& setting, const StoreEdges& edges,
                 const std::vector<BoundaryValue>& boundaries);

// The plan for a subject with these operations. A base that is not empty has the first two of them,
// or the only one twice.
Plan shaped_plan(const Shape& shape, PlanBase base, const std::vector<std::string>& operations);

}  // namespace powercut

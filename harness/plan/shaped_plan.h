// shaped_plan: what a shape (plan_shapes.h) is as a plan for a store with given edges.
//
// Every value is its own, so that the oracle can tell versions apart; a plain one is "v" and its
// number, one that ends at an edge "e" and its number, with dots behind it where it is to be long.
#pragma once

#include <string_view>
#include <vector>

#include "harness/plan/plan_shapes.h"
#include "powercut/harness/store_edges.h"
#include "powercut/harness/workload.h"

namespace powercut {

// The content that the plan begins with.
enum class PlanBase : std::uint8_t {
  empty,            // nothing
  held,             // two keys, of which the first was overwritten; durable
  torn_set,         // the same, and the power failed in a set that changes nothing
  torn_batch,       // likewise in a batch
  torn_compaction,  // and in a compaction, if that writes
};

// How long plain values are.
enum class PlanFill : std::uint8_t {
  small,  // a few bytes
  half,   // of two changes the second does not fit into the file
  third,  // three changes fill a file to the byte, where the edges are exact
};

struct PlanSetting {
  PlanBase base = PlanBase::empty;
  PlanFill fill = PlanFill::small;
};

// The keys that a shape of the base begins with.
ShapeKeys keys_of(PlanBase base);

// The bytes of a set with a boundary, in place of a plain value or a plain key.
struct BoundaryValue {
  enum class Kind : std::uint8_t { empty_key, empty, all_empty, one_byte, ends_near, of_length };

  Kind kind;
  std::uint32_t edge = 0;   // of ends_near: where the record ends, or at the next multiple of it;
                            // of of_length: how long the value is
  std::int32_t offset = 0;  // and so many bytes behind that
};

// So many of the near ones are of the key alone; they come first.
inline constexpr std::uint16_t boundary_keys = 1;

// Near: empty bytes and edges up to two pages. Far: longer edges, which cost more.
std::vector<BoundaryValue> near_boundaries(const StoreEdges& edges);
std::vector<BoundaryValue> far_boundaries(const StoreEdges& edges);

Plan shaped_plan(const Shape& shape, const PlanSetting& setting, const StoreEdges& edges,
                 const std::vector<BoundaryValue>& boundaries);

// Of a subject with these operations. What the plan begins with is the first two of them, or the
// only one twice.
Plan shaped_plan(const Shape& shape, PlanBase base, const std::vector<std::string>& operations);

}  // namespace powercut

// StagedWorld: a world whose lives end at each stage of a background job.
//
//   life   changes to a few keys, so many that most of what was written is dead; then 0 to 9 steps
//          of the background; then a close, a kill, a power cut or damage
//
// A job that takes several steps has a stage between any two of them, and a close finishes it, or
// gives it up, from there: calls that are made nowhere else. Values have one of a few sizes, in all
// lives: writes of a later life end where some of an earlier one did.
//
// Deterministic: the same seed gives the same plan on every machine.
#pragma once

#include "harness/lifetimes/world_plan.h"

namespace powercut {

inline constexpr std::uint64_t steps_before_end_max = 9;

Plan draw_staged_world(const WorldOptions& options, Chooser& chooser);

// The changes of one such life, without its end.
Plan draw_staged_changes(const WorldOptions& options, Chooser& chooser);

}  // namespace powercut

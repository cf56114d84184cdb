// draw_staged_world(): draws a world whose lives end at different stages of a background job.
//
//   life   changes to a few keys, so many that most of the written bytes are dead; then 0 to 9
//          steps of background work, or a compaction; then a close, a kill, a power cut or damage
//
// In some lives most changes are to one hot key. Some worlds set each key once before that: then
// files of keys that hardly change lie before those of a key that changes all the time.
//
// A job of several steps has a stage between each two of them. A close at a stage finishes the job
// or gives it up, with calls that are made nowhere else. Values have one of a few sizes, in all
// lives, so that writes of a later life end where some writes of an earlier one did.
//
// Deterministic: the same seed gives the same plan on every machine.
#pragma once

#include "harness/lifetimes/world_plan.h"

namespace powercut {

inline constexpr std::uint64_t steps_before_end_max = 9;

Plan draw_staged_world(const WorldOptions& options, Chooser& chooser);

// Draws the changes of one such life, without its steps and its end.
Plan draw_staged_changes(const WorldOptions& options, Chooser& chooser);

}  // namespace powercut

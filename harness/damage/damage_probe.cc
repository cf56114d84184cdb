#include "harness/damage/damage_probe.h"

#include <fmt/format.h>

#include "harness/damage/damage_promise.h"
#include "harness/damage/damaged_copy.h"

namespace powercut {

bool DamageProbe::closes_first() const { return closes_before_damage(lot_); }

std::optional<Violation> DamageProbe::run(const Recording& recording, const Disk& disk,
                                          Duration now) {
  story_.emplace_back(closes_first() ? "the process is closed" : "the process is killed");
  auto damage = draw_damage(disk, lot_);
  if (!damage) return std::nullopt;
  has_struck_ = true;
  story_.push_back("on a copy of the disk " + damage->describe());
  const History history = history_with_settled(recording.history);
  const Promise promise = promise_despite(*damage, disk, recording, store_, now);
  Disk damaged = disk;
  damage->apply(damaged);
  DamagedCopy copy(store_, history, promise, std::move(damaged), now);
  auto violation = copy.live(lot_);
  story_.insert(story_.end(), copy.story().begin(), copy.story().end());
  if (violation) violation->found += fmt::format("; {}", damage->describe());
  return violation;
}

}  // namespace powercut

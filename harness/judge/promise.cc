#include "powercut/harness/promise.h"

#include <algorithm>

#include "harness/judge/sync_excuse.h"

namespace powercut {

namespace {

constexpr Duration everysec_limit = std::chrono::seconds(1);

}  // namespace

Promises::Promises(const History& history, const Trace& trace, SyncPolicy policy, bool power_loss)
    : history_(history), trace_(trace), policy_(policy), power_loss_(power_loss) {
  for (const Step& step : history.steps) {
    if (step.seen_calls != never_happened) seen_calls_.push_back(step.seen_calls);
  }
  std::ranges::sort(seen_calls_);
  if (policy != SyncPolicy::everysec || !power_loss) return;
  for (const SyncFailure& failure : history.sync_failures) {
    excused_from_.push_back(first_excused_step(history, trace, failure));
  }
}

const Promise& Promises::at(const CrashPoint& point) {
  const auto& steps = history_.steps;
  promise_.calls = point.call + (point.returned() ? 1 : 0);
  while (promise_.finished < steps.size() &&
         steps[promise_.finished].finished_calls <= promise_.calls) {
    ++promise_.finished;
  }
  promise_.invoked = promise_.finished;
  if (promise_.finished < steps.size() &&
      steps[promise_.finished].invoked_calls <= promise_.calls) {
    ++promise_.invoked;
  }
  promise_.must = must_at(point);
  promise_.seen = static_cast<std::uint32_t>(std::ranges::upper_bound(seen_calls_, promise_.calls) -
                                             seen_calls_.begin());
  return promise_;
}

std::uint32_t Promises::must_at(const CrashPoint& point) {
  if (!power_loss_ || policy_ == SyncPolicy::always) return promise_.finished;
  while (sync_events_ < history_.syncs.size() &&
         history_.syncs[sync_events_].calls <= promise_.calls) {
    synced_ = std::max(synced_, history_.syncs[sync_events_++].steps);
  }
  if (policy_ == SyncPolicy::everysec) {
    const Duration time = latest_time(point);
    while (old_enough_ < promise_.finished &&
           history_.steps[old_enough_].finished_time <
               latest_time_for(old_enough_, time) - everysec_limit) {
      ++old_enough_;
    }
  }
  return std::max(synced_, old_enough_);
}

// The clock when the next call begins.
Duration Promises::latest_time(const CrashPoint& point) const {
  const auto& calls = trace_.calls();
  std::size_t next = point.call + (point.returned() ? 1U : 0U);
  return next < calls.size() ? calls[next].time : history_.end_time;
}

// Or when a failed sync put an end to the promise by time for this step.
Duration Promises::latest_time_for(std::uint32_t step, Duration time) const {
  for (std::size_t number = 0; number < excused_from_.size(); ++number) {
    const SyncFailure& failure = history_.sync_failures[number];
    bool is_in_force = failure.calls <= promise_.calls && promise_.calls < failure.reopened_calls;
    if (is_in_force && step >= excused_from_[number]) time = std::min(time, failure.time);
  }
  return time;
}

}  // namespace powercut

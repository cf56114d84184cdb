#include "harness/oracle/promise.h"

#include <algorithm>

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
    Duration limit = latest_time(point) - everysec_limit;
    while (old_enough_ < promise_.finished && history_.steps[old_enough_].finished_time < limit) {
      ++old_enough_;
    }
  }
  return std::max(synced_, old_enough_);
}

// The clock when the next call begins, or when a failed sync put an end to promises by time.
Duration Promises::latest_time(const CrashPoint& point) const {
  const auto& calls = trace_.calls();
  std::size_t next = point.call + (point.returned() ? 1U : 0U);
  Duration time = next < calls.size() ? calls[next].time : history_.end_time;
  for (const SyncFailure& failure : history_.sync_failures) {
    if (failure.calls <= promise_.calls && promise_.calls < failure.reopened_calls) {
      time = std::min(time, failure.time);
    }
  }
  return time;
}

}  // namespace powercut

#include "harness/program/verbs/timed_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "harness/program/inputs/option_values.h"

namespace powercut {

namespace {

constexpr std::uint64_t times_per_round = 4;

// Sets a flag when the time is up, or when the watcher wants no more.
class Deadline {
 public:
  Deadline(std::chrono::seconds time, const std::atomic<bool>* asked)
      : watcher_([this, time, asked](const std::stop_token& ended) {
          constexpr auto glance = std::chrono::milliseconds(20);
          auto end = std::chrono::steady_clock::now() + time;
          while (!ended.stop_requested() && !(asked && *asked) &&
                 std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(glance);
          }
          is_reached_ = true;
        }) {}

  const std::atomic<bool>& is_reached() const { return is_reached_; }

 private:
  std::atomic<bool> is_reached_ = false;
  std::jthread watcher_;
};

std::uint64_t failed_cells(const SweepResult& result) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      result.cells, [](const Cell& cell) { return cell.outcomes.tally.failed > 0; }));
}

// The options that do the same without a time.
std::string reach_of(const SweepResult& round, const SweepOptions& options) {
  std::string reach;
  if (round.command != "live") reach += fmt::format(" --budget {}", options.exploration.budget);
  if (options.worlds > 0) reach += fmt::format(" --worlds {}", options.worlds);
  if (options.plans > 0) reach += fmt::format(" --plans {}", options.plans);
  return reach;
}

// Nothing is drawn, and nothing was left out.
bool is_exhausted(const SweepResult& result, const SweepOptions& options) {
  return options.worlds == 0 && options.plans == 0 &&
         std::ranges::all_of(result.cells, [](const Cell& cell) {
           return cell.outcomes.tally.reduction.skipped == 0;
         });
}

}  // namespace

std::optional<std::chrono::seconds> parse_time(std::string_view text) {
  constexpr std::uint64_t week = 7 * 24 * 3600;
  if (text.size() < 2) return std::nullopt;
  std::uint64_t unit = 0;
  if (text.back() == 's') unit = 1;
  if (text.back() == 'm') unit = 60;
  if (text.back() == 'h') unit = 3600;
  auto number = parse_number(text.substr(0, text.size() - 1));
  if (unit == 0 || !number || *number == 0 || *number > week / unit) return std::nullopt;
  return std::chrono::seconds(*number * unit);
}

std::string problem_of_time(const std::string& text) {
  if (parse_time(text)) return "";
  return fmt::format("'{}' is no time of up to a week, as 90s, 10m or 2h", text);
}

TimedSweep sweep_for(std::chrono::seconds time, SweepOptions options,
                     const std::function<SweepResult(const SweepOptions&)>& round) {
  Deadline deadline(time, options.stops);
  options.stops = &deadline.is_reached();
  TimedSweep sweep;
  constexpr std::uint64_t budget_enough = 1'000'000;
  for (int number = 1;; ++number) {
    SweepResult found = round(options);
    bool is_whole = found.is_complete();
    bool has_more = number == 1 || failed_cells(found) > failed_cells(sweep.result);
    sweep.story += fmt::format("round {},{}: {}\n", number, reach_of(found, options),
                               is_whole   ? "done"
                               : has_more ? "broken off, and shown as far as it came"
                                          : "broken off, and had found nothing more");
    if (is_whole || has_more) {
      sweep.result = std::move(found);
    } else {
      sweep.result.broken_off = std::move(found.broken_off);
    }
    bool has_budget = sweep.result.command != "live";
    bool is_enough =
        has_budget ? options.exploration.budget >= budget_enough : options.worlds >= worlds_max;
    if (!is_whole || is_exhausted(sweep.result, options) || is_enough) return sweep;
    options.exploration.budget = options.exploration.budget * times_per_round;
    options.worlds = std::min(options.worlds * times_per_round, worlds_max);
    options.plans = std::min(options.plans * times_per_round, worlds_max);
  }
}

}  // namespace powercut

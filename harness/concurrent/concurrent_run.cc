#include "harness/concurrent/concurrent_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <latch>
#include <span>
#include <thread>

#include "engine/io/macros.h"
#include "harness/concurrent/concurrent_caller.h"

namespace powercut {

namespace {

using Operations = std::vector<ConcurrentOperation>;

using Planned = std::span<const PlannedOperation>;

Operations run_thread(ConcurrentCaller caller, Planned planned) {
  Operations operations;
  operations.reserve(planned.size());
  for (const PlannedOperation& next : planned) {
    for (std::uint32_t yield = 0; yield < next.yields; ++yield) std::this_thread::yield();
    ConcurrentOperation operation = next.operation;
    if (caller.call(operation)) operations.push_back(std::move(operation));
  }
  return operations;
}

// One thread for each list, all at once.
void run_threads(const ConcurrentCaller& caller, const std::vector<Planned>& planned,
                 Operations& operations) {
  std::vector<Operations> done(planned.size());
  {
    std::latch ready(static_cast<std::ptrdiff_t>(planned.size()));
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < planned.size(); ++thread) {
      threads.emplace_back([&, thread] {
        ready.arrive_and_wait();
        done[thread] = run_thread(caller, planned[thread]);
      });
    }
  }
  for (Operations& each : done) std::ranges::move(each, std::back_inserter(operations));
}

enum class Part : std::uint8_t { first_half, second_half, whole };

std::vector<Planned> part_of(const ConcurrentPlan& plan, Part part) {
  std::vector<Planned> parts;
  for (const Planned whole : plan.threads) {
    const std::size_t half = whole.size() / 2;
    parts.push_back(part == Part::whole        ? whole
                    : part == Part::first_half ? whole.first(half)
                                               : whole.subspan(half));
  }
  return parts;
}

std::vector<PlannedOperation> final_reads(const ConcurrentPlan& plan) {
  std::vector<PlannedOperation> reads;
  const auto thread = static_cast<std::uint32_t>(plan.threads.size());
  ConcurrentOperation scan{.kind = ConcurrentKind::scan, .thread = thread};
  for (std::uint32_t key = 0; key < plan.keys.names.size(); ++key) {
    scan.keys.push_back({key});
    reads.push_back(
        {.operation = {.kind = ConcurrentKind::get, .thread = thread, .keys = {{key}}}});
  }
  reads.push_back({.operation = scan});
  return reads;
}

std::uint64_t failures(const ConcurrentHistory& history) {
  return static_cast<std::uint64_t>(
      std::ranges::count(history.operations, Answer::failed, &ConcurrentOperation::answer));
}

void judge_run(std::uint64_t seed, const ConcurrentHistory& history, const JudgeOptions& options,
               ConcurrentReport& report) {
  report.operations += history.operations.size();
  report.failed += failures(history);
  const HistoryVerdict verdict = judge_history(history, options);
  report.overlaps += verdict.overlaps;
  if (verdict.verdict == Verdict::undecided) ++report.undecided;
  if (verdict.verdict != Verdict::violated) return;
  ++report.violated;
  report.text = fmt::format("seed {}, run {}: {}", seed, report.runs, verdict.text);
}

}  // namespace

ConcurrentHistory run_concurrently(Store& store, const ConcurrentPlan& plan) {
  return *run_concurrently(store, plan, {});
}

Result<ConcurrentHistory> run_concurrently(Store& store, const ConcurrentPlan& plan,
                                           const Pause& pause) {
  TickCounter ticks;
  ConcurrentHistory history{.keys = plan.keys};
  const ConcurrentCaller caller(store, ticks, plan.keys);
  if (pause) {
    run_threads(caller, part_of(plan, Part::first_half), history.operations);
    TRY(pause(store));
    run_threads(caller, part_of(plan, Part::second_half), history.operations);
    TRY(pause(store));
  } else {
    run_threads(caller, part_of(plan, Part::whole), history.operations);
  }
  Operations last = run_thread(caller, final_reads(plan));
  std::ranges::move(last, std::back_inserter(history.operations));
  return history;
}

ConcurrentReport check_concurrently(const MakeStore& make, const ConcurrentOptions& options) {
  ConcurrentReport report;
  for (std::uint64_t run = 0; run < options.runs && report.violated == 0; ++run) {
    ++report.runs;
    Result<std::unique_ptr<Store>> store = make();
    if (!store.ok()) {
      ++report.failed;
      continue;
    }
    const std::uint64_t seed = options.first_seed + run;
    const auto history = run_concurrently(**store, concurrent_plan(seed), options.pause);
    if (history.ok()) {
      judge_run(seed, *history, options.judge, report);
    } else {
      ++report.failed;
    }
    const Result<void> closed = (*store)->close();
    if (!closed.ok() && closed.error().code != ErrorCode::unsupported) ++report.failed;
  }
  return report;
}

}  // namespace powercut

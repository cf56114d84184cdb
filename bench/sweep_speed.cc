// How fast states are visited, and how much of that time is the harness's own.
//
// harness: explore() over the trace of a 64-operation run of LogStore, model in-order, without
// reduction and without nested crashes: every image is made, opened, read, judged, written to,
// closed, opened again and compared.
//
// bare: the same images, opened, read, compared with values known beforehand, written to, closed,
// opened again and compared, in a plain loop: no model, no history, no oracle.
//
// glance: the same images, opened and read, and no more.
//
// The three take turns within one run, so that the noise of the machine falls on all alike; the
// ratio of the medians counts.
#include <benchmark/benchmark.h>

#include <atomic>

#include "bench/seconds.h"
#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "faultfs/states/walk.h"
#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"
#include "harness/sweep/parallel.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

namespace {

constexpr std::string_view probe_key = "probe";
constexpr std::string_view probe_value = "still writable";

const PersistenceModel& in_order() { return *find_persistence_model("in-order"); }

// As it was before there was any reduction: what the harness costs by itself.
constexpr ExplorationOptions every_state{.depth = 0, .reduces = false};

// One run, with what a plain loop needs to know about each of its states.
struct Subject64 {
  const StoreUnderTest& store = *find_store("log");
  Plan plan;
  Recording recording;
  // By state, in the order of the walk: what each key holds, by key number.
  std::vector<std::vector<FoundValue>> contents;

  explicit Subject64(std::uint64_t seed)
      : plan(find_workload("mixed-uniform")->plan(seed)), recording(record(store, plan)) {
    VirtualTime time;
    CallRange whole{0, static_cast<std::uint32_t>(recording.trace.size())};
    walk(in_order(), recording.trace, recording.base, whole,
         [&](const CrashStates&, const Choice&, Disk& disk) {
           Disk::Session session(disk);
           FaultFileSystem files(disk);
           Environment environment{files, time, time};
           auto opened = LogStore::open(environment, "data.log");
           std::vector<FoundValue> values(recording.history.keys.size());
           for (std::uint32_t key = 0; key < values.size(); ++key) {
             values[key].there =
                 *(*opened)->get(recording.history.keys.name(key), values[key].value);
           }
           contents.push_back(std::move(values));
         });
  }

  std::uint64_t states() const { return contents.size(); }
};

bool open_and_read(Environment& environment, const Subject64& subject,
                   const std::vector<FoundValue>& expected, std::string& value, bool goes_on) {
  auto opened = LogStore::open(environment, "data.log");
  if (!opened.ok()) return false;
  for (std::uint32_t key = 0; key < expected.size(); ++key) {
    auto there = (*opened)->get(subject.recording.history.keys.name(key), value);
    if (!there.ok() || *there != expected[key].there) return false;
    if (*there && value != expected[key].value) return false;
  }
  if (!goes_on) return true;
  return (*opened)->set(probe_key, probe_value).ok() && (*opened)->close().ok();
}

bool open_and_scan(Environment& environment, const Subject64& subject,
                   const std::vector<FoundValue>& expected) {
  auto opened = LogStore::open(environment, "data.log");
  if (!opened.ok()) return false;
  std::uint32_t key = 0;
  bool same = true;
  auto scanned = (*opened)->scan({}, [&](std::string_view name, std::string_view value) {
    while (key < expected.size() && !expected[key].there) ++key;
    if (key < expected.size()) {
      same =
          same && subject.recording.history.keys.name(key) == name && expected[key].value == value;
      ++key;
    } else {
      same = same && name == probe_key && value == probe_value;
    }
    return same;
  });
  return scanned.ok() && same;
}

// Makes the images by itself: each call of the trace applied to one disk, writes byte by byte.
std::uint64_t visit_bare(const Subject64& subject, bool goes_on) {
  Disk disk = subject.recording.base;
  VirtualTime time;
  std::string value;
  std::uint64_t visited = 0;
  auto visit = [&] {
    Disk::Session session(disk);
    FaultFileSystem files(disk);
    time.reset();
    Environment environment{files, time, time};
    const auto& expected = subject.contents[visited++];
    CHECK(open_and_read(environment, subject, expected, value, goes_on));
    if (goes_on) CHECK(open_and_scan(environment, subject, expected));
  };
  for (const Call& call : subject.recording.trace.calls()) {
    if (call.effect == Effect::write) {
      Bytes data = subject.recording.trace.data(call);
      for (std::size_t byte = 0; byte < data.size(); ++byte) {
        disk.write(call.inode, call.offset + byte, data.subspan(byte, 1));
        visit();
      }
    } else {
      apply_call(subject.recording.trace, call, 0, disk);
    }
    visit();
  }
  return visited;
}

std::uint64_t visit_with_harness(const Subject64& subject) {
  Outcomes outcomes = explore({subject.store, "mixed-uniform", 1}, subject.plan, subject.recording,
                              in_order(), every_state);
  CHECK(outcomes.tally.failed == 0);
  return outcomes.tally.visited;
}

void harness_against_bare(benchmark::State& benchmark_state) {
  Subject64 subject(1);
  std::vector<double> harness;
  std::vector<double> bare;
  std::vector<double> glance;
  for (auto _ : benchmark_state) {
    harness.push_back(seconds_of([&] { CHECK(visit_with_harness(subject) == subject.states()); }));
    bare.push_back(seconds_of([&] { CHECK(visit_bare(subject, true) == subject.states()); }));
    glance.push_back(seconds_of([&] { CHECK(visit_bare(subject, false) == subject.states()); }));
  }
  auto states = static_cast<double>(subject.states());
  benchmark_state.counters["states"] = states;
  benchmark_state.counters["harness/s"] = states / median(harness);
  benchmark_state.counters["bare/s"] = states / median(bare);
  benchmark_state.counters["glance/s"] = states / median(glance);
  benchmark_state.counters["harness_over_bare"] = median(harness) / median(bare);
}
BENCHMARK(harness_against_bare)->Unit(benchmark::kMillisecond)->MinTime(3);

// Many runs of 64 operations on all jobs: the rate of a sweep.
void sweep_rate(benchmark::State& benchmark_state) {
  std::vector<Subject64> subjects;
  for (std::uint64_t seed = 1; seed <= 32; ++seed) subjects.emplace_back(seed);
  auto jobs = static_cast<unsigned>(benchmark_state.range(0));
  std::uint64_t states = 0;
  std::vector<double> seconds;
  for (auto _ : benchmark_state) {
    std::atomic<std::uint64_t> visited = 0;
    seconds.push_back(seconds_of([&] {
      parallel_for(subjects.size(), jobs,
                   [&](std::size_t index) { visited += visit_with_harness(subjects[index]); });
    }));
    states = visited;
  }
  benchmark_state.counters["states"] = static_cast<double>(states);
  benchmark_state.counters["states/s"] = static_cast<double>(states) / median(seconds);
}
BENCHMARK(sweep_rate)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(3);

}  // namespace

}  // namespace powercut

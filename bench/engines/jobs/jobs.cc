#include "bench/engines/jobs/job.h"
#include "bench/engines/jobs/open_jobs.h"
#include "bench/engines/jobs/read_jobs.h"
#include "bench/engines/jobs/set_jobs.h"
#include "bench/engines/jobs/space_jobs.h"
#include "bench/engines/usage.h"

namespace powercut {

namespace {

Job synced_set_job(unsigned threads) {
  std::string name = "synced-set/" + std::to_string(threads);
  return {.name = name, .figures = {{name, "kops/s", true}}, .run = [threads](const Cell& cell) {
            return set_synced(cell, threads);
          }};
}

Job get_job(unsigned threads) {
  std::string name = "get/" + std::to_string(threads);
  return {.name = name,
          .figures = {{name, "kops/s", true}},
          .begins = Job::Begins::filled,
          .run = [threads](const Cell& cell) { return get_random(cell, threads); }};
}

}  // namespace

std::span<const Job> all_jobs() {
  static const std::vector<Job> jobs = {
      {.name = "set", .figures = {{"set", "kops/s", true}}, .run = set_unsynced},
      synced_set_job(1),
      synced_set_job(4),
      synced_set_job(16),
      {.name = "reopen", .figures = {{"reopen", "ms", false}}, .run = reopen_closed},
      {.name = "reopen-killed", .figures = {{"reopen-killed", "ms", false}}, .run = reopen_killed},
      {.name = "memory",
       .figures = {{"memory/opened", "B/key", false}, {"memory/read", "B/key", false}},
       .begins = Job::Begins::filled,
       .run = measure_memory},
      get_job(1),
      get_job(2),
      {.name = "scan",
       .figures = {{"scan", "M keys/s", true}, {"scan/compacted", "M keys/s", true}},
       .begins = Job::Begins::filled,
       .changes_filled = true,
       .run = scan_all},
      {.name = "disk",
       .figures = {{"disk/largest", "x live", false},
                   {"disk/settled", "x live", false},
                   {"disk/compacted", "x live", false}},
       .run = measure_disk},
  };
  return jobs;
}

Result<Figures> make_filled(const Cell& cell) {
  return in_child([&] {
    auto engine = cell.open(SyncPolicy::never);
    fill(*engine, cell.data);
    engine->flush();
    wait_until_quiet(cell.directory);
    return Figures();
  });
}

void fill(Engine& engine, const DataSet& data) {
  std::string value;
  for (std::uint64_t number = 0; number < data.keys(); ++number) {
    Key key(number);
    engine.set(key.view(), data.value(key, 0, value));
  }
}

}  // namespace powercut

#include "bench/engines/jobs/open_jobs.h"

#include "bench/engines/jobs/read_jobs.h"
#include "bench/engines/usage.h"
#include "bench/seconds.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

Result<Figures> open_and_get(const Cell& cell) {
  write_back(cell.directory);
  return in_child([&] {
    double seconds = seconds_of([&] {
      // Left open: closing it is not what is timed.
      Engine* engine = cell.open(SyncPolicy::never).release();
      Reader* reader = engine->reader().release();
      get_and_verify(*reader, cell.data, 1, 1);
    });
    return Figures{seconds * 1000};
  });
}

}  // namespace

Result<Figures> reopen_closed(const Cell& cell) {
  TRY(in_child([&] {
    auto engine = cell.open(SyncPolicy::never);
    fill(*engine, cell.data);
    return Figures();
  }));
  return open_and_get(cell);
}

Result<Figures> reopen_killed(const Cell& cell) {
  TRY(in_child([&] {
    Engine* engine = cell.open(SyncPolicy::never).release();
    fill(*engine, cell.data);
    return Figures();
  }));
  return open_and_get(cell);
}

}  // namespace powercut

#include "bench/engines/jobs/set_jobs.h"

#include <atomic>

#include "bench/engines/threads.h"
#include "bench/seconds.h"

namespace powercut {

Result<Figures> set_unsynced(const Cell& cell) {
  return in_child([&] {
    auto engine = cell.open(SyncPolicy::never);
    double seconds = seconds_of([&] { fill(*engine, cell.data); });
    return Figures{static_cast<double>(cell.data.keys()) / seconds / 1000};
  });
}

Result<Figures> set_synced(const Cell& cell, unsigned threads) {
  return in_child([&] {
    auto engine = cell.open(SyncPolicy::always);
    auto time = std::chrono::duration<double>(cell.seconds);
    std::atomic<std::uint64_t> sets = 0;
    double seconds = seconds_of_threads(threads, [&](unsigned index, const auto& start) {
      std::string value;
      std::uint64_t own_sets = 0;
      start();
      auto begin = std::chrono::steady_clock::now();
      do {
        Key key((std::uint64_t{index} << 32) + own_sets);
        engine->set(key.view(), cell.data.value(key, 0, value));
        ++own_sets;
      } while (std::chrono::steady_clock::now() - begin < time);
      sets += own_sets;
    });
    return Figures{static_cast<double>(sets) / seconds / 1000};
  });
}

}  // namespace powercut

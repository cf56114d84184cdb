#include "bench/engines/jobs/space_jobs.h"

#include <limits>
#include <numeric>
#include <utility>

#include "bench/engines/jobs/read_jobs.h"
#include "bench/engines/usage.h"
#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

// Not std::shuffle: each standard library draws its own way.
void shuffle(std::vector<std::uint64_t>& numbers, Chooser& chooser) {
  for (std::size_t left = numbers.size(); left > 1; --left) {
    std::swap(numbers[left - 1], numbers[chooser.below(left)]);
  }
}

void overwrite(Engine& engine, const DataSet& data, std::uint64_t rounds) {
  std::vector<std::uint64_t> numbers(data.keys());
  std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
  Chooser chooser(1);
  std::string value;
  for (std::uint64_t round = 1; round <= rounds; ++round) {
    shuffle(numbers, chooser);
    for (std::uint64_t number : numbers) {
      Key key(number);
      engine.set(key.view(), data.value(key, round, value));
    }
  }
}

}  // namespace

Result<Figures> measure_memory(const Cell& cell) {
  return in_child([&] {
    auto keys = static_cast<double>(cell.data.keys());
    std::uint64_t before = resident_bytes();
    auto engine = cell.open(SyncPolicy::never);
    auto reader = engine->reader();
    auto growth = [&] {
      double bytes = static_cast<double>(resident_bytes()) - static_cast<double>(before);
      return bytes / keys - (cell.engine.keeps_keys_in_memory ? double{key_bytes} : 0);
    };
    get_and_verify(*reader, cell.data, 1, 1);
    double opened = growth();
    get_and_verify(*reader, cell.data, cell.data.keys(), 1);
    return Figures{opened, growth()};
  });
}

Result<Figures> measure_disk(const Cell& cell) {
  return in_child([&] {
    auto over_live = [&](std::uint64_t bytes) {
      return static_cast<double>(bytes) / static_cast<double>(cell.data.live_bytes());
    };
    auto engine = cell.open(SyncPolicy::never);
    DiskWatch watch(cell.directory);
    fill(*engine, cell.data);
    overwrite(*engine, cell.data, cell.overwrites);
    engine->flush();
    wait_until_quiet(cell.directory);
    Figures figures{over_live(watch.bytes_max()), over_live(disk_bytes(cell.directory))};
    if (engine->compact()) {
      engine->flush();
      wait_until_quiet(cell.directory);
      figures.push_back(over_live(disk_bytes(cell.directory)));
    } else {
      figures.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    return figures;
  });
}

}  // namespace powercut

#include "bench/engines/jobs/read_jobs.h"

#include <limits>

#include "bench/engines/fail.h"
#include "bench/engines/threads.h"
#include "bench/engines/usage.h"
#include "bench/seconds.h"
#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

void scan_once(Engine& engine, const DataSet& data) {
  std::uint64_t keys = 0;
  bool good = true;
  engine.scan([&](std::string_view key, std::string_view value) {
    good = good && value.size() == data.value_bytes() && value.starts_with(key);
    ++keys;
    return true;
  });
  if (!good || keys != data.keys()) fail("scan", "what it shows is not what was set");
}

double million_keys_per_second(Engine& engine, const DataSet& data) {
  scan_once(engine, data);
  double seconds = seconds_of([&] { scan_once(engine, data); });
  return static_cast<double>(data.keys()) / seconds / 1e6;
}

}  // namespace

Result<Figures> get_random(const Cell& cell, unsigned threads) {
  return in_child([&] {
    auto engine = cell.open(SyncPolicy::never);
    scan_once(*engine, cell.data);
    double seconds = seconds_of_threads(threads, [&](unsigned index, const auto& start) {
      auto reader = engine->reader();
      start();
      get_and_verify(*reader, cell.data, cell.data.keys(), index + 1);
    });
    return Figures{static_cast<double>(cell.data.keys() * threads) / seconds / 1000};
  });
}

Result<Figures> scan_all(const Cell& cell) {
  return in_child([&] {
    auto engine = cell.open(SyncPolicy::never);
    Figures figures{million_keys_per_second(*engine, cell.data)};
    if (engine->compact()) {
      engine->flush();
      wait_until_quiet(cell.directory);
      figures.push_back(million_keys_per_second(*engine, cell.data));
    } else {
      figures.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    return figures;
  });
}

void get_and_verify(Reader& reader, const DataSet& data, std::uint64_t count, std::uint64_t seed) {
  Chooser chooser(seed);
  std::string value;
  for (std::uint64_t done = 0; done < count; ++done) {
    Key key(chooser.below(data.keys()));
    if (!reader.get(key.view(), value)) fail("get", "a key that was set is not there");
    if (!data.is_value(key, value)) fail("get", "a value is not what was set");
  }
}

}  // namespace powercut

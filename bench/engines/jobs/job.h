// Job: one thing that is measured, on one engine after the other.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/engines/catalog.h"
#include "bench/engines/child.h"
#include "bench/engines/data_set.h"

namespace powercut {

// A number that a job finds out; NaN where the engine has no such thing.
struct FigureKind {
  std::string name;
  std::string unit;
  bool more_is_better;
};

// One job on one engine.
struct Cell {
  const EngineKind& engine;
  const DataSet& data;
  std::string directory;
  double seconds;            // of a job that runs for a time
  std::uint64_t overwrites;  // of each key, in `disk`

  std::unique_ptr<Engine> open(SyncPolicy policy) const {
    return engine.open({directory, policy, data.live_bytes()});
  }
};

struct Job {
  enum class Begins : std::uint8_t {
    empty,   // with an empty directory
    filled,  // with a store of all keys, settled and closed; other jobs get the same one
  };

  std::string name;
  std::vector<FigureKind> figures;
  Begins begins = Begins::empty;
  bool changes_filled = false;  // no other job may have that store after it
  std::function<Result<Figures>(const Cell& cell)> run;
};

// In the order in which they are run.
std::span<const Job> all_jobs();

// Makes the store that a job begins with that is Begins::filled.
Result<Figures> make_filled(const Cell& cell);

// Sets every key once.
void fill(Engine& engine, const DataSet& data);

}  // namespace powercut

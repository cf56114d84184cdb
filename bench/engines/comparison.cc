#include "bench/engines/comparison.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <set>

#include "bench/engines/usage.h"
#include "engine/io/macros.h"
#include "engine/io/posix/temporary_directory.h"

namespace powercut {

namespace {

// One line on a terminal, overwritten by the next; elsewhere nothing.
class ProgressLine {
 public:
  ~ProgressLine() { show(""); }

  void show(std::string_view text) const {
    if (terminal_) fmt::print(stderr, "\r\033[K{}", text);
  }

 private:
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
};

class Comparison {
 public:
  Comparison(const ComparisonOptions& options, std::vector<Series>& series)
      : options_(options),
        series_(series),
        data_(options.keys, options.value_bytes),
        scratch_(options.directory) {
    for (const Job* job : options.jobs) {
      for (const FigureKind& figure : job->figures) {
        for (const EngineKind* engine : options.engines) series.push_back({&figure, engine, {}});
      }
    }
  }

  Result<void> repeat(unsigned repetition) {
    std::size_t first_series = 0;
    for (const Job* job : options_.jobs) {
      for (std::size_t index = 0; index < options_.engines.size(); ++index) {
        const EngineKind& engine = *options_.engines[index];
        progress_.show(fmt::format("{}/{} {} {}", repetition + 1, options_.repetitions, job->name,
                                   engine.name));
        auto figures = run(*job, engine);
        if (!figures.ok()) {
          progress_.show("");
          if (is_interrupted()) return figures.error();
          fmt::print(stderr, "powercut_compare: {} of {} failed: {}\n", job->name, engine.name,
                     describe(figures.error()));
          return figures.error();
        }
        keep(*figures, first_series + index);
      }
      first_series += job->figures.size() * options_.engines.size();
    }
    for (const EngineKind* engine : options_.engines) drop_filled(*engine);
    return {};
  }

 private:
  Result<Figures> run(const Job& job, const EngineKind& engine) {
    bool begins_filled = job.begins == Job::Begins::filled;
    std::string directory = scratch_.at(engine.name + (begins_filled ? ".filled" : ".new"));
    Cell cell{engine, data_, directory, options_.seconds, options_.overwrites};
    if (!begins_filled || !filled_.contains(&engine)) {
      CHECK(std::filesystem::create_directory(directory));
      if (begins_filled) {
        TRY(make_filled(cell));
        write_back(directory);
        filled_.insert(&engine);
      }
    }
    TRY_ASSIGN(Figures figures, job.run(cell));
    CHECK(figures.size() == job.figures.size());
    if (!begins_filled) remove(directory);
    if (job.changes_filled) drop_filled(engine);
    return figures;
  }

  void drop_filled(const EngineKind& engine) {
    if (filled_.erase(&engine) != 0) remove(scratch_.at(engine.name + ".filled"));
  }

  static void remove(const std::string& directory) {
    std::error_code ignored;  // a leftover spoils no figure
    std::filesystem::remove_all(directory, ignored);
  }

  void keep(const Figures& figures, std::size_t series) {
    for (double value : figures) {
      if (!std::isnan(value)) series_[series].values.push_back(value);
      series += options_.engines.size();
    }
  }

  const ComparisonOptions& options_;
  std::vector<Series>& series_;
  DataSet data_;
  TemporaryDirectory scratch_;
  ProgressLine progress_;
  std::set<const EngineKind*> filled_;  // those of which there is a filled store
};

}  // namespace

Result<void> compare(const ComparisonOptions& options, std::vector<Series>& series) {
  remember_interrupts();
  Comparison comparison(options, series);
  for (unsigned repetition = 0; repetition < options.repetitions; ++repetition) {
    TRY(comparison.repeat(repetition));
  }
  return {};
}

}  // namespace powercut

// Goal: StateSearch finds exactly the trees that CrashStates visits. Method: all states of each
// litmus program under each row, where they are few; then every tree of any row is looked for under
// every row, and the answers are compared.
#include "faultfs/fidelity/conformance/state_search.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "faultfs/fidelity/conformance/model_run.h"
#include "faultfs/fidelity/files/disk_line.h"

namespace powercut {
namespace {

constexpr std::uint64_t states_max = 3000;

std::vector<const PersistenceModel*> rows() {
  std::vector<const PersistenceModel*> models = persistence_models();
  std::erase_if(models, [](const PersistenceModel* model) {
    return model->writeback != Writeback::any_time;
  });
  return models;
}

std::vector<LitmusProgram> programs_of(const char* path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto programs = parse_litmus_programs(text);
  EXPECT_TRUE(programs.has_value()) << path << ": " << programs.error();
  return programs.value_or(std::vector<LitmusProgram>());
}

// One crash point under one row.
struct Point {
  CrashStates states;
  std::set<std::string> lines;  // of all its states
  bool is_known;                // they are few enough
};

std::vector<Point> points_of(const PersistenceModel& model, const ModelRun& run) {
  std::vector<Point> points;
  CrashStates states(model, run.base);
  for (std::uint32_t call = 0; call < run.trace.size(); ++call) {
    states.begin(run.trace, call);
    states.finish();
    Point point{states, {}, states.count(CrashStates::Which::all) <= states_max};
    if (point.is_known) {
      states.visit(CrashStates::Which::all,
                   [&](const Choice&, const Disk& disk) { point.lines.insert(line_of(disk)); });
    }
    points.push_back(std::move(point));
  }
  return points;
}

class StateSearchTest : public testing::TestWithParam<const char*> {};

TEST_P(StateSearchTest, finds_exactly_the_trees_that_there_are) {
  std::size_t asked = 0;
  std::size_t found = 0;
  for (const LitmusProgram& program : programs_of(GetParam())) {
    const auto run = run_in_memory(program);
    ASSERT_TRUE(run.has_value()) << run.error();
    std::vector<std::vector<Point>> rows_points;
    std::set<std::string> lines;
    for (const PersistenceModel* model : rows()) {
      rows_points.push_back(points_of(*model, *run));
      for (const Point& point : rows_points.back())
        lines.insert(point.lines.begin(), point.lines.end());
    }
    for (std::vector<Point>& points : rows_points) {
      for (Point& point : points) {
        if (!point.is_known) continue;
        StateSearch search(point.states);
        for (const std::string& line : lines) {
          const auto tree = parse_tree_line(line, LitmusProgram::file_bytes_max);
          ASSERT_TRUE(tree.has_value()) << line;
          const bool is_there = point.lines.contains(line);
          ASSERT_EQ(search.finds(*tree), is_there) << to_text(program) << "\n"
                                                   << point.states.model().name << ": " << line;
          ++asked;
          found += is_there ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(found, 1000U);
  EXPECT_GT(asked, 3 * found / 2);
}

INSTANTIATE_TEST_SUITE_P(all, StateSearchTest,
                         testing::Values("faultfs/fidelity/programs.txt",
                                         "faultfs/fidelity/generated_programs.txt"),
                         [](const auto& file) { return file.index == 0 ? "written" : "drawn"; });

}  // namespace
}  // namespace powercut

// Goal: the matrix shows who holds where, and the weakest models that matter. Method: results made
// by hand.
#include "harness/report/matrix.h"
#include "harness/catalog/catalog.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::HasSubstr;

std::vector<const PersistenceModel*> models_named(std::initializer_list<const char*> names) {
  std::vector<const PersistenceModel*> models;
  for (const char* name : names) models.push_back(find_persistence_model(name));
  return models;
}

std::vector<std::string> names_of(const std::vector<const PersistenceModel*>& models) {
  std::vector<std::string> names;
  for (const PersistenceModel* model : models) names.push_back(model->name);
  return names;
}

TEST(from_strongest, has_no_model_before_one_that_is_stronger) {
  auto models = from_strongest(persistence_models(), our_registry());
  EXPECT_EQ(models.size(), persistence_models().size());
  for (std::size_t later = 0; later < models.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      EXPECT_FALSE(is_within(*models[later], *models[earlier]))
          << models[later]->name << " after " << models[earlier]->name;
    }
  }
  auto weaker_than = [&](const char* name) {
    auto place = std::ranges::find(models, name, &PersistenceModel::name);
    return std::distance(place, models.end()) - 1;
  };
  EXPECT_EQ(weaker_than("posix-min"), 2) << "byte-subsets and ignored-flushes";
}

TEST(weakest_of, leaves_out_what_a_weaker_one_implies) {
  EXPECT_EQ(names_of(weakest_of(models_named({"ext4-journal", "ext3-ordered", "xfs", "in-order"}),
                                our_registry())),
            (std::vector<std::string>{"xfs", "in-order"}));
  EXPECT_EQ(
      names_of(weakest_of(models_named({"ext4-journal", "posix-min", "in-order"}), our_registry())),
      (std::vector<std::string>{"posix-min"}));
  EXPECT_EQ(names_of(weakest_of({}, our_registry())), std::vector<std::string>{});
}

Cell cell_of(const char* store, std::string_view model, std::uint64_t visited, std::uint64_t failed,
             std::uint64_t skipped) {
  Cell cell{store, "demo", std::string(model), {}};
  cell.outcomes.tally.visited = visited;
  cell.outcomes.tally.reduction.skip_first(skipped);
  cell.outcomes.tally.count_failures(FindingKind::lost, failed);
  return cell;
}

TEST(matrix_text, has_a_row_for_each_store_and_a_column_for_each_model) {
  auto models = models_named({"ext4-journal", "xfs", "posix-min"});
  SweepResult result{.command = "sweep"};
  result.cells = {
      cell_of("memory", "run", 1, 1, 0),    cell_of("memory", "ext4-journal", 5, 0, 0),
      cell_of("memory", "xfs", 5, 5, 0),    cell_of("memory", "posix-min", 5, 5, 0),
      cell_of("log-never", "run", 1, 0, 0), cell_of("log-never", "ext4-journal", 5, 0, 0),
      cell_of("log-never", "xfs", 5, 0, 9), cell_of("log-never", "posix-min", 5, 1, 9)};
  std::string text =
      matrix_text(result, models, {find_store("memory"), find_store("log-never")}, our_registry());
  EXPECT_THAT(text, HasSubstr("store   policy    0  1  2  3  weakest"));
  EXPECT_THAT(text,
              HasSubstr("memory  always    x  .  x  x  none: it breaks it without a crash\n"));
  EXPECT_THAT(text, HasSubstr("log     never     .  .  ~  x  xfs (~)\n"));
  EXPECT_THAT(text, HasSubstr("\n  3  posix-min: "));
}

// Goal: a store does not keep its contract under a model of which only a sample holds, if it breaks
// it under a stronger one.
TEST(matrix_text, believes_no_sample_where_a_stronger_model_fails) {
  auto models = models_named({"ext4-journal", "xfs", "posix-min"});
  SweepResult result{.command = "sweep"};
  result.cells = {cell_of("log", "run", 1, 0, 0), cell_of("log", "ext4-journal", 5, 0, 0),
                  cell_of("log", "xfs", 5, 1, 0), cell_of("log", "posix-min", 5, 0, 9)};
  std::string text = matrix_text(result, models, {find_store("log")}, our_registry());
  EXPECT_THAT(text, HasSubstr("always    .  .  x  ~  ext4-journal\n"));
}

}  // namespace
}  // namespace powercut

// Goal: a model file gives the models that it says, and one clear line for whatever is wrong with
// it. Method: the rows that the program knows, written and read; a row with every mistake in turn.
#include "powercut/harness/model_file.h"
#include "harness/plan/model_json.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"
#include "powercut/harness/workload.h"

namespace powercut {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

Json file_of(Json rows) {
  return {{"format", "powercut-models"}, {"version", 1}, {"models", std::move(rows)}};
}

std::expected<std::vector<PersistenceModel>, std::string> read_rows(const Json& rows) {
  return read_models(file_of(rows).dump());
}

// The problem of a file with this one row; "name" need not be in it.
std::string problem_of(Json row) {
  if (!row.contains("name")) row["name"] = "mine";
  auto models = read_rows(Json::array({row}));
  return models ? "" : models.error();
}

TEST(model_file, gives_back_every_row_that_the_program_knows) {
  for (const PersistenceModel* known : persistence_models()) {
    Json row = to_json(*known);
    row["name"] = known->name + "-again";
    auto models = read_rows(Json::array({row}));
    ASSERT_TRUE(models.has_value()) << models.error();
    EXPECT_EQ(to_json(models->front()), row);
  }
}

TEST(model_file, leaves_what_it_does_not_say_as_it_is_by_default) {
  auto models = read_rows(Json::array({{{"name", "mine"}}}));
  ASSERT_TRUE(models.has_value()) << models.error();
  PersistenceModel usual{.name = "mine", .summary = "a model of the user's"};
  EXPECT_EQ(to_json(models->front()), to_json(usual));
}

TEST(model_file, starts_a_row_from_another) {
  auto models = read_rows(Json::array({{{"name", "first"}, {"like", "ext4"}, {"append_unit", 512}},
                                       {{"name", "second"},
                                        {"like", "first"},
                                        {"tails", {"garbage"}},
                                        {"within", {"posix-min"}}}}));
  ASSERT_TRUE(models.has_value()) << models.error();
  Json wanted = to_json(*find_persistence_model("ext4"));
  wanted["name"] = "second";
  wanted["summary"] = "like first, but for what its file says";
  wanted["append_unit"] = 512;
  wanted["tails"] = {"garbage"};
  wanted["within"] = {"posix-min"};
  EXPECT_EQ(to_json(models->back()), wanted);
  EXPECT_TRUE(models->front().within.empty()) << "what holds of one row need not of another";
}

TEST(model_file, refuses_attributes_that_are_wrong) {
  EXPECT_THAT(problem_of({{"colour", "blue"}}),
              HasSubstr("model 'mine': the attribute 'colour' is unknown; there are name, like"));
  EXPECT_EQ(problem_of({{"append_unit", -5}}), "model 'mine': append_unit: -5 is negative");
  EXPECT_EQ(problem_of({{"append_unit", (1 << 30) + 1}}),
            "model 'mine': append_unit: 1073741825 is over 1073741824");
  EXPECT_EQ(problem_of({{"overwrite_unit", 0.5}}),
            "model 'mine': overwrite_unit: is not a whole number");
  EXPECT_EQ(problem_of({{"overwrite_unit", "512"}}),
            "model 'mine': overwrite_unit: is a text, not a number");
  EXPECT_EQ(problem_of({{"tears_bytes", 1}}),
            "model 'mine': tears_bytes: is a number, not true or false");
  EXPECT_EQ(problem_of({{"summary", nullptr}}), "model 'mine': summary: is null, not a text");
  for (const char* summary : {"\x1b[31m", "two\nlines", "\x7f", "\xc2\x9b[31m"}) {
    EXPECT_THAT(problem_of({{"summary", summary}}), HasSubstr("has a control code in it"));
  }
  EXPECT_EQ(problem_of({{"summary", "f\xc3\xbcr \xc2\xa0mich"}}), "");
  EXPECT_EQ(problem_of({{"writeback", "sometimes"}}),
            "model 'mine': writeback: 'sometimes' is none of: at once, when synced, any time");
  EXPECT_EQ(problem_of({{"sync_scope", "all"}}),
            "model 'mine': sync_scope: 'all' is none of: file, names, metadata, nothing");
  EXPECT_EQ(problem_of({{"tails", "zeros"}}), "model 'mine': tails: is a text, not a list");
  EXPECT_THAT(problem_of({{"tails", Json::array()}}), HasSubstr("model 'mine': tails: is empty"));
  EXPECT_EQ(problem_of({{"tails", {"zeros", "ones"}}}),
            "model 'mine': tails[1]: 'ones' is none of: zeros, garbage, stale");
  EXPECT_EQ(problem_of({{"tails", {"zeros", "zeros"}}}),
            "model 'mine': tails[1]: 'zeros' is there twice");
}

TEST(model_file, refuses_in_short_what_is_long) {
  const std::string large(1 << 19, 'x');
  for (const char* attribute : {"name", "like", "summary", "writeback", "sync_scope"}) {
    EXPECT_LT(problem_of({{attribute, large}}).size(), 500U) << attribute;
  }
  for (const char* attribute : {"order", "tails", "within"}) {
    EXPECT_LT(problem_of({{attribute, {large}}}).size(), 500U) << attribute;
  }
  EXPECT_LT(problem_of({{"order", {large + " before " + large}}}).size(), 500U);
  EXPECT_LT(problem_of({{large, 1}}).size(), 500U);
  EXPECT_THAT(problem_of({{large, 1}}), HasSubstr("is unknown; there are name, like"));
}

TEST(model_file, refuses_orders_that_are_wrong) {
  EXPECT_THAT(problem_of({{"order", {"append after rename"}}}),
              HasSubstr("model 'mine': order[0]: 'append after rename' is no rule: CLASS before"));
  EXPECT_THAT(problem_of({{"order", {"any before any", "append before rename in space"}}}),
              HasSubstr("order[1]: 'append before rename in space' is no rule"));
  EXPECT_THAT(
      problem_of({{"order", {"write before rename"}}}),
      HasSubstr("order[0]: 'write' in 'write before rename' is none of: overwrite, append"));
  EXPECT_THAT(problem_of({{"order", {"append before names in file"}}}),
              HasSubstr("'names' in 'append before names in file' is none of"));
  EXPECT_THAT(problem_of({{"order", {""}}}), HasSubstr("is no rule"));
  EXPECT_EQ(problem_of({{"order", {"link before unlink in call", "unlink before link in call"}}}),
            "model 'mine': order: has a cycle: link before unlink before link");
}

TEST(model_file, refuses_names_that_are_wrong) {
  for (const char* name : {"", "Mine", "a/b", "a b", "\xc3\xbc", "a\n"}) {
    EXPECT_THAT(problem_of({{"name", name}}), HasSubstr("is not of a-z, 0-9 and '-'")) << name;
  }
  EXPECT_THAT(problem_of({{"name", std::string(41, 'a')}}), HasSubstr("is not of a-z"));
  for (const char* name : {"xfs", "run", "any", "byte-prefix"}) {
    EXPECT_THAT(problem_of({{"name", name}}), HasSubstr("is taken")) << name;
  }
  EXPECT_EQ(read_rows(Json::array({{{"name", "a"}}, {{"name", "a"}}})).error(),
            "models[1].name: 'a' is taken");
  EXPECT_EQ(read_rows(Json::array({Json::object()})).error(), "models[0].name: is missing");
  EXPECT_EQ(read_rows(Json::array({3})).error(), "models[0]: is a number, not an object");
  EXPECT_EQ(problem_of({{"like", "zfs"}}), "model 'mine': like: no model is named 'zfs'");
  EXPECT_EQ(problem_of({{"like", "mine"}}), "model 'mine': like: no model is named 'mine'");
}

TEST(model_file, takes_an_alias_for_its_row) {
  EXPECT_EQ(problem_of({{"name", "ext4-ordered"}}), "models[0].name: 'ext4-ordered' is taken");
  EXPECT_EQ(problem_of({{"within", {"xfs", "ext4-nodelalloc"}}}),
            "model 'mine': within[1]: 'xfs' is there twice");
  auto models = read_rows(
      Json::array({{{"name", "mine"}, {"like", "ext4-1k"}, {"within", {"ext4-ordered"}}}}));
  ASSERT_TRUE(models.has_value()) << models.error();
  Json wanted = to_json(*find_persistence_model("ext4"));
  wanted["name"] = "mine";
  wanted["summary"] = "like ext4-1k, but for what its file says";
  wanted["within"] = {"ext4"};
  EXPECT_EQ(to_json(models->front()), wanted);
  EXPECT_TRUE(models->front().aliases.empty()) << "they lead to one row";
}

TEST(model_file, refuses_models_that_are_within_none_or_within_themselves) {
  EXPECT_EQ(problem_of({{"within", {"zfs"}}}), "model 'mine': within: no model is named 'zfs'");
  EXPECT_EQ(problem_of({{"within", {"mine"}}}),
            "model 'mine': within: has a cycle: mine within mine");
  EXPECT_EQ(problem_of({{"within", {"xfs", "xfs"}}}),
            "model 'mine': within[1]: 'xfs' is there twice");
  EXPECT_EQ(read_rows(Json::array({{{"name", "a"}, {"within", {"b"}}},
                                   {{"name", "b"}, {"within", {"xfs", "c"}}},
                                   {{"name", "c"}, {"within", {"a"}}}}))
                .error(),
            "model 'a': within: has a cycle: a within b within c within a");
}

TEST(model_file, refuses_files_that_are_none) {
  EXPECT_THAT(read_models("").error(), HasSubstr("not JSON: line 1"));
  EXPECT_THAT(read_models("{").error(), HasSubstr("not JSON: line 1"));
  EXPECT_THAT(read_models("[]").error(), HasSubstr("not a file of models"));
  EXPECT_THAT(read_models(R"({"format":"powercut-report"})").error(),
              HasSubstr("not a file of models"));
  EXPECT_THAT(read_models(R"({"a":1,"a":1})").error(), HasSubstr("'a' is there twice"));
  Json file = file_of(Json::array({{{"name", "a"}}}));
  file["version"] = 2;
  EXPECT_EQ(read_models(file.dump()).error(), "version: this program reads version 1");
  file["version"] = 1;
  file["author"] = "me";
  EXPECT_EQ(read_models(file.dump()).error(), "the attribute 'author' is unknown");
  EXPECT_EQ(read_rows(Json::array()).error(), "models: has 0 rows, not 1 to 16");
}

// Goal: the README shows a model file, and each attribute of it once. Method: the sample's models
// read, and explored with a small store.
TEST(model_file, sample_is_read_and_can_be_explored) {
  std::ifstream file("reports/samples/models.json");
  std::stringstream text;
  text << file.rdbuf();
  auto models = read_models(text.str());
  ASSERT_TRUE(models.has_value()) << models.error();
  EXPECT_EQ(models->size(), 2U);
  Json whole = to_json(models->back());
  for (const auto& [name, value] : whole.items()) {
    EXPECT_THAT(text.str(), HasSubstr("\"" + name + "\"")) << "the sample shows each attribute";
  }
  Plan plan = find_workload("demo")->plan(1);
  const StoreUnderTest& store = *find_store("log");
  Recording recording = record(store, plan);
  for (const PersistenceModel& model : *models) {
    Outcomes outcomes = explore({store, "demo", 1}, plan, recording, model, {.budget = 50});
    EXPECT_GT(outcomes.tally.visited, 10U) << model.name;
  }
}

}  // namespace
}  // namespace powercut

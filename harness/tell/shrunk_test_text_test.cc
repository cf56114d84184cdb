// Goal: the test that `powercut shrink` prints is one. Method: a finding with all that a plan can
// hold, its text given to the compiler that built this.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/io/posix/temporary_directory.h"
#include "harness/plan/model_json.h"
#include "harness/tell/shrink.h"
#include "powercut/harness/model_file.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

Shrunk awkward_finding() {
  Batch batch;
  batch.set("a", "\"quoted\\\"");
  batch.remove("\0b"s);
  Plan plan{
      .setup = {set_operation("key",
                              "\x01"
                              "2\xff"),
                batch_operation(batch)},
      .interrupted = plain_operation(OperationKind::compact),
      .operations = {remove_operation("a"), get_operation("?\?/"), set_operation("", "\n1"),
                     wait_operation(std::chrono::milliseconds(1500)),
                     plain_operation(OperationKind::sync), plain_operation(OperationKind::compact),
                     plain_operation(OperationKind::reopen), plain_operation(OperationKind::kill),
                     plain_operation(OperationKind::step), batch_operation(batch),
                     apply_operation("push \"1\"")}};
  plan.faults.push_back(parse_fault_rule("write:data.log#5=no_space+7").value());
  FindingPlace place{.store = "atomic-snapshot~a_bug",
                     .workload = to_text(plan),
                     .model = "posix-min",
                     .seed = 7,
                     .crash = parse_crash_path("12.7!4:k3l2>5:t7g1")};
  // A verdict may hold whatever the store holds.
  Violation violation{FindingKind::lost, "a", "\"1\"", "absent"};
  return {.plan = plan, .finding = {.place = place, .violation = violation}};
}

void expect_compiles(const std::string& text) {
  TemporaryDirectory directory;
  std::string path = directory.path() + "/shrunk_test.cc";
  std::ofstream(path) << text;
  // The working directory is the project's root.
  std::string command = std::string(POWERCUT_COMPILER) +
                        " -std=c++23 -fsyntax-only -Wall -Wextra -Werror -I" POWERCUT_SOURCES
                        " -I" POWERCUT_SOURCES "/include " +
                        path;
  EXPECT_EQ(std::system(command.c_str()), 0) << text;
}

TEST(test_of, compiles) {
  expect_compiles(test_of(awkward_finding(), nullptr, "harness/catalog/catalog.h"));
}

// The one that the program knows, under another name.
PersistenceModel users_model() {
  PersistenceModel model = *find_persistence_model("ext4");
  model.name = "my-disk";
  model.summary = "ends the literal )json\"";
  model.within = {"my-other-disk"};
  return model;
}

TEST(test_of, brings_the_model_of_the_user_along) {
  Shrunk shrunk = awkward_finding();
  shrunk.finding.place.model = "my-disk";
  PersistenceModel model = users_model();
  std::string text = test_of(shrunk, &model, "harness/catalog/catalog.h");
  expect_compiles(text);
  constexpr std::string_view begin = "R\"json(";
  std::size_t from = text.find(begin) + begin.size();
  auto models = read_models(std::string_view(text).substr(from, text.find(")json\"") - from));
  ASSERT_TRUE(models.has_value()) << models.error();
  ASSERT_EQ(models->size(), 1U);
  model.summary = models->front().summary;
  model.within.clear();
  EXPECT_EQ(to_json(models->front()), to_json(model));
}

TEST(test_of, names_the_state_and_what_is_wrong_with_it) {
  std::string text = test_of(awkward_finding(), nullptr, "harness/catalog/catalog.h");
  EXPECT_THAT(text, HasSubstr("TEST(Shrunk, atomic_snapshot_a_bug_lost_under_posix_min)"));
  EXPECT_THAT(text, HasSubstr("expected \"1\", found absent"));
  EXPECT_THAT(text, HasSubstr("\"posix-min\", \"12.7!4:k3l2>5:t7g1\""));
  EXPECT_THAT(text, HasSubstr("\"\\0012\\377\""));
  EXPECT_THAT(text, HasSubstr("std::string_view(\"\\000b\", 2)"));
  EXPECT_THAT(text, HasSubstr("apply_operation(\"push \\\"1\\\"\")"));
  Shrunk of_the_run = awkward_finding();
  of_the_run.finding.place.crash.reset();
  of_the_run.finding.place.model = run_itself;
  EXPECT_THAT(test_of(of_the_run, nullptr, {}), HasSubstr("\"run\", \"run\""));
}

}  // namespace
}  // namespace powercut

// Goal: a report that was read back is the result that was written; parts of a sweep join to the
// whole, to the byte; a report that is broken in any way is refused with one line. Method: real
// sweeps, small; every place of a real report taken out and changed in turn.
#include "harness/report/files/read_report.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/catalog/catalog.h"
#include "harness/report/files/report.h"

namespace powercut {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

SweepOptions small_sweep() {
  return {.stores = {find_store("snapshot"), find_store("log")},
          .workloads = {find_workload("demo")},
          .models = {find_persistence_model("in-order"), find_persistence_model("ext4"),
                     find_persistence_model("posix-min")},
          .exploration = {.budget = 20, .depth = 1}};
}

SweepResult swept(const SweepOptions& options) {
  Progress progress;
  return sweep(options, progress);
}

std::string report_text(const SweepResult& result) {
  return make_report(result, verdicts(result, our_registry()), our_registry()).dump(2);
}

std::string problem_with(const Json& report) {
  auto read = read_report(report.dump(), our_registry());
  return read ? "" : read.error();
}

TEST(read_report, gives_back_what_was_written) {
  SweepResult result = swept(small_sweep());
  auto read = read_report(report_text(result), our_registry());
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(report_text(*read), report_text(result));
  ASSERT_EQ(read->cells.size(), result.cells.size());
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    EXPECT_EQ(read->cells[cell].outcomes.tally, result.cells[cell].outcomes.tally);
  }
  EXPECT_EQ(read->done, result.done);
}

// Goal: a report from before a row was renamed is read as one of today. Method: the old name in
// each place where a report has one.
TEST(read_report, takes_an_alias_for_its_row) {
  SweepOptions options = small_sweep();
  options.models[2] = find_persistence_model("ext4-writeback");
  const std::string today = report_text(swept(options));
  std::string earlier = today;
  std::size_t replaced = 0;
  for (const auto& [name, old] :
       {std::pair("ext4-writeback", "ext3-writeback"), std::pair("ext4", "ext4-ordered")}) {
    for (const char* format : {"\"{}\"", "/{}/"}) {
      const std::string now = fmt::format(fmt::runtime(format), name);
      const std::string then = fmt::format(fmt::runtime(format), old);
      for (auto at = earlier.find(now); at != std::string::npos; at = earlier.find(now, at)) {
        earlier.replace(at, now.size(), then);
        at += then.size();
        ++replaced;
      }
    }
  }
  EXPECT_GT(replaced, 20U);
  auto read = read_report(earlier, our_registry());
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(report_text(*read), today);
}

TEST(read_report, gives_back_the_clauses_that_were_not_asked) {
  SweepResult result = swept(small_sweep());
  result.without = Clauses::none().with(Clause::torn_sectors).with(Clause::whole_batches);
  for (Cell& cell : result.cells) {
    for (Finding& finding : cell.outcomes.findings) finding.without = result.without;
  }
  auto read = read_report(report_text(result), our_registry());
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(read->without, result.without);
  EXPECT_EQ(report_text(*read), report_text(result));
  SweepResult all = swept(small_sweep());
  EXPECT_EQ(difference(all, *read), "its --without is D9,torn-sectors, not nothing");
  EXPECT_EQ(join(all, std::move(*read)), "they differ in --without");
}

TEST(read_report, gives_back_keys_of_any_bytes) {
  SweepResult result = swept(small_sweep());
  std::vector<Finding>& findings = result.cells[1].outcomes.findings;
  ASSERT_FALSE(findings.empty());
  for (const std::string& key :
       {std::string(), std::string("\0\xff\"\\x41 end\n", 12), std::string(48, '"'),
        std::string(49, '\\'), std::string(5000, 'k') + "\" ... (3 bytes)"}) {
    findings[0].violation.key = key;
    auto read = read_report(report_text(result), our_registry());
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(report_text(*read), report_text(result));
  }
}

TEST(read_report, gives_back_errors_and_their_faults) {
  Progress progress;
  SweepOptions options = small_sweep();
  options.models = {find_persistence_model("synced-only")};
  SweepResult result = inject_errors(options, progress);
  auto read = read_report(report_text(result), our_registry());
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(report_text(*read), report_text(result));
}

// Method: three shards, each written and read, joined in each order; one of them in two steps.
TEST(read_report, lets_shards_be_joined_to_the_very_report_of_the_whole) {
  const std::string whole = report_text(swept(small_sweep()));
  std::vector<std::string> parts;
  for (std::uint64_t index = 1; index <= 3; ++index) {
    SweepOptions options = small_sweep();
    options.jobs = static_cast<unsigned>(index);
    options.shard = {.index = index, .count = 3};
    parts.push_back(report_text(swept(options)));
  }
  std::ranges::sort(parts);
  do {
    auto joined = read_report(parts[0], our_registry());
    ASSERT_TRUE(joined.has_value()) << joined.error();
    for (std::size_t part = 1; part < parts.size(); ++part) {
      auto next = read_report(parts[part], our_registry());
      ASSERT_TRUE(next.has_value()) << next.error();
      EXPECT_EQ(difference(*joined, *next), std::nullopt);
      EXPECT_EQ(join(*joined, std::move(*next)), std::nullopt);
    }
    EXPECT_EQ(report_text(*joined), whole);
  } while (std::ranges::next_permutation(parts).found);
}

TEST(read_report, lets_a_sweep_go_on_from_its_report) {
  SweepOptions options = small_sweep();
  const std::string whole = report_text(swept(options));
  options.shard = {.index = 2, .count = 2};
  auto earlier = read_report(report_text(swept(options)), our_registry());
  ASSERT_TRUE(earlier.has_value()) << earlier.error();
  options.shard = {};
  options.done = earlier->done;
  SweepResult rest = swept(options);
  EXPECT_EQ(join(rest, std::move(*earlier)), std::nullopt);
  EXPECT_EQ(report_text(rest), whole);
}

TEST(difference, says_what_does_not_fit) {
  SweepResult result = swept(small_sweep());
  auto with = [&](const auto& change) {
    SweepResult other = result;
    change(other);
    return difference(result, other).value_or("");
  };
  EXPECT_EQ(with([](SweepResult& other) { other.seed = 2; }), "its seed is 2, not 1");
  EXPECT_EQ(with([](SweepResult& other) { other.command = "errors"; }),
            "it is of `errors`, not of `sweep`");
  EXPECT_EQ(with([](SweepResult& other) { other.exploration.budget = 7; }),
            "its --budget is 7, not 20");
  EXPECT_EQ(with([](SweepResult& other) { other.exploration.depth = 12; }),
            "its --depth is fixpoint, not 1");
  EXPECT_EQ(with([](SweepResult& other) { other.exploration.audit_share = 0.5; }),
            "its --audit-reduction is 0.5, not 0");
  EXPECT_EQ(with([](SweepResult& other) { other.cells.resize(4); }),
            "its stores are snapshot, not snapshot, log");
  EXPECT_EQ(with([](SweepResult& other) {
              for (Cell& cell : other.cells) cell.workload = "idle";
            }),
            "its workloads are idle, not demo");
  EXPECT_EQ(with([](SweepResult& other) {
              std::erase_if(other.cells, [](const Cell& cell) { return cell.model == "in-order"; });
            }),
            "its models are ext4, posix-min, not in-order, ext4, posix-min");
  EXPECT_EQ(with([](SweepResult& other) { other.done.push_back(true); }),
            fmt::format("its work is cut into {} pieces, not {}", result.done.size() + 1,
                        result.done.size()));
  EXPECT_EQ(with([](SweepResult&) {}), "");
}

// Every place of the report: without it, and with values of each other type and size.
TEST(read_report, refuses_a_report_that_is_broken_in_any_place) {
  SweepOptions options = small_sweep();
  options.stores.pop_back();
  options.models.resize(1);
  SweepResult result = swept(options);
  const Json sound = Json::parse(report_text(result));
  ASSERT_EQ(problem_with(sound), "");
  std::vector<Json::json_pointer> places;
  const Json flat = sound.flatten();
  for (const auto& [place, value] : flat.items()) {
    for (Json::json_pointer pointer(place); !pointer.empty(); pointer = pointer.parent_pointer()) {
      if (std::ranges::find(places, pointer) == places.end()) places.push_back(pointer);
    }
  }
  ASSERT_GT(places.size(), 200U);
  const std::vector<Json> values{nullptr,    true, -1,           1.5,           1e300,
                                 UINT64_MAX, "",   "\xc3\xbc/x", Json::array(), Json::object()};
  std::size_t taken = 0;
  for (const auto& place : places) {
    std::vector<Json> broken;
    for (const Json& value : values) {
      broken.push_back(sound);
      broken.back()[place] = value;
    }
    Json& without = broken.emplace_back(sound);
    if (without[place.parent_pointer()].is_array()) {
      without[place.parent_pointer()].erase(std::stoul(place.back()));
    } else {
      without[place.parent_pointer()].erase(place.back());
    }
    for (const Json& report : broken) {
      std::string problem = problem_with(report);
      EXPECT_EQ(problem.find('\n'), std::string::npos) << problem;
      if (problem.empty() && report != sound) ++taken;
    }
  }
  // Texts for a person may be others; there are at most six of a finding, and two values that fit.
  EXPECT_LE(taken, sound["findings"].size() * 6 * 2);
}

TEST(read_report, refuses_what_is_no_report_of_this_program) {
  EXPECT_THAT(problem_with(Json::object()), HasSubstr("not a report"));
  EXPECT_THAT(problem_with(Json::array()), HasSubstr("not a report"));
  EXPECT_THAT(read_report("", our_registry()).error(), HasSubstr("not JSON: line 1"));
  EXPECT_THAT(read_report("{\"a\":1,\"a\":2}", our_registry()).error(),
              HasSubstr("'a' is there twice"));
  EXPECT_THAT(read_report(std::string(1 << 20, '['), our_registry()).error(),
              HasSubstr("nested too deep"));
  EXPECT_THAT(read_report("\xff\xfe", our_registry()).error(), HasSubstr("not JSON"));
  Json report = Json::parse(report_text(swept(small_sweep())));
  auto problem_if = [&](const char* place, const Json& value) {
    Json changed = report;
    changed[Json::json_pointer(place)] = value;
    return problem_with(changed);
  };
  EXPECT_EQ(problem_if("/version", 1), "version: is 1; this program reads 4");
  EXPECT_THAT(problem_if("/program_version", "0.0.1"), HasSubstr("is '0.0.1'; this program is"));
  EXPECT_THAT(problem_if("/command", "sweep --log"), HasSubstr("log"));
  EXPECT_EQ(problem_if("/cells/1/model", "my-disk"),
            "cells[1]: no model is named 'my-disk'; was it of a --model-file?");
  EXPECT_EQ(problem_if("/models/1/append_unit", 1),
            "the report's model 'in-order' is not that of --model-file, or of this program: "
            "append_unit differs");
  EXPECT_EQ(problem_if("/models/1/colour", "blue"),
            "the report's model 'in-order' is not that of --model-file, or of this program: "
            "'colour' differs");
  EXPECT_EQ(problem_if("/models/1/name", "xfs"),
            "models[1].name: is not what this program writes there for the rest of the report");
  EXPECT_THAT(problem_if("/cells/1/states/visited", 0), HasSubstr("is not what this program"));
  EXPECT_THAT(problem_if("/pieces/done", "1-3,2"), HasSubstr("pieces.done"));
  EXPECT_THAT(problem_if("/findings/0/piece", 0), HasSubstr("piece 0 is not done"));
  for (const char* text : {"expected", "found", "call", "operation"}) {
    EXPECT_THAT(problem_if(fmt::format("/findings/0/{}", text).c_str(), "\x1b[31m"),
                HasSubstr(fmt::format("findings[0].{}: '\\x1b[31m' has a control code", text)));
  }
  EXPECT_THAT(problem_if("/seed", 2), HasSubstr("is no id of this sweep"));
}

}  // namespace
}  // namespace powercut

// Goal: real kernels have done what the rows say when syncs failed. Method: the files in
// failed_syncs/, whole, with those lines known that no row allows; and as canaries lines of them
// changed, and rows that are wrong in one thing.
#include "faultfs/fidelity/conformance/failed_sync_conformance.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>

namespace powercut {
namespace {

const std::string answers_folder = "faultfs/fidelity/failed_syncs/";

std::string text_of(const std::string& name) {
  std::ifstream file(answers_folder + name);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

AnswerFile answers_in(const std::string& text) {
  auto answers = parse_answer_file(text);
  EXPECT_TRUE(answers.has_value()) << answers.error();
  return answers.value_or(AnswerFile());
}

AnswerFile answers_of(const std::string& configuration) {
  return answers_in(text_of(configuration + ".answers"));
}

std::set<std::string> all_disagreements(const PersistenceModel& row, const AnswerFile& answers) {
  std::set<std::string> lines;
  for (const AnsweredProgram& program : answers.programs) {
    const auto found = disagreements(row, program);
    EXPECT_TRUE(found.has_value()) << found.error();
    for (const Disagreement& one : found.value_or(std::vector<Disagreement>())) {
      lines.insert(one.name + " " + one.what);
    }
  }
  return lines;
}

// The known lines of one configuration.
std::set<std::string> known_lines(const std::string& configuration) {
  std::set<std::string> lines;
  std::ifstream file(answers_folder + "known_outside.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(configuration + " ")) lines.insert(line.substr(configuration.size() + 1));
  }
  return lines;
}

class FailedSyncConformance : public testing::TestWithParam<const char*> {};

TEST_P(FailedSyncConformance, kernels_do_what_the_row_says) {
  const AnswerFile answers = answers_of(GetParam());
  const PersistenceModel* row = find_persistence_model(answers.row);
  ASSERT_NE(row, nullptr) << answers.row;
  EXPECT_GT(answers.programs.size(), 30U);
  const std::set<std::string> known = known_lines(GetParam());
  const std::set<std::string> found = all_disagreements(*row, answers);
  for (const std::string& line : found) EXPECT_TRUE(known.contains(line)) << line;
  EXPECT_EQ(found.empty(), known.empty()) << "is what is known still so?";
}

// Goal: each program was about a refused write, and its answers were the same each time, but where
// the journal is broken. btrfs writes elsewhere than in place.
TEST_P(FailedSyncConformance, each_program_had_a_write_refused) {
  for (const AnsweredProgram& program : answers_of(GetParam()).programs) {
    const std::string& name = program.program.program.name;
    const bool is_elsewhere =
        name.starts_with("overwrite-in-place") && std::string_view(GetParam()) == "btrfs";
    for (const StepAnswers& run : program.runs) {
      EXPECT_EQ(run.refused > 0, !is_elsewhere) << name;
      if (name.starts_with("journal")) continue;
      EXPECT_EQ(run.answers, program.runs.front().answers) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(failed_syncs, FailedSyncConformance,
                         testing::Values("ext4", "ext4-journal", "ext4-nodelalloc",
                                         "ext4-writeback", "xfs", "btrfs", "btrfs-nodatacow",
                                         "f2fs"),
                         [](const auto& configuration) {
                           std::string name = configuration.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// The answer to the n-th step of a program, which ran the same each time.
std::string answer(const AnswerFile& answers, std::string_view program, std::size_t step) {
  for (const AnsweredProgram& one : answers.programs) {
    if (one.program.program.name == program) return one.runs.front().answers.at(step);
  }
  return "no such program";
}

// Goal: the table of docs/CRASH_MODELS.md says what the files say.
TEST(FailedSyncTable, is_what_was_measured) {
  for (const char* name : {"ext4", "ext4-nodelalloc", "ext4-writeback", "xfs", "f2fs"}) {
    const AnswerFile answers = answers_of(name);
    EXPECT_EQ(answer(answers, "overwrite", 2), "EIO") << name;
    EXPECT_EQ(answer(answers, "overwrite", 3), "4096a4096A") << name;
    EXPECT_EQ(answer(answers, "overwrite", 4), "ok") << name;
    EXPECT_EQ(answer(answers, "overwrite", 6), "8192A") << name;
    EXPECT_EQ(answer(answers, "append", 6), "4096A4096.") << name;
    EXPECT_EQ(answer(answers, "told-before", 4), "EIO") << name;
    EXPECT_EQ(answer(answers, "told-after", 4), "ok") << name;
    EXPECT_EQ(answer(answers, "told-background-closed", 4), "EIO") << name;
  }
  for (const char* name : {"btrfs", "btrfs-nodatacow"}) {
    const AnswerFile answers = answers_of(name);
    EXPECT_EQ(answer(answers, "overwrite", 3), "8192A") << name;
    EXPECT_EQ(answer(answers, "append", 3), "4096A4096.") << name;
    EXPECT_EQ(answer(answers, "told-before", 4), "EIO") << name;
  }
  const AnswerFile journal = answers_of("ext4-journal");
  EXPECT_EQ(answer(journal, "overwrite", 2), "EIO");
  EXPECT_EQ(answer(journal, "retry-page", 3), "EROFS");
  EXPECT_EQ(answer(journal, "overwrite-in-place", 2), "ok");
  EXPECT_EQ(answer(journal, "overwrite-in-place", 4), "EIO");
  EXPECT_EQ(answer(journal, "told-before", 4), "ok");
  EXPECT_EQ(answer(answers_of("f2fs"), "journal-append", 2), "ok");
  EXPECT_EQ(answer(answers_of("xfs"), "journal-append", 3), "EIO");
}

// A text with the one place changed.
std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

TEST(FailedSyncCanary, a_changed_line_is_refuted) {
  const std::string text = text_of("xfs.answers");
  const PersistenceModel& row = *find_persistence_model("xfs");
  const std::size_t known = all_disagreements(row, answers_in(text)).size();
  for (const auto& [from, to] : std::vector<std::pair<const char*, const char*>>{
           {"EIO; 4096a4096A; ok", "EIO; 4096A4096a; ok"},  // the reader sees the wrong page
           {"  01234 f=8192A\n", "  01234 f=4095A\n"},      // a size that never was
           {"  0123 f=4096A\n", "  0123 f=4096A4096b\n"},   // bytes that nobody wrote
           {"ok; -; EIO; 4096A4096a; ok", "ok; -; ok; 4096A4096a; ok"}}) {  // it said ok, and lost
    EXPECT_THAT(all_disagreements(row, answers_in(changed(text, from, to))),
                testing::SizeIs(known + 1))
        << from;
  }
}

TEST(FailedSyncCanary, a_row_that_remembers_the_size_is_refuted_by_xfs) {
  PersistenceModel row = *find_persistence_model("xfs");
  row.failed_sync_forgets_size = false;
  EXPECT_THAT(all_disagreements(row, answers_of("xfs")),
              testing::IsSupersetOf({"append tree f=4096A", "new tree f="}));
}

}  // namespace
}  // namespace powercut

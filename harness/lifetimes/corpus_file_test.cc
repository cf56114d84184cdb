// Goal: a corpus survives being written and read, and nothing else is taken for one. Method: there
// and back; files that are wrong in one place each.
#include "harness/lifetimes/corpus_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view first_line = "powercut corpus 1\n";

std::string problem_of_corpus(std::string_view text) {
  auto corpus = read_corpus(text);
  EXPECT_FALSE(corpus.has_value()) << text.substr(0, 100);
  return corpus ? "" : corpus.error();
}

std::string problem_behind_first_line(std::string_view text) {
  return problem_of_corpus(std::string(first_line).append(text));
}

TEST(CorpusFile, comes_back_as_it_was_written) {
  Corpus corpus;
  corpus.worlds["log"] = {"=fault:sync#1=io_failed|set(a=1),reopen", "=set(b=x*5000),kill(3)"};
  corpus.worlds["cask"] = {"=set(%00*600=),power(17),damage(4)"};
  CorpusText written = corpus_text(corpus);
  EXPECT_EQ(written.left_out, 0U);
  EXPECT_EQ(written.text,
            "powercut corpus 1\n"
            "cask =set(%00*600=),power(17),damage(4)\n"
            "log =fault:sync#1=io_failed|set(a=1),reopen\n"
            "log =set(b=x*5000),kill(3)\n");
  auto again = read_corpus(written.text);
  ASSERT_TRUE(again.has_value()) << again.error();
  EXPECT_EQ(again->worlds, corpus.worlds);
  EXPECT_EQ(again->size(), 3U);
}

TEST(CorpusFile, may_have_no_world) {
  EXPECT_EQ(corpus_text({}).text, first_line);
  for (std::string_view text :
       {"powercut corpus 1\n", "powercut corpus 1", "powercut corpus 1\n\n"}) {
    auto corpus = read_corpus(text);
    ASSERT_TRUE(corpus.has_value()) << corpus.error();
    EXPECT_EQ(corpus->size(), 0U);
  }
}

TEST(CorpusFile, may_be_several_that_were_put_together) {
  auto corpus = read_corpus(
      "powercut corpus 1\nlog =sync\n\npowercut corpus 1\nlog =compact\nlog =sync\n"
      "of_another_build =set(a=%61*2)");
  ASSERT_TRUE(corpus.has_value()) << corpus.error();
  EXPECT_THAT(corpus->worlds_of("log"), ElementsAre("=sync", "=compact"));
  EXPECT_THAT(corpus->worlds_of("of_another_build"), ElementsAre("=set(a=aa)"));
  EXPECT_TRUE(corpus->worlds_of("cask").empty());
}

TEST(CorpusFile, begins_with_its_name_and_version) {
  EXPECT_EQ(problem_of_corpus(""), "it is empty, and so no corpus");
  for (std::string_view text :
       {"\n", "log =sync\n", "powercut corpus\n", "{}", "\x7f\x45LF\x02", " powercut corpus 1\n"}) {
    EXPECT_EQ(problem_of_corpus(text),
              "it is no corpus: its first line is not \"powercut corpus 1\"");
  }
  EXPECT_EQ(problem_of_corpus("powercut corpus 2\nlog =sync\n"),
            "it is of version \"2\", and only version 1 is known here");
  EXPECT_EQ(problem_of_corpus("powercut corpus 1\r\nlog =sync\r\n"),
            "it is of version \"1\\x0d\", and only version 1 is known here");
  EXPECT_THAT(problem_behind_first_line("log =sync\npowercut corpus 2\n"),
              StartsWith("line 3: it is of version \"2\""));
  EXPECT_LT(problem_of_corpus("powercut corpus " + std::string(100'000, '\x01')).size(), 300U);
}

TEST(CorpusFile, names_the_line_that_is_wrong) {
  for (std::string_view line : {"log", "=sync", " =sync", "\tlog =sync", "l\x1b[31mog =sync"}) {
    EXPECT_THAT(problem_behind_first_line(line), HasSubstr("line 2: ")) << line;
    EXPECT_THAT(problem_behind_first_line(line), HasSubstr("is not a store, a blank and a plan"));
  }
  EXPECT_THAT(problem_behind_first_line(std::string(200, 'l') + " =sync"),
              HasSubstr("not a store"));
  EXPECT_EQ(problem_behind_first_line("log =sync\nlog =fly(a)\n"),
            "line 3: there is no operation \"fly\"");
  EXPECT_EQ(problem_behind_first_line("log  =sync"), "line 2: a plan begins with a '='");
  EXPECT_THAT(problem_behind_first_line("log =set(a=\x80)"), StartsWith("line 2: byte 8 is "));
  EXPECT_THAT(problem_behind_first_line(std::string(1 << 20, '\0')), StartsWith("line 2: "));
}

TEST(CorpusFile, keeps_to_limits) {
  EXPECT_EQ(problem_behind_first_line("log =set(a=x*600000)"),
            "line 2: keys, values and operations take more than 512 KiB");
  EXPECT_THAT(problem_behind_first_line("log =set(a=x*99999999999)"), HasSubstr("64 MiB"));
  std::string long_plan = "=sync";
  while (long_plan.size() <= Corpus::line_bytes_max) long_plan += ",sync";
  EXPECT_EQ(problem_behind_first_line("log " + long_plan),
            "line 2: the plan is longer than 64 KiB");
  // Its text is short; as it would be written it is not.
  std::string grows = "=set(a=";
  while (grows.size() < Corpus::line_bytes_max - 10) grows += "x*7y*7";
  EXPECT_THAT(problem_behind_first_line("log " + grows + ")"), HasSubstr("longer than 64 KiB"));
}

TEST(CorpusFile, has_no_more_worlds_than_would_be_read_again) {
  Corpus corpus;
  for (std::size_t world = 0; world <= corpus_file_worlds_max; ++world) {
    corpus.worlds["log"].push_back(fmt::format("=set(a={})", world));
  }
  CorpusText written = corpus_text(corpus);
  EXPECT_EQ(written.left_out, 1U);
  EXPECT_TRUE(read_corpus(written.text).has_value());
  EXPECT_EQ(problem_of_corpus(written.text + "log =sync\n"),
            fmt::format("line {}: a file has {} worlds at most", corpus_file_worlds_max + 2,
                        corpus_file_worlds_max));
}

}  // namespace
}  // namespace powercut

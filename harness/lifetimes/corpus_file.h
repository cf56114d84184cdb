// corpus_file: reads and writes the file in which lifetimes keep a corpus (corpus.h) from one day
// to the next.
//
//   powercut corpus 1
//   cask =set(a=1),power(17)
//   log =fault:sync#1=io_failed|set(a=1),reopen
//
// Each line after the first has one world: its store, a blank, its plan (plan_text.h). Empty lines
// and further first lines are skipped, so that `cat` can join files. A world that is there twice
// counts once. An unknown store may be one of another build of the program. Its worlds are read and
// written like all others, so that nobody loses them.
//
// Errors: one line of text that says what is wrong, and in which line. Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "harness/lifetimes/corpus.h"

namespace powercut {

inline constexpr std::uint64_t corpus_file_bytes_max = std::uint64_t{64} << 20;
inline constexpr std::size_t corpus_file_worlds_max = 20'000;

std::expected<Corpus, std::string> read_corpus(std::string_view text);

struct CorpusText {
  std::string text;
  std::size_t left_out = 0;  // how many worlds were over the limits above
};

// Writes the corpus in the order of the stores' names.
CorpusText corpus_text(const Corpus& corpus);

}  // namespace powercut

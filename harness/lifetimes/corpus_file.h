// Corpus files: what lifetimes keep from one day to the next (corpus.h).
//
//   powercut corpus 1
//   cask =set(a=1),power(17)
//   log =fault:sync#1=io_failed|set(a=1),reopen
//
// After the first line a world on each: its store, a blank, its plan (plan_text.h). Empty lines and
// further first lines are left out, so that files that were put together are one. A world that is
// there twice counts once. A store that is unknown may be one of another build of the program: its
// worlds are read and written as all others, since nobody should lose them by using the file here.
//
// Errors: one line that says what is wrong, and in which line. Threads: any.
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
  std::size_t left_out = 0;  // worlds beyond the limits above
};

// By the names of the stores.
CorpusText corpus_text(const Corpus& corpus);

}  // namespace powercut

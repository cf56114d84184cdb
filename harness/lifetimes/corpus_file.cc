#include "harness/lifetimes/corpus_file.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>

#include "powercut/harness/operation.h"

namespace powercut {

namespace {

constexpr std::string_view first_words = "powercut corpus ";
constexpr std::string_view corpus_version = "1";
constexpr std::size_t store_name_bytes_max = 100;

std::string_view take_line(std::string_view& text) {
  auto end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// Shows no more of a line than a person would read.
std::string start_of(std::string_view text) { return quote(text.substr(0, 40)); }

std::optional<std::string> problem_of_first_line(std::string_view line) {
  if (!line.starts_with(first_words)) {
    return fmt::format("it is no corpus: its first line is not \"{}{}\"", first_words,
                       corpus_version);
  }
  std::string_view version = line.substr(first_words.size());
  if (version == corpus_version) return std::nullopt;
  return fmt::format("it is of version {}, and only version {} is known here", start_of(version),
                     corpus_version);
}

bool may_name_store(std::string_view name) {
  return !name.empty() && name.size() <= store_name_bytes_max &&
         std::ranges::all_of(name, [](char byte) { return byte > ' ' && byte <= '~'; });
}

class CorpusReader {
 public:
  std::optional<std::string> read_world(std::string_view line) {
    auto blank = line.find(' ');
    std::string_view store = line.substr(0, blank);
    if (!may_name_store(store) || blank == std::string_view::npos) {
      return fmt::format("{} is not a store, a blank and a plan", start_of(line));
    }
    std::string world(line.substr(blank + 1, Corpus::line_bytes_max + 1));
    if (auto problem = make_world_of_corpus(world)) return problem;
    if (!known_.insert(fmt::format("{} {}", store, world)).second) return std::nullopt;
    if (known_.size() > corpus_file_worlds_max) {
      return fmt::format("a file has {} worlds at most", corpus_file_worlds_max);
    }
    corpus_.worlds[std::string(store)].push_back(std::move(world));
    return std::nullopt;
  }

  Corpus take() { return std::move(corpus_); }

 private:
  Corpus corpus_;
  absl::flat_hash_set<std::string> known_;
};

}  // namespace

std::expected<Corpus, std::string> read_corpus(std::string_view text) {
  if (text.empty()) return std::unexpected(std::string("it is empty, and so no corpus"));
  if (auto problem = problem_of_first_line(take_line(text))) return std::unexpected(*problem);
  CorpusReader reader;
  for (std::size_t number = 2; !text.empty(); ++number) {
    std::string_view line = take_line(text);
    if (line.empty()) continue;
    auto problem =
        line.starts_with(first_words) ? problem_of_first_line(line) : reader.read_world(line);
    if (problem) return std::unexpected(fmt::format("line {}: {}", number, *problem));
  }
  return reader.take();
}

CorpusText corpus_text(const Corpus& corpus) {
  CorpusText written{.text = fmt::format("{}{}\n", first_words, corpus_version)};
  std::size_t worlds = 0;
  for (const auto& [store, of_store] : corpus.worlds) {
    for (const std::string& world : of_store) {
      std::string line = fmt::format("{} {}\n", store, world);
      bool has_room = worlds < corpus_file_worlds_max &&
                      written.text.size() + line.size() <= corpus_file_bytes_max;
      if (has_room) {
        written.text += line;
        ++worlds;
      } else {
        ++written.left_out;
      }
    }
  }
  return written;
}

}  // namespace powercut

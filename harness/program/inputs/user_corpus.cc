#include "harness/program/inputs/user_corpus.h"

#include <algorithm>
#include <set>

#include "harness/lifetimes/corpus_file.h"
#include "harness/program/inputs/same_file.h"
#include "harness/program/report_error.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/whole_file.h"

namespace powercut {

namespace {

std::size_t count_new(const Corpus& corpus, const Corpus& before) {
  std::size_t count = 0;
  for (const auto& [store, worlds] : corpus.worlds) {
    const auto& of_before = before.worlds_of(store);
    std::set<std::string_view> known(of_before.begin(), of_before.end());
    count += static_cast<std::size_t>(std::ranges::count_if(
        worlds, [&](const std::string& world) { return !known.contains(world); }));
  }
  return count;
}

// The worlds of stores that this build of the program does not have.
std::size_t count_unknown(const Corpus& corpus, const Registry& registry) {
  std::size_t count = 0;
  for (const auto& [store, worlds] : corpus.worlds) {
    if (!registry.find_store(store)) count += worlds.size();
  }
  return count;
}

}  // namespace

bool UserCorpus::load(const std::string& path, const std::string& json) {
  if (path.empty()) return true;
  if (path == "-") {
    report_error("--corpus is read and written again: give it a file");
    return false;
  }
  if (is_same_file(path, json)) {
    report_error("--json would write over the corpus {}", path);
    return false;
  }
  auto text = read_whole_file(path, corpus_file_bytes_max);
  bool is_there = text.ok() || text.error().code != ErrorCode::not_found;
  if (is_there && !text.ok()) {
    report_error(
        "cannot read the corpus {}: {}; give --corpus a file that it has written, or a name "
        "that is free",
        path, why_not_read(text.error(), corpus_file_bytes_max));
    return false;
  }
  if (is_there) {
    auto corpus = read_corpus(*text);
    if (!corpus) {
      report_error("{}: {}; mend it, or give --corpus a name that is free", path, corpus.error());
      return false;
    }
    before_ = std::move(*corpus);
  }
  auto writable = check_writable(path);
  if (!writable.ok()) {
    report_error("cannot write the corpus {}: {}; its directory has to be there, and writable",
                 path, why_not_written(writable.error()));
    return false;
  }
  path_ = path;
  corpus_ = before_;
  return true;
}

bool UserCorpus::save(const Registry& registry) const {
  if (path_.empty()) return true;
  CorpusText written = corpus_text(corpus_);
  auto saved = write_whole_file(path_, written.text);
  if (!saved.ok()) {
    report_error("cannot write the corpus {}: {}", path_, why_not_written(saved.error()));
    return false;
  }
  std::string story = fmt::format("corpus {}: {} worlds, {} of them new", path_, corpus_.size(),
                                  count_new(corpus_, before_));
  if (std::size_t unknown = count_unknown(corpus_, registry); unknown > 0) {
    story += fmt::format("; {} are of stores that are unknown here, and stay", unknown);
  }
  if (written.left_out > 0) {
    story += fmt::format("; the last {} do not fit into the file", written.left_out);
  }
  fmt::print(stderr, "{}\n", without_control_bytes(story));
  return true;
}

}  // namespace powercut

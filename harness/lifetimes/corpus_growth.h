// CorpusGrowth: a corpus, the worlds that pieces of lifetimes have shown, and what is kept of both.
//
// In the order of the pieces, and of the worlds of each, a world is kept if it shows a shape that
// none before it has shown, in whatever piece of its store. Pieces may end in any order: a piece
// that comes early waits. So the worlds kept do not depend on the number of threads.
//
// A world of the corpus before keeps its place in front of what is new. It is left out only where
// it had every occasion to show something, and has not: in a store of which all was done.
//
// A store keeps so many worlds; if there are more, those go that show the fewest shapes, the last
// first.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "harness/lifetimes/corpus.h"
#include "harness/lifetimes/lifetimes.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// Each piece lives through all of them: with so many, that is a third of its work or a half.
inline constexpr std::size_t corpus_worlds_of_store_max = 500;

// The worlds of one store. Threads: one at a time.
class StoreGrowth {
 public:
  explicit StoreGrowth(const std::vector<std::string>& before,
                       std::size_t worlds_max = corpus_worlds_of_store_max);

  // shown: in one piece.
  void add(std::vector<ShownWorld> shown);

  // all_was_done: worlds of before that have shown nothing are left out.
  std::vector<std::string> worlds(bool all_was_done) const;

 private:
  struct Kept {
    std::string world;
    std::size_t shapes;  // that none before it has shown
  };

  void drop_least();

  std::size_t before_;
  std::size_t worlds_max_;
  std::vector<Kept> kept_;
  absl::flat_hash_map<std::string, std::size_t> places_;  // by world, in kept_
  absl::flat_hash_set<std::uint64_t> seen_;
};

// The worlds of all stores. add() may be called on any thread.
class CorpusGrowth {
 public:
  // shard, done: which pieces will come.
  CorpusGrowth(const Corpus& before, const Shard& shard, const PiecesDone& done);

  void add(std::size_t piece, const std::string& store, std::vector<ShownWorld> shown);

  // When no more pieces will come. Stores of which none came stay as they were.
  Corpus corpus(const std::function<bool(const std::string& store)>& all_was_done);

 private:
  struct ShownByPiece {
    std::string store;
    std::vector<ShownWorld> shown;
  };

  void join(ShownByPiece piece);
  void go_to_next();

  const Corpus& before_;
  std::size_t step_;
  PiecesDone done_;
  std::mutex mutex_;
  std::size_t next_;
  std::map<std::size_t, ShownByPiece> waiting_;
  std::map<std::string, StoreGrowth> stores_;
};

}  // namespace powercut

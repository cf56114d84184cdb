// CorpusGrowth: decides which worlds a corpus keeps, of those that it had and of those that the
// pieces of lifetimes have shown.
//
// Worlds are taken in the order of the pieces, and within a piece in order. A world is kept if it
// shows a shape that none before it has shown, in any piece of its store. Pieces may end in any
// order: a piece that comes early waits. So the result does not depend on the number of threads.
//
// A world of the old corpus keeps its place before the new ones. It is dropped only if it has shown
// nothing new and had every occasion to, which is so if all pieces of its store were done.
//
// A store keeps corpus_worlds_of_store_max worlds. If there are more, those with the fewest shapes
// are dropped; among equals the last one goes first.
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

// Each piece lives through all of them, which takes a third or a half of its time with so many.
inline constexpr std::size_t corpus_worlds_of_store_max = 500;

// StoreGrowth: does that for the worlds of one store. Threads: one at a time.
class StoreGrowth {
 public:
  explicit StoreGrowth(const std::vector<std::string>& before,
                       std::size_t worlds_max = corpus_worlds_of_store_max);

  // shown: the worlds that one piece has shown, in order.
  void add(std::vector<ShownWorld> shown);

  // The worlds to keep. all_was_done: old worlds that have shown nothing are dropped.
  std::vector<std::string> worlds(bool all_was_done) const;

 private:
  struct Kept {
    std::string world;
    std::size_t shapes;  // how many shapes it was the first to show
  };

  void drop_least();

  std::size_t before_;
  std::size_t worlds_max_;
  std::vector<Kept> kept_;
  absl::flat_hash_map<std::string, std::size_t> places_;  // index into kept_, by world
  absl::flat_hash_set<std::uint64_t> seen_;
};

// CorpusGrowth: does that for the worlds of all stores. Threads: any may call add().
class CorpusGrowth {
 public:
  // The pieces of the shard that are not done will come.
  CorpusGrowth(const Corpus& before, const Shard& shard, const PiecesDone& done);

  void add(std::size_t piece, const std::string& store, std::vector<ShownWorld> shown);

  // The new corpus. To be called when no more pieces will come. The worlds of a store of which no
  // piece came stay as they were.
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

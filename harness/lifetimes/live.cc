#include "harness/lifetimes/live.h"

#include <algorithm>

#include "harness/explore/pieces.h"
#include "harness/lifetimes/lifetimes.h"

namespace powercut {

namespace {

// Enough for a corpus to be of use; few enough that many threads have something to do.
constexpr std::uint64_t worlds_per_piece = 1000;

struct LifetimePiece {
  const StoreUnderTest* store;
  const PersistenceModel* model;
  std::uint64_t number;
  std::uint64_t worlds;
  std::size_t cell;
};

std::vector<std::uint64_t> sizes_of(const StoreEdges& edges) {
  std::vector<std::uint64_t> sizes{edges.file_bytes};
  sizes.insert(sizes.end(), edges.edges.begin(), edges.edges.end());
  return sizes;
}

std::uint64_t percent_with_damage(const StoreUnderTest& store) {
  return store.clauses.has(Clause::reports_damage) ? WorldOptions{}.worlds_with_damage : 0;
}

}  // namespace

SweepResult live(const SweepOptions& options, Progress& progress) {
  SweepResult result{.command = "live", .seed = options.seed, .exploration = options.exploration};
  std::vector<LifetimePiece> pieces;
  for (const StoreUnderTest* store : options.stores) {
    result.cells.push_back(
        {store->name, std::string(lifetimes_workload), std::string(run_itself), {}});
    for (const PersistenceModel* model : options.models) {
      std::uint64_t number = 0;
      for (std::uint64_t worlds = options.worlds; worlds > 0; ++number) {
        std::uint64_t of_piece = std::min(worlds, worlds_per_piece);
        worlds -= of_piece;
        pieces.push_back({store, model, number, of_piece, result.cells.size()});
      }
      result.cells.push_back({store->name, std::string(lifetimes_workload), model->name, {}});
    }
  }
  progress.total +=
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  do_pieces(
      pieces.size(), options,
      [&](std::size_t index) {
        const LifetimePiece& piece = pieces[index];
        LifetimeOptions lifetimes{
            .seed = options.seed,
            .piece = piece.number,
            .worlds = piece.worlds,
            .worlds_with_faults = options.worlds_with_faults,
            .world = {.edges = sizes_of(piece.store->edges),
                      .value_bytes = {piece.store->edges.value_bytes.begin(),
                                      piece.store->edges.value_bytes.end()},
                      .worlds_with_damage = percent_with_damage(*piece.store)}};
        Outcomes outcomes = explore_lifetimes(*piece.store, *piece.model, lifetimes, stops);
        progress.states += outcomes.tally.lifetimes.lives;
        ++progress.done;
        PieceOutcomes done;
        done.by_cell.emplace_back(piece.cell, std::move(outcomes));
        return done;
      },
      result);
  return result;
}

}  // namespace powercut

#include "harness/lifetimes/live.h"

#include <algorithm>
#include <optional>
#include <set>

#include "harness/lifetimes/corpus_growth.h"
#include "harness/lifetimes/lifetimes.h"
#include "harness/sweep/pieces.h"

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

// 0: a world with something so large would take too long.
std::uint64_t reachable(std::uint64_t limit_bytes) {
  constexpr std::uint64_t most = std::uint64_t{2} << 20U;
  return limit_bytes > most ? 0 : limit_bytes;
}

std::uint64_t percent_with_damage(const StoreUnderTest& store) {
  return store.clauses.has(Clause::reports_damage) ? WorldOptions{}.worlds_with_damage : 0;
}

bool has_corpus(const StoreUnderTest& store, const SweepOptions& options) {
  return options.corpus && !options.corpus->worlds_of(store.name).empty();
}

// The corpus, with what the pieces have shown. A world may be silent under some models, or in what
// was not done: only where all was done, under all models, is it known to be of no use.
Corpus grown_corpus(CorpusGrowth& growth, const std::vector<LifetimePiece>& pieces,
                    const SweepOptions& options, const PiecesDone& done) {
  bool all_models = std::ranges::all_of(persistence_models(), [&](const PersistenceModel* model) {
    return model->only_by_name || std::ranges::count(options.models, model) > 0;
  });
  std::set<std::string> left_over;
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    if (!all_models || !done[piece]) left_over.insert(pieces[piece].store->name);
  }
  return growth.corpus([&](const std::string& store) { return !left_over.contains(store); });
}

}  // namespace

SweepResult live(const SweepOptions& options, Progress& progress) {
  SweepResult result{.command = "live", .seed = options.seed, .worlds = options.worlds};
  std::vector<LifetimePiece> pieces;
  for (const StoreUnderTest* store : options.stores) {
    result.cells.push_back(
        {store->name, std::string(lifetimes_workload), std::string(run_itself), {}});
    for (const PersistenceModel* model : options.models) {
      std::uint64_t number = 0;
      std::uint64_t worlds = options.worlds;
      // A corpus is lived through even if nothing else is to be.
      while (worlds > 0 || (number == 0 && has_corpus(*store, options))) {
        std::uint64_t of_piece = std::min(worlds, worlds_per_piece);
        worlds -= of_piece;
        pieces.push_back({store, model, number++, of_piece, result.cells.size()});
      }
      result.cells.push_back({store->name, std::string(lifetimes_workload), model->name, {}});
    }
  }
  progress.total +=
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  std::optional<CorpusGrowth> growth;
  if (options.corpus) growth.emplace(*options.corpus, options.shard, options.done);
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
                      .key_bytes_max = reachable(piece.store->limits.key_bytes),
                      .value_bytes_max = reachable(piece.store->limits.value_bytes),
                      .worlds_with_damage = percent_with_damage(*piece.store)}};
        std::vector<ShownWorld> shown;
        if (growth) {
          lifetimes.corpus = options.corpus->worlds_of(piece.store->name);
          lifetimes.shown = &shown;
        }
        Outcomes outcomes = explore_lifetimes(*piece.store, *piece.model, lifetimes, stops);
        if (growth) growth->add(index, piece.store->name, std::move(shown));
        progress.states += outcomes.tally.lifetimes.lives;
        ++progress.done;
        PieceOutcomes done;
        done.by_cell.emplace_back(piece.cell, std::move(outcomes));
        return done;
      },
      result);
  if (growth) *options.corpus = grown_corpus(*growth, pieces, options, result.done);
  return result;
}

}  // namespace powercut

#include "harness/sweep/sweep_family.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "harness/explore/explore_family.h"
#include "harness/plan/bounded_plans.h"
#include "harness/sweep/pieces.h"

namespace powercut {

namespace {

constexpr std::uint64_t plans_per_piece = 10;

// Crashes in recoveries cost by far the most. The first plans, which are the smallest, have nearly
// all of them, also in writes after two recoveries; some of the others are enough, since the images
// that they recover are mostly alike.
constexpr std::uint64_t plans_with_all_recoveries = 20;

ExplorationOptions options_for(const PlanRange& plans, ExplorationOptions options) {
  constexpr std::uint64_t part = 8;
  if (plans.begin < plans_with_all_recoveries) {
    options.write_levels = 2;
    return options;
  }
  options.nested_images /= part;
  options.visits_all_below /= part;
  options.budget = std::max<std::uint64_t>(1, options.budget / 4);
  return options;
}

struct FamilyPiece {
  const StoreUnderTest* store;
  const PlanFamily* family;
  PlanRange plans;
  std::size_t first_cell;  // of the runs themselves; the models follow
};

}  // namespace

SweepResult sweep_family(const SweepOptions& options, Progress& progress) {
  SweepResult result{.command = "sweep", .seed = options.seed, .exploration = options.exploration};
  result.plans = options.plans;
  std::deque<BoundedPlans> families;
  std::vector<FamilyPiece> pieces;
  for (const StoreUnderTest* store : options.stores) {
    const BoundedPlans& family = families.emplace_back(*store);
    std::uint64_t plans = std::min(options.plans, family.count());
    for (std::uint64_t begin = 0; begin < plans; begin += plans_per_piece) {
      PlanRange range{begin, std::min(plans, begin + plans_per_piece)};
      pieces.push_back({store, &family, range, result.cells.size()});
    }
    auto add_cell = [&](std::string_view model) {
      result.cells.push_back({store->name, std::string(bounded_workload), std::string(model), {}});
    };
    add_cell(run_itself);
    for (const PersistenceModel* model : options.models) add_cell(model->name);
  }
  // The small plans of all stores come before the larger ones of any.
  std::ranges::stable_sort(pieces, {}, [](const FamilyPiece& piece) { return piece.plans.begin; });
  progress.total +=
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  do_pieces(
      pieces.size(), options,
      [&](std::size_t index) {
        const FamilyPiece& piece = pieces[index];
        PieceOutcomes done;
        std::size_t cell = piece.first_cell;
        for (Outcomes& outcomes : explore_family(
                 *piece.store, *piece.family, piece.plans, options.models, options.seed,
                 options_for(piece.plans, options.exploration), progress.states, stops)) {
          done.by_cell.emplace_back(cell++, std::move(outcomes));
        }
        ++progress.done;
        return done;
      },
      result);
  return result;
}

std::string bounded_summary(const SweepResult& result,
                            const std::vector<const StoreUnderTest*>& stores) {
  if (!result.is_complete()) return "";
  std::vector<std::pair<std::string, std::string>> stores_by_extent;
  for (const Cell& cell : result.cells) {
    auto store = std::ranges::find(stores, cell.store, &StoreUnderTest::name);
    bool counts_plans = cell.workload == bounded_workload && cell.model == run_itself;
    if (!counts_plans || store == stores.end()) continue;
    std::string extent = BoundedPlans(**store).extent(cell.outcomes.tally.legal);
    auto same =
        std::ranges::find(stores_by_extent, extent, [](const auto& one) { return one.first; });
    if (same == stores_by_extent.end()) {
      stores_by_extent.emplace_back(std::move(extent), cell.store);
    } else {
      same->second += ", " + cell.store;
    }
  }
  std::string text;
  for (const auto& [extent, names] : stores_by_extent) {
    text += fmt::format("bounded plans: {} ({})\n", extent, names);
  }
  return text.empty() ? text : "\n" + text;
}

}  // namespace powercut

#include "harness/lifetimes/corpus_growth.h"

#include <algorithm>

namespace powercut {

StoreGrowth::StoreGrowth(const std::vector<std::string>& before, std::size_t worlds_max)
    : before_(before.size()), worlds_max_(worlds_max) {
  for (const std::string& world : before) {
    places_.emplace(world, kept_.size());
    kept_.push_back({world, 0});
  }
}

void StoreGrowth::add(std::vector<ShownWorld> shown) {
  for (ShownWorld& each : shown) {
    bool shows_more = std::ranges::any_of(
        each.shapes, [&](std::uint64_t shape) { return !seen_.contains(shape); });
    if (!shows_more) continue;
    if (!places_.contains(each.world)) {
      if (make_world_of_corpus(each.world)) continue;  // it could not be read again
      places_.emplace(each.world, kept_.size());
      kept_.push_back({each.world, 0});
    }
    Kept& kept = kept_[places_.at(each.world)];
    for (std::uint64_t shape : each.shapes) {
      if (seen_.insert(shape).second) ++kept.shapes;
    }
  }
  // Worlds far over the limit need no room until the end.
  if (kept_.size() > before_ + 2 * worlds_max_) drop_least();
}

// Drops new ones alone.
void StoreGrowth::drop_least() {
  auto first_new = kept_.begin() + static_cast<std::ptrdiff_t>(before_);
  std::vector<std::size_t> order;
  for (std::size_t place = before_; place < kept_.size(); ++place) order.push_back(place);
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t place) { return kept_[place].shapes; });
  order.resize(worlds_max_);
  std::ranges::sort(order);
  std::vector<Kept> stays;
  for (std::size_t place : order) stays.push_back(std::move(kept_[place]));
  kept_.erase(first_new, kept_.end());
  std::ranges::move(stays, std::back_inserter(kept_));
  places_.clear();
  for (std::size_t place = 0; place < kept_.size(); ++place) {
    places_.emplace(kept_[place].world, place);
  }
}

std::vector<std::string> StoreGrowth::worlds(bool all_was_done) const {
  std::vector<const Kept*> stays;
  for (std::size_t place = 0; place < kept_.size(); ++place) {
    if (place >= before_ || kept_[place].shapes > 0 || !all_was_done) {
      stays.push_back(&kept_[place]);
    }
  }
  if (stays.size() > worlds_max_) {
    std::ranges::stable_sort(stays, std::ranges::greater(), &Kept::shapes);
    stays.resize(worlds_max_);
    std::ranges::sort(stays);
  }
  std::vector<std::string> worlds;
  for (const Kept* kept : stays) worlds.push_back(kept->world);
  return worlds;
}

CorpusGrowth::CorpusGrowth(const Corpus& before, const Shard& shard, const PiecesDone& done)
    : before_(before), step_(shard.count), done_(done), next_(shard.index - 1) {
  go_to_next();
}

// Stays where it is, if that piece will come.
void CorpusGrowth::go_to_next() {
  while (next_ < done_.size() && done_[next_]) next_ += step_;
}

void CorpusGrowth::add(std::size_t piece, const std::string& store, std::vector<ShownWorld> shown) {
  std::scoped_lock lock(mutex_);
  waiting_.emplace(piece, ShownByPiece{store, std::move(shown)});
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    join(std::move(waiting_.begin()->second));
    waiting_.erase(waiting_.begin());
    next_ += step_;
    go_to_next();
  }
}

void CorpusGrowth::join(ShownByPiece piece) {
  auto [growth, is_first] = stores_.try_emplace(piece.store, before_.worlds_of(piece.store));
  growth->second.add(std::move(piece.shown));
}

Corpus CorpusGrowth::corpus(const std::function<bool(const std::string& store)>& all_was_done) {
  std::scoped_lock lock(mutex_);
  for (auto& [number, piece] : waiting_) join(std::move(piece));
  waiting_.clear();
  Corpus corpus = before_;
  for (const auto& [store, growth] : stores_) {
    corpus.worlds[store] = growth.worlds(all_was_done(store));
    if (corpus.worlds[store].empty()) corpus.worlds.erase(store);
  }
  return corpus;
}

}  // namespace powercut

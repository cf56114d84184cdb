// The pending effects of CrashStates when a sync has failed.
//
// The pages of the file count as clean: their bytes are forgotten. Each may have come to the disk
// before the sync failed, or not, and no later sync writes it. Models at once and when synced take
// them for lost, and the size for durable. Under any_time
//
//   size     stays pending, as do the names; or is forgotten, too, if the model says so. Bytes that
//            would lie behind the end are there only if the size is.
//   bytes    stay in doubt, and so does a size that is forgotten, until their page is written
//            again, which brings back all that the cache holds, or they are cut off for good.
//
// This holds for a cache that keeps the bytes that it shows. Where the failed sync brings the old
// bytes back to the cache (Call::brings_back), readers see what the disk has: nothing of the bytes
// has come to it, and nothing will. A page that is written again brings only the new bytes. Sizes
// are as above.
#include <algorithm>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

namespace {

constexpr std::uint64_t page_bytes = 4096;

bool touches_page_of(const PendingEffect& effect, const Call& write) {
  if (effect.bytes.empty() || write.length == 0) return false;
  return write.offset / page_bytes <= (effect.end() - 1) / page_bytes &&
         effect.offset / page_bytes <= (write.offset + write.length - 1) / page_bytes;
}

// A growth that no sync demands any more. One over a gap brings no bytes, and lies at its end.
PendingEffect forgotten_growth(PendingEffect growth) {
  static constexpr std::byte zero{};
  growth.forgotten = true;
  growth.needs.clear();
  if (growth.bytes.empty()) {
    --growth.offset;
    growth.bytes = Bytes(&zero, 1);
  }
  return growth;
}

// Zeros in the place of the effect's bytes.
void forget_bytes(PendingEffect& effect) {
  effect.owned = std::make_shared<const std::vector<std::byte>>(effect.bytes.size());
  effect.bytes = *effect.owned;
}

}  // namespace

// A page that is dirty again goes to the disk with all that the cache holds.
void CrashStates::dirty_again(const Call& call) {
  bool any = false;
  for (PendingEffect& effect : pending_) {
    if (!effect.forgotten || effect.inode != call.inode || !touches_page_of(effect, call)) continue;
    effect.forgotten = false;
    any = true;
  }
  if (!any || !forgot_any_) return;
  Bytes seen = cache_.contents(call.inode);
  std::uint64_t begin = call.offset / page_bytes * page_bytes;
  std::uint64_t end = ((call.offset + call.length - 1) / page_bytes + 1) * page_bytes;
  end = std::min<std::uint64_t>(end, seen.size());
  if (begin < end) eager_.write(call.inode, begin, seen.subspan(begin, end - begin));
}

// The length of the file without the forgotten effects.
std::uint64_t CrashStates::sure_size(InodeId file) const {
  using Kind = PendingEffect::Kind;
  bool any_forgotten = std::ranges::any_of(pending_, [&](const PendingEffect& effect) {
    return effect.forgotten && effect.kind == Kind::growth && effect.inode == file;
  });
  if (!any_forgotten) return ~std::uint64_t{0};
  std::uint64_t size = durable_.contents(file).size();
  for (const PendingEffect& effect : pending_) {
    if (effect.forgotten || effect.inode != file || effect.kind == Kind::entries) continue;
    if (effect.kind == Kind::truncate) size = effect.offset;
    if (effect.kind == Kind::growth || effect.extends) size = std::max(size, effect.end());
  }
  return size;
}

// A failed sync leaves one effect for each page of it, tied to nothing but the growth in which it
// lies, if it needs that. The ids are still to be given, and the tie to be made a need.
std::vector<PendingEffect> CrashStates::forgotten_pages(const PendingEffect& effect) const {
  // Where a file may still be longer, bytes do without their growth.
  bool is_tied =
      effect.extends || std::ranges::find(effect.needs, effect.growth) != effect.needs.end();
  EffectId growth = effect.extends ? effect.id : effect.growth;
  std::vector<PendingEffect> pages;
  for (std::uint64_t place = effect.offset; place < effect.end();) {
    std::uint64_t next = std::min(effect.end(), (place / page_bytes + 1) * page_bytes);
    pages.push_back({.id = no_effect,
                     .kind = PendingEffect::Kind::data,
                     .classes = effect_class::overwrite,
                     .inode = effect.inode,
                     .offset = place,
                     .bytes = effect.bytes.subspan(place - effect.offset, next - place),
                     .owned = effect.owned,
                     .growth = is_tied ? growth : no_effect,
                     .forgotten = true,
                     .trace = effect.trace,
                     .call = effect.call});
    place = next;
  }
  return pages;
}

bool CrashStates::forgets_sizes() const {
  return model_->writeback == Writeback::any_time && model_->failed_sync_forgets_size;
}

// An effect that is durable already, and only waits its turn, is not forgotten.
bool CrashStates::is_forgettable(const PendingEffect& effect, InodeId file) const {
  bool is_kind = effect.kind == PendingEffect::Kind::data ||
                 (effect.kind == PendingEffect::Kind::growth && forgets_sizes());
  return is_kind && effect.inode == file && !effect.forgotten && !effect.must;
}

// add_needs() leaves out what is needed by way of another effect: where that one is forgotten, it
// must be said.
void CrashStates::bequeath_needs(InodeId file) {
  auto is_gone = [&](const PendingEffect& effect) {
    bool leaves_size = effect.extends && !forgets_sizes();
    return is_forgettable(effect, file) && !leaves_size;
  };
  std::vector<EffectId> way;
  std::vector<bool> seen;
  for (PendingEffect& effect : pending_) {
    way.clear();
    seen.assign(pending_.size(), false);
    auto follow = [&](const PendingEffect& from, bool forgotten_only) {
      for (EffectId need : from.needs) {
        std::size_t index = index_of(need);
        if (index == pending_.size() || seen[index]) continue;
        if (forgotten_only && !is_gone(pending_[index])) continue;
        seen[index] = true;
        way.push_back(need);
      }
    };
    follow(effect, true);
    for (std::size_t next = 0; next < way.size(); ++next) {
      const PendingEffect& earlier = pending_[index_of(way[next])];
      bool ordered = std::ranges::any_of(
          model_->order, [&](const OrderRule& rule) { return puts_before(rule, earlier, effect); });
      if (ordered && !is_gone(earlier)) {
        effect.needs.push_back(earlier.id);
      } else {
        follow(earlier, false);
      }
    }
  }
}

void CrashStates::fail_sync(InodeId file, bool brings_back) {
  all_new_ = true;
  bequeath_needs(file);
  std::vector<PendingEffect> rest;
  std::vector<EffectId> forgotten_sizes;
  auto put_size = [&](PendingEffect& growth) {
    if (brings_back) forget_bytes(growth);
    if (forgets_sizes()) forgotten_sizes.push_back(growth.id);
    rest.push_back(forgets_sizes() ? forgotten_growth(std::move(growth)) : std::move(growth));
  };
  for (PendingEffect& effect : pending_) {
    if (!is_forgettable(effect, file)) {
      const bool is_undone = brings_back && effect.inode == file && !effect.must;
      const bool is_data = effect.kind == PendingEffect::Kind::data;
      if (is_undone && is_data && effect.forgotten) continue;
      if (is_undone && effect.kind == PendingEffect::Kind::growth) forget_bytes(effect);
      // Readers see zeros in the bytes that were cut off, so none of them is on the disk.
      if (is_undone && effect.kind == PendingEffect::Kind::truncate) effect.zeros_forgotten = true;
      rest.push_back(std::move(effect));
      continue;
    }
    if (effect.kind == PendingEffect::Kind::growth) {
      put_size(effect);
      continue;
    }
    std::vector<PendingEffect> pages;
    if (!brings_back) pages = forgotten_pages(effect);
    if (effect.extends) {
      effect.kind = PendingEffect::Kind::growth;
      effect.extends = false;
      put_size(effect);
    }
    std::ranges::move(pages, std::back_inserter(rest));
  }
  pending_ = std::move(rest);
  for (PendingEffect& effect : pending_) {
    std::erase_if(effect.needs, [&](EffectId id) {
      return std::ranges::find(forgotten_sizes, id) != forgotten_sizes.end();
    });
  }
  number_anew();
  tie_forgotten();
  if (model_->writeback != Writeback::any_time) demand_sizes(file);
  settle();
  if (model_->writeback != Writeback::at_once) return;
  if (!forgot_any_) eager_ = cache_;
  forgot_any_ = true;
  // The size is the same already: it is durable all the same.
  eager_.write(file, 0, durable_.contents(file));
}

// Bytes that were just forgotten need the growth in which they lie. It is no growth to them any
// more: they may hold the bytes or zeros, whatever the model's tails.
void CrashStates::tie_forgotten() {
  for (PendingEffect& effect : pending_) {
    if (!effect.forgotten || effect.kind != PendingEffect::Kind::data) continue;
    bool is_pending = effect.growth != no_effect && effect.growth != settled_effect;
    if (is_pending) effect.needs.push_back(effect.growth);
    effect.growth = no_effect;
  }
}

void CrashStates::demand_sizes(InodeId file) {
  for (PendingEffect& effect : pending_) {
    bool is_size = effect.kind != PendingEffect::Kind::data;
    if (is_size && is_content_of(effect, file)) demand(effect);
  }
}

// A durable truncate takes with it the bytes forgotten behind the new end, its own zeros among
// them.
void CrashStates::cut_off_forgotten(std::size_t count, PendingEffect& truncate) {
  for (PendingEffect& earlier : std::span(pending_).first(count)) {
    if (!earlier.forgotten || earlier.inode != truncate.inode) continue;
    std::uint64_t kept = truncate.offset > earlier.offset ? truncate.offset - earlier.offset : 0;
    if (kept >= earlier.bytes.size()) continue;
    earlier.bytes = earlier.bytes.first(kept);
    bool is_of_call = earlier.trace == truncate.trace && earlier.call == truncate.call;
    if (is_of_call) truncate.zeros_forgotten = true;
  }
}

}  // namespace powercut

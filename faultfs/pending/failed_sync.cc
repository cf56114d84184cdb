#include "faultfs/pending/failed_sync.h"

#include <algorithm>
#include <iterator>

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

// A failed sync leaves one effect for each page of it, tied to nothing but the growth in which it
// lies, if it needs that. The ids are still to be given, and the tie to be made a need.
std::vector<PendingEffect> forgotten_pages(const PendingEffect& effect) {
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

// One failed sync of one file.
class Forgetting {
 public:
  Forgetting(const PersistenceModel& model, InodeId file, bool brings_back, PendingList& pending)
      : model_(model), file_(file), brings_back_(brings_back), pending_(pending) {}

  void forget();

 private:
  bool forgets_sizes() const {
    return model_.writeback == Writeback::any_time && model_.failed_sync_forgets_size;
  }
  bool is_forgettable(const PendingEffect& effect) const;
  bool is_gone(const PendingEffect& effect) const;
  void hand_needs_on();
  void leave(PendingEffect& effect);
  void take_apart(PendingEffect& effect);
  void leave_size(PendingEffect& growth);
  void tie_to_growths();
  void demand_sizes();

  const PersistenceModel& model_;
  InodeId file_;
  bool brings_back_;
  PendingList& pending_;
  std::vector<PendingEffect> rest_ = {};  // of the pending effects, and what they fall into
  std::vector<EffectId> forgotten_sizes_ = {};
};

bool Forgetting::is_forgettable(const PendingEffect& effect) const {
  bool is_kind = effect.kind == PendingEffect::Kind::data ||
                 (effect.kind == PendingEffect::Kind::growth && forgets_sizes());
  return is_kind && effect.inode == file_ && !effect.forgotten && !effect.must;
}

bool Forgetting::is_gone(const PendingEffect& effect) const {
  bool leaves_size = effect.extends && !forgets_sizes();
  return is_forgettable(effect) && !leaves_size;
}

void Forgetting::forget() {
  hand_needs_on();
  for (PendingEffect& effect : pending_.all()) {
    if (is_forgettable(effect)) {
      take_apart(effect);
    } else {
      leave(effect);
    }
  }
  pending_.all() = std::move(rest_);
  for (PendingEffect& effect : pending_.all()) {
    std::erase_if(effect.needs, [&](EffectId id) {
      return std::ranges::find(forgotten_sizes_, id) != forgotten_sizes_.end();
    });
  }
  pending_.number_anew();
  tie_to_growths();
  if (model_.writeback != Writeback::any_time) demand_sizes();
}

// PendingList::note_needs() leaves out what is needed by way of another effect: where that one is
// forgotten, it must be said.
void Forgetting::hand_needs_on() {
  std::vector<PendingEffect>& effects = pending_.all();
  std::vector<EffectId> way;
  std::vector<bool> seen;
  for (PendingEffect& effect : effects) {
    way.clear();
    seen.assign(effects.size(), false);
    auto follow = [&](const PendingEffect& from, bool forgotten_only) {
      for (EffectId need : from.needs) {
        std::size_t index = pending_.place_of(need);
        if (index == effects.size() || seen[index]) continue;
        if (forgotten_only && !is_gone(effects[index])) continue;
        seen[index] = true;
        way.push_back(need);
      }
    };
    follow(effect, true);
    for (std::size_t next = 0; next < way.size(); ++next) {
      const PendingEffect& earlier = effects[pending_.place_of(way[next])];
      bool ordered = std::ranges::any_of(
          model_.order, [&](const OrderRule& rule) { return puts_before(rule, earlier, effect); });
      if (ordered && !is_gone(earlier)) {
        effect.needs.push_back(earlier.id);
      } else {
        follow(earlier, false);
      }
    }
  }
}

// It is not what the sync was to write; but where the old bytes come back, so do those of effects
// that an earlier failed sync left.
void Forgetting::leave(PendingEffect& effect) {
  const bool is_undone = brings_back_ && effect.inode == file_ && !effect.must;
  const bool is_data = effect.kind == PendingEffect::Kind::data;
  if (is_undone && is_data && effect.forgotten) return;
  if (is_undone && effect.kind == PendingEffect::Kind::growth) forget_bytes(effect);
  // Readers see zeros in the bytes that were cut off, so none of them is on the disk.
  if (is_undone && effect.kind == PendingEffect::Kind::truncate) effect.zeros_forgotten = true;
  rest_.push_back(std::move(effect));
}

// Keeps the rest of a forgotten effect: its size, and its pages in doubt.
void Forgetting::take_apart(PendingEffect& effect) {
  if (effect.kind == PendingEffect::Kind::growth) return leave_size(effect);
  std::vector<PendingEffect> pages;
  if (!brings_back_) pages = forgotten_pages(effect);
  if (effect.extends) {
    effect.kind = PendingEffect::Kind::growth;
    effect.extends = false;
    leave_size(effect);
  }
  std::ranges::move(pages, std::back_inserter(rest_));
}

void Forgetting::leave_size(PendingEffect& growth) {
  if (brings_back_) forget_bytes(growth);
  if (forgets_sizes()) forgotten_sizes_.push_back(growth.id);
  rest_.push_back(forgets_sizes() ? forgotten_growth(std::move(growth)) : std::move(growth));
}

// Bytes that were just forgotten need the growth in which they lie. It is no growth to them any
// more: they may hold the bytes or zeros, whatever the model's tails.
void Forgetting::tie_to_growths() {
  for (PendingEffect& effect : pending_.all()) {
    if (!effect.forgotten || effect.kind != PendingEffect::Kind::data) continue;
    bool is_pending = effect.growth != no_effect && effect.growth != settled_effect;
    if (is_pending) effect.needs.push_back(effect.growth);
    effect.growth = no_effect;
  }
}

void Forgetting::demand_sizes() {
  for (PendingEffect& effect : pending_.all()) {
    bool is_size = effect.kind != PendingEffect::Kind::data;
    if (is_size && is_content_of(effect, file_)) pending_.demand(effect);
  }
}

}  // namespace

void forget_unsynced(const PersistenceModel& model, InodeId file, bool brings_back,
                     PendingList& pending) {
  Forgetting(model, file, brings_back, pending).forget();
}

bool remember_pages_of(const Call& write, PendingList& pending) {
  bool any = false;
  for (PendingEffect& effect : pending.all()) {
    if (!effect.forgotten || effect.inode != write.inode || !touches_page_of(effect, write)) {
      continue;
    }
    effect.forgotten = false;
    any = true;
  }
  return any;
}

PageRange pages_of(const Call& write) {
  return {write.offset / page_bytes * page_bytes,
          ((write.offset + write.length - 1) / page_bytes + 1) * page_bytes};
}

std::uint64_t sure_size(const std::vector<PendingEffect>& pending, const Disk& durable,
                        InodeId file) {
  using Kind = PendingEffect::Kind;
  bool any_forgotten = std::ranges::any_of(pending, [&](const PendingEffect& effect) {
    return effect.forgotten && effect.kind == Kind::growth && effect.inode == file;
  });
  if (!any_forgotten) return ~std::uint64_t{0};
  std::uint64_t size = durable.contents(file).size();
  for (const PendingEffect& effect : pending) {
    if (effect.forgotten || effect.inode != file || effect.kind == Kind::entries) continue;
    if (effect.kind == Kind::truncate) size = effect.offset;
    if (effect.kind == Kind::growth || effect.extends) size = std::max(size, effect.end());
  }
  return size;
}

void cut_off_forgotten(std::span<PendingEffect> before, PendingEffect& truncate) {
  for (PendingEffect& earlier : before) {
    if (!earlier.forgotten || earlier.inode != truncate.inode) continue;
    std::uint64_t kept = truncate.offset > earlier.offset ? truncate.offset - earlier.offset : 0;
    if (kept >= earlier.bytes.size()) continue;
    earlier.bytes = earlier.bytes.first(kept);
    bool is_of_call = earlier.trace == truncate.trace && earlier.call == truncate.call;
    if (is_of_call) truncate.zeros_forgotten = true;
  }
}

}  // namespace powercut

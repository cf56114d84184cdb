#include "faultfs/pending/part_order.h"

#include <algorithm>
#include <bit>

namespace powercut {

namespace {

constexpr std::size_t bits_per_word = 64;

}  // namespace

bool ordered_in_call(const PersistenceModel& model, EffectClasses first, EffectClasses then) {
  return std::ranges::any_of(model.order, [&](const OrderRule& rule) {
    return rule.scope == OrderRule::Scope::call && (rule.first & first) != 0 &&
           (rule.then & then) != 0;
  });
}

PartOrder::PartOrder(const PersistenceModel& model, std::vector<PendingEffect>& parts,
                     EffectId first_id, bool may_be_longer)
    : model_(model), parts_(parts), first_id_(first_id), may_be_longer_(may_be_longer) {}

void PartOrder::arrange() {
  if (parts_.size() < 2) return;
  bool any_rule = std::ranges::any_of(
      model_.order, [](const OrderRule& rule) { return rule.scope == OrderRule::Scope::call; });
  if (!any_rule) return need_growths();
  find_kinds();
  if (may_be_out_of_order()) put_in_order();
  set_needs();
  if (is_moved_) number();
}

void PartOrder::find_kinds() {
  kind_of_.reserve(parts_.size());
  for (const PendingEffect& part : parts_) {
    auto known = std::ranges::find(kinds_, part.classes);
    kind_of_.push_back(static_cast<std::size_t>(known - kinds_.begin()));
    if (known == kinds_.end()) kinds_.push_back(part.classes);
  }
  for (EffectClasses first : kinds_) {
    for (EffectClasses then : kinds_) ordered_.push_back(ordered_in_call(model_, first, then));
  }
}

// first, then: kinds, by number.
bool PartOrder::is_ordered(std::size_t first, std::size_t then) const {
  return ordered_[first * kinds_.size() + then];
}

// one, other: parts, by place. Bytes need the size that they lie in, whatever the rules say. Where
// the rules order two parts both ways, the one at the front comes first. Ids still tell where a
// part was.
bool PartOrder::comes_first(std::size_t first, std::size_t then) const {
  const PendingEffect& one = parts_[first];
  const PendingEffect& other = parts_[then];
  if (other.growth == one.id && !may_be_longer_) return true;
  if (one.growth == other.id || !is_ordered(kind_of_[first], kind_of_[then])) return false;
  return one.id < other.id || !is_ordered(kind_of_[then], kind_of_[first]);
}

// Whether rules put any part before one that stands in front of it; a growth stands in front of its
// bytes.
bool PartOrder::may_be_out_of_order() const {
  std::vector<bool> passed(kinds_.size());
  for (std::size_t kind : kind_of_) {
    for (std::size_t before = 0; before < kinds_.size(); ++before) {
      if (passed[before] && is_ordered(kind, before) && !is_ordered(before, kind)) return true;
    }
    passed[kind] = true;
  }
  return false;
}

// The parts of a call as the rules want them, which have no cycle.
void PartOrder::put_in_order() {
  for (std::size_t place = 0; place < parts_.size(); ++place) {
    std::size_t first = place;
    auto must_wait = [&](std::size_t candidate) {
      for (std::size_t other = place; other < parts_.size(); ++other) {
        if (other != candidate && comes_first(other, candidate)) return true;
      }
      return false;
    };
    while (first < parts_.size() && must_wait(first)) ++first;
    if (first == place || first == parts_.size()) continue;
    auto rotate = [&](auto& list) {
      auto begin = list.begin() + static_cast<std::ptrdiff_t>(place);
      auto middle = list.begin() + static_cast<std::ptrdiff_t>(first);
      std::rotate(begin, middle, middle + 1);
    };
    rotate(parts_);
    rotate(kind_of_);
    is_moved_ = true;
  }
}

void PartOrder::need_growths() {
  if (may_be_longer_) return;
  for (PendingEffect& part : parts_) {
    if (part.growth != no_effect) part.needs.push_back(part.growth);
  }
}

// A bit for each part in front of it that comes first.
void PartOrder::mark_candidates(std::size_t then, std::span<std::uint64_t> candidates) const {
  if (!is_moved_) {
    auto passed = std::span(passed_).subspan(kind_of_[then] * words_, candidates.size());
    std::ranges::copy(passed, candidates.begin());
    EffectId growth = parts_[then].growth;
    if (growth == no_effect || may_be_longer_) return;
    std::size_t place = growth - first_id_;
    candidates[place / bits_per_word] |= std::uint64_t{1} << place % bits_per_word;
    return;
  }
  std::ranges::fill(candidates, 0);
  for (std::size_t first = 0; first < then; ++first) {
    if (!comes_first(first, then)) continue;
    candidates[first / bits_per_word] |= std::uint64_t{1} << first % bits_per_word;
  }
}

void PartOrder::pass(std::size_t place) {
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (!is_ordered(kind_of_[place], kind)) continue;
    passed_[kind * words_ + place / bits_per_word] |= std::uint64_t{1} << place % bits_per_word;
  }
}

// From the last candidate to the first: one that no need so far covers is a need itself, and covers
// what it needs. For each part the bits that its needs cover are kept, up to the word of its own.
void PartOrder::set_needs() {
  words_ = (parts_.size() + bits_per_word - 1) / bits_per_word;
  passed_.assign(kinds_.size() * words_, 0);
  std::vector<std::uint64_t> covered;
  covered.reserve(parts_.size() * (words_ + 1) / 2);
  std::vector<std::size_t> begins;
  begins.reserve(parts_.size());
  std::vector<std::uint64_t> candidates(words_);
  for (std::size_t then = 0; then < parts_.size(); ++then) {
    std::size_t words = then / bits_per_word + 1;
    begins.push_back(covered.size());
    covered.resize(covered.size() + words);
    auto own = std::span(covered).last(words);
    mark_candidates(then, std::span(candidates).first(words));
    auto& needs = parts_[then].needs;
    for (std::size_t word = words; word-- > 0;) {
      while (std::uint64_t left = candidates[word] & ~own[word]) {
        auto bit = bits_per_word - 1 - static_cast<std::size_t>(std::countl_zero(left));
        std::size_t first = word * bits_per_word + bit;
        needs.push_back(first_id_ + static_cast<EffectId>(first));
        own[word] |= std::uint64_t{1} << bit;
        for (std::size_t of_need = 0; of_need <= word; ++of_need) {
          own[of_need] |= covered[begins[first] + of_need];
        }
      }
    }
    std::ranges::reverse(needs);
    pass(then);
  }
}

// Gives ids by the place.
void PartOrder::number() {
  std::vector<EffectId> new_ids(parts_.size());
  for (std::size_t place = 0; place < parts_.size(); ++place) {
    new_ids[parts_[place].id - first_id_] = first_id_ + static_cast<EffectId>(place);
  }
  for (PendingEffect& part : parts_) {
    if (part.growth != no_effect) part.growth = new_ids[part.growth - first_id_];
    part.id = new_ids[part.id - first_id_];
  }
}

}  // namespace powercut

// PartOrder: puts the parts of one call in the order in which they may reach the disk, and sets the
// needs of each.
//
// A call that appends a page byte by byte has thousands of parts, but they have only a few classes,
// and a rule speaks of classes alone. So the rules are checked once for each pair of classes, and
// the needs of a part are kept as a bit for each part before it.
//
// It borrows the model and the parts. Threads: one for each object.
#pragma once

#include <span>
#include <vector>

#include "powercut/faultfs/pending_effect.h"

namespace powercut {

class PartOrder {
 public:
  // parts: their ids begin with first_id and rise by one. may_be_longer: as in split_call().
  PartOrder(const PersistenceModel& model, std::vector<PendingEffect>& parts, EffectId first_id,
            bool may_be_longer);

  // Sorts the parts by the rules, numbers their ids in the new order, and sets the needs of each
  // part: the nearest ones, which themselves need the others.
  void arrange();

 private:
  void find_kinds();
  bool is_ordered(std::size_t first, std::size_t then) const;
  bool comes_first(std::size_t first, std::size_t then) const;
  bool may_be_out_of_order() const;
  void put_in_order();
  void need_growths();
  void set_needs();
  void mark_candidates(std::size_t then, std::span<std::uint64_t> candidates) const;
  void pass(std::size_t place);
  void number();

  const PersistenceModel& model_;
  std::vector<PendingEffect>& parts_;
  EffectId first_id_;
  bool may_be_longer_;
  bool is_moved_ = false;              // the order differs from that of the ids
  std::vector<EffectClasses> kinds_;   // the classes that parts have, each once
  std::vector<std::size_t> kind_of_;   // by part
  std::vector<bool> ordered_;          // by the kind that comes first and the other one
  std::vector<std::uint64_t> passed_;  // by kind: a bit for each earlier part that rules put before
  std::size_t words_ = 0;              // the words that hold a bit for each part
};

// Whether a rule of the model puts one part of a call before another.
bool ordered_in_call(const PersistenceModel& model, EffectClasses first, EffectClasses then);

}  // namespace powercut

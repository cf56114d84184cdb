// PartOrder: in which order the parts of one call may come to the disk, and what each of them
// needs.
//
// A call that appends a page byte by byte has thousands of parts, but these are of a handful of
// classes, and a rule speaks of classes alone. So the rules are asked once for each pair of
// classes, and the needs of a part are kept as a bit for each part before it.
//
// The model and the parts are borrowed. Threads: one each.
#pragma once

#include <span>
#include <vector>

#include "powercut/faultfs/pending_effect.h"

namespace powercut {

class PartOrder {
 public:
  // parts: their ids count up from first_id. may_be_longer: as split_call() has it.
  PartOrder(const PersistenceModel& model, std::vector<PendingEffect>& parts, EffectId first_id,
            bool may_be_longer);

  // Puts the parts as the rules want them, gives ids by the place, and sets what each part needs:
  // the nearest, which need the others.
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
  bool is_moved_ = false;              // the order is another than that of the ids
  std::vector<EffectClasses> kinds_;   // the classes that parts have, each once
  std::vector<std::size_t> kind_of_;   // by part
  std::vector<bool> ordered_;          // by the kind before and the kind behind
  std::vector<std::uint64_t> passed_;  // by kind: a bit for each part so far that rules put before
  std::size_t words_ = 0;              // of the bits of all parts
};

// Whether a rule of the model puts one part of a call before another.
bool ordered_in_call(const PersistenceModel& model, EffectClasses first, EffectClasses then);

}  // namespace powercut

#include "powercut/faultfs/model_set.h"

#include <algorithm>

namespace powercut {

std::vector<const PersistenceModel*> ModelSet::all() const {
  std::vector<const PersistenceModel*> models = persistence_models();
  for (const PersistenceModel& model : added_) models.push_back(&model);
  return models;
}

const PersistenceModel* ModelSet::find(std::string_view name) const {
  if (const PersistenceModel* row = find_persistence_model(name)) return row;
  auto found = std::ranges::find(added_, name, &PersistenceModel::name);
  return found == added_.end() ? nullptr : &*found;
}

bool ModelSet::add(PersistenceModel model) {
  if (find(model.name) != nullptr || !model.aliases.empty()) return false;
  added_.push_back(std::move(model));
  return true;
}

bool ModelSet::is_within(const PersistenceModel& stronger, const PersistenceModel& weaker) const {
  return leads_to(stronger, weaker, all().size());
}

bool ModelSet::leads_to(const PersistenceModel& stronger, const PersistenceModel& weaker,
                        std::size_t steps) const {
  if (stronger.name == weaker.name) return true;
  if (steps == 0) return false;
  return std::ranges::any_of(stronger.within, [&](const std::string& name) {
    const PersistenceModel* next = find(name);
    return next != nullptr && leads_to(*next, weaker, steps - 1);
  });
}

}  // namespace powercut

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
  // Each row once: rows that were added may go round in a circle, or lead there by many ways.
  std::vector<const PersistenceModel*> reached{&stronger};
  for (std::size_t place = 0; place < reached.size(); ++place) {
    if (reached[place]->name == weaker.name) return true;
    for (const std::string& name : reached[place]->within) {
      const PersistenceModel* next = find(name);
      const bool is_new = std::ranges::find(reached, next) == reached.end();
      if (next != nullptr && is_new) reached.push_back(next);
    }
  }
  return false;
}

}  // namespace powercut

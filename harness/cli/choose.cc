#include "harness/cli/choose.h"

#include <algorithm>
#include <thread>

#include "harness/cli/complain.h"
#include "harness/plan_text.h"
#include "harness/strict_json.h"

namespace powercut {

namespace {

template <typename Item>
std::vector<const Item*> pointers_to(const std::vector<Item>& items) {
  std::vector<const Item*> pointers;
  for (const Item& item : items) pointers.push_back(&item);
  return pointers;
}

template <typename Item>
const Item* known(const char* what, const std::string& name,
                  const Item* (*find)(std::string_view)) {
  const Item* item = find(name);
  if (item == nullptr) complain("no {} is named '{}'; see: powercut list {}s", what, name, what);
  return item;
}

const StoreUnderTest* known_store(const std::string& name) {
  return known("store", name, find_store);
}

// Find complains, and gives nullptr, if there is none of a name.
template <typename Item, typename Find>
bool choose(const std::vector<std::string>& names, const std::vector<const Item*>& all,
            const Find& find, const std::function<bool(const Item&)>& by_default,
            std::vector<const Item*>& chosen) {
  for (const std::string& name : names) {
    const Item* item = find(name);
    if (item == nullptr) return false;
    if (std::ranges::find(chosen, item) == chosen.end()) chosen.push_back(item);
  }
  if (names.empty()) {
    for (const Item* item : all) {
      if (by_default(*item)) chosen.push_back(item);
    }
  }
  return true;
}

}  // namespace

bool choose_stores(const std::vector<std::string>& names,
                   const std::function<bool(const StoreUnderTest&)>& by_default,
                   std::vector<const StoreUnderTest*>& chosen) {
  return choose(names, pointers_to(all_stores()), known_store, by_default, chosen);
}

bool choose_workloads(const std::vector<std::string>& names,
                      const std::function<bool(const Workload&)>& by_default,
                      std::vector<const Workload*>& chosen) {
  return choose(names, pointers_to(all_workloads()), choose_workload, by_default, chosen);
}

bool choose_models(const std::vector<std::string>& names,
                   const std::function<bool(const PersistenceModel&)>& by_default,
                   std::vector<const PersistenceModel*>& chosen) {
  auto taken_unasked = [&](const PersistenceModel& model) {
    return !model.only_by_name && by_default(model);
  };
  return choose<PersistenceModel>(names, persistence_models(), choose_model, taken_unasked, chosen);
}

const PersistenceModel* choose_model(const std::string& name) {
  const PersistenceModel* model = known("model", name, find_persistence_model);
  const Alias* alias = model == nullptr ? nullptr : find_alias(*model, name);
  if (alias != nullptr) {
    fmt::print(stderr, "powercut: {} is the model {}: {}\n", name, model->name, alias->why);
  }
  return model;
}

bool choose_model_of(FindingPlace& place, const PersistenceModel*& model) {
  model = nullptr;
  if (place.model == run_itself) return true;
  model = choose_model(place.model);
  if (model != nullptr) place.model = model->name;
  return model != nullptr;
}

const Workload* choose_workload(const std::string& name) {
  if (!name.starts_with('=')) return known("workload", name, find_workload);
  const Workload* workload = find_workload(name);
  if (workload == nullptr) {
    complain(
        "{} is malformed: {}; a plan is [setup:OPERATIONS|][cut:OPERATION|][fault:RULE|]OPERATIONS "
        "after a '=', as in '=set(a=1),remove(a),compact'",
        in_quotes(name), parse_plan(name).error());
  }
  return workload;
}

unsigned jobs_or_cores(unsigned jobs) {
  return jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace powercut

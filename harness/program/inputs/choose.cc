#include "harness/program/inputs/choose.h"

#include <algorithm>
#include <thread>

#include "harness/plan/strict_json.h"
#include "harness/program/report_error.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

template <typename Items>
auto pointers_to(const Items& items) {
  std::vector<const typename Items::value_type*> pointers;
  for (const auto& item : items) pointers.push_back(&item);
  return pointers;
}

template <typename Item>
const Item* known(const Registry& registry, const char* what, const std::string& name,
                  const Item* item) {
  if (item == nullptr) {
    report_error("no {} is named '{}'; see: {} list {}s", what, name, registry.program, what);
  }
  return item;
}

// Find reports the error, and gives nullptr, if there is none of a name.
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

bool choose_stores(const Registry& registry, const std::vector<std::string>& names,
                   const std::function<bool(const StoreUnderTest&)>& by_default,
                   std::vector<const StoreUnderTest*>& chosen) {
  auto find = [&](const std::string& name) { return choose_store(registry, name); };
  return choose(names, pointers_to(registry.stores()), find, by_default, chosen);
}

bool choose_workloads(const Registry& registry, const std::vector<std::string>& names,
                      const std::function<bool(const Workload&)>& by_default,
                      std::vector<const Workload*>& chosen) {
  auto find = [&](const std::string& name) { return choose_workload(registry, name); };
  return choose(names, pointers_to(registry.workloads()), find, by_default, chosen);
}

bool choose_models(const Registry& registry, const std::vector<std::string>& names,
                   const std::function<bool(const PersistenceModel&)>& by_default,
                   std::vector<const PersistenceModel*>& chosen) {
  auto taken_unasked = [&](const PersistenceModel& model) {
    return !model.only_by_name && by_default(model);
  };
  auto find = [&](const std::string& name) { return choose_model(registry, name); };
  return choose<PersistenceModel>(names, registry.models().all(), find, taken_unasked, chosen);
}

const StoreUnderTest* choose_store(const Registry& registry, const std::string& name) {
  return known(registry, "store", name, registry.find_store(name));
}

const PersistenceModel* choose_model(const Registry& registry, const std::string& name) {
  const PersistenceModel* model = known(registry, "model", name, registry.find_model(name));
  const Alias* alias = model == nullptr ? nullptr : find_alias(*model, name);
  if (alias != nullptr) {
    fmt::print(stderr, "powercut: {} is the model {}: {}\n", name, model->name, alias->why);
  }
  return model;
}

bool choose_model_of(const Registry& registry, FindingPlace& place,
                     const PersistenceModel*& model) {
  model = nullptr;
  if (place.model == run_itself) return true;
  model = choose_model(registry, place.model);
  if (model != nullptr) place.model = model->name;
  return model != nullptr;
}

const Workload* choose_workload(const Registry& registry, const std::string& name) {
  const Workload* workload = registry.find_workload(name);
  if (!name.starts_with('=')) return known(registry, "workload", name, workload);
  if (workload == nullptr) {
    report_error(
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

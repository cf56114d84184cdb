#include "harness/cli/choose.h"

#include <algorithm>
#include <thread>

#include "harness/cli/complain.h"

namespace powercut {

namespace {

template <typename Item>
std::vector<const Item*> pointers_to(const std::vector<Item>& items) {
  std::vector<const Item*> pointers;
  for (const Item& item : items) pointers.push_back(&item);
  return pointers;
}

template <typename Item, typename Find>
bool choose(const char* what, const std::vector<std::string>& names,
            const std::vector<const Item*>& all, const Find& find,
            const std::function<bool(const Item&)>& by_default, std::vector<const Item*>& chosen) {
  for (const std::string& name : names) {
    const Item* item = find(name);
    if (item == nullptr) {
      complain("no {} is named '{}'; see: powercut list {}s", what, name, what);
      return false;
    }
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
  return choose("store", names, pointers_to(all_stores()), find_store, by_default, chosen);
}

bool choose_workloads(const std::vector<std::string>& names,
                      const std::function<bool(const Workload&)>& by_default,
                      std::vector<const Workload*>& chosen) {
  return choose("workload", names, pointers_to(all_workloads()), find_workload, by_default, chosen);
}

bool choose_models(const std::vector<std::string>& names,
                   const std::function<bool(const PersistenceModel&)>& by_default,
                   std::vector<const PersistenceModel*>& chosen) {
  return choose("model", names, persistence_models(), find_persistence_model, by_default, chosen);
}

unsigned jobs_or_cores(unsigned jobs) {
  return jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace powercut

#include "powercut/harness/registry.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/plan/strict_json.h"
#include "harness/workloads/standard_workloads.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

constexpr std::size_t registered_name_bytes_max = 100;

// So that a name is one part of a finding's id, and no option and no plan.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > registered_name_bytes_max) return false;
  if (name.starts_with('=') || name.starts_with('-')) return false;
  return std::ranges::all_of(name,
                             [](char byte) { return byte > ' ' && byte < 0x7f && byte != '/'; });
}

}  // namespace

Registry::Registry() {
  for (const Workload& workload : standard_workloads()) workloads_.push_back(workload);
}

void Registry::refuse(std::string problem) {
  if (!problem_) problem_ = std::move(problem);
}

bool Registry::takes_name(std::string_view what, std::string_view name, bool is_taken) {
  if (!is_name(name)) {
    refuse(fmt::format(
        "no {} can be named {}: a name is of 1 to {} visible ASCII characters without '/', and "
        "begins with neither '=' nor '-'",
        what, in_quotes(std::string(name)), registered_name_bytes_max));
  } else if (is_taken) {
    refuse(fmt::format("two {}s are named '{}'", what, name));
  }
  return is_name(name) && !is_taken;
}

void Registry::add(StoreUnderTest store) {
  if (!takes_name("store", store.name, find_store(store.name) != nullptr)) return;
  if (!store.open)
    return refuse(fmt::format("the store '{}' has no function that opens it", store.name));
  const auto& subject = store.subject;
  if (subject && subject->operations.empty()) {
    return refuse(fmt::format("the subject '{}' has no operations", store.name));
  }
  stores_.push_back(std::move(store));
}

void Registry::add(Workload workload) {
  if (!takes_name("workload", workload.name, find_workload(workload.name) != nullptr)) return;
  if (!workload.plan) {
    return refuse(
        fmt::format("the workload '{}' has no function that makes its plan", workload.name));
  }
  workloads_.push_back(std::move(workload));
}

void Registry::add(PersistenceModel model) {
  const std::string name = model.name;
  if (!takes_name("model", name, find_model(name) != nullptr)) return;
  if (name == run_itself || name == "any")
    return refuse(fmt::format("no model can be named '{}'", name));
  if (!models_.add(std::move(model))) refuse(fmt::format("the model '{}' has aliases", name));
}

void Registry::add_plan(Workload workload) {
  plans_.push_back(std::move(workload));
  plan_by_text_.emplace(plans_.back().name, &plans_.back());
}

const StoreUnderTest* Registry::find_store(std::string_view name) const {
  auto found = std::ranges::find(stores_, name, &StoreUnderTest::name);
  return found == stores_.end() ? nullptr : &*found;
}

const Workload* Registry::find_workload(std::string_view name) const {
  if (!name.starts_with('=')) {
    auto found = std::ranges::find(workloads_, name, &Workload::name);
    return found == workloads_.end() ? nullptr : &*found;
  }
  if (auto known = plan_by_text_.find(name); known != plan_by_text_.end()) return known->second;
  auto plan = parse_plan(name);
  if (!plan) return nullptr;
  // However it was spelled: as its findings' ids hold it.
  if (std::string usual = to_text(*plan); usual != name) return find_workload(usual);
  plans_.push_back({.name = std::string(name),
                    .summary = "a plan of its own",
                    .plan = [plan = std::move(*plan)](std::uint64_t) { return plan; }});
  plan_by_text_.emplace(plans_.back().name, &plans_.back());
  return &plans_.back();
}

bool Registry::expects_failure(const StoreUnderTest& store, std::string_view model,
                               bool with_errors) const {
  const PersistenceModel* asked = find_model(model);
  auto implies_it = [&](const std::string& name) {
    if (name == model || (name == "any" && model != run_itself)) return true;
    // A model under which no power is lost promises more than any other.
    const PersistenceModel* named = find_model(name);
    return named != nullptr && asked != nullptr && named->power_loss == asked->power_loss &&
           models_.is_within(*named, *asked);
  };
  return std::ranges::any_of(store.fails_under, implies_it) ||
         (with_errors && std::ranges::any_of(store.also_fails_with_errors_under, implies_it));
}

}  // namespace powercut

#include "harness/report/matrix.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/table.h"
#include "harness/report/verdict.h"

namespace powercut {

namespace {

// A store that comes under several policies has the others' names behind its own.
std::string family_of(const StoreUnderTest& store) {
  std::string ending = fmt::format("-{}", name_of(store.policy));
  if (!store.name.ends_with(ending)) return store.name;
  return store.name.substr(0, store.name.size() - ending.size());
}

std::string sign_of(const VerdictRow& row) {
  if (row.tally.visited == 0) return "?";
  if (!row.holds()) return "x";
  return row.tally.reduction.skipped > 0 ? "~" : ".";
}

std::string row_text(const StoreUnderTest& store, const std::vector<VerdictRow>& rows,
                     const std::vector<const PersistenceModel*>& models, const Registry& registry) {
  auto row_of = [&](std::string_view model) {
    return std::ranges::find_if(
        rows, [&](const VerdictRow& row) { return row.store == store.name && row.model == model; });
  };
  std::string signs = fmt::format("{:>3}", sign_of(*row_of(run_itself)));
  std::vector<const PersistenceModel*> holding;
  std::vector<const PersistenceModel*> breaking;
  for (const PersistenceModel* model : models) {
    const VerdictRow& row = *row_of(model->name);
    signs += fmt::format("{:>3}", sign_of(row));
    if (row.tally.visited > 0) (row.holds() ? holding : breaking).push_back(model);
  }
  // A state of a stronger model is one of this, too, even if it was in no sample.
  std::erase_if(holding, [&](const PersistenceModel* model) {
    return std::ranges::any_of(breaking, [&](const PersistenceModel* stronger) {
      return registry.models().is_within(*stronger, *model);
    });
  });
  std::string weakest;
  for (const PersistenceModel* model : weakest_of(holding, registry)) {
    bool is_sampled = row_of(model->name)->tally.reduction.skipped > 0;
    weakest += (weakest.empty() ? "" : ", ") + model->name + (is_sampled ? " (~)" : "");
  }
  if (weakest.empty()) weakest = "none";
  if (!row_of(run_itself)->holds()) weakest = "none: it breaks it without a crash";
  return fmt::format("{}  {}\n", signs, weakest);
}

std::string legend(const std::vector<const PersistenceModel*>& models) {
  std::string text =
      "  .  every state keeps the contract     ~  every one of a sample does     x  one breaks it\n"
      "  0  the run itself, without a crash\n";
  for (std::size_t index = 0; index < models.size(); ++index) {
    text += fmt::format("{:>3}  {}: {}\n", index + 1, models[index]->name, models[index]->summary);
  }
  return text;
}

}  // namespace

std::vector<const PersistenceModel*> from_strongest(std::vector<const PersistenceModel*> models,
                                                    const Registry& registry) {
  auto stronger = [&](const PersistenceModel* weaker) {
    return std::ranges::count_if(models, [&](const PersistenceModel* model) {
      return registry.models().is_within(*model, *weaker);
    });
  };
  // Models with as many stay in their order.
  std::vector<std::pair<std::ptrdiff_t, std::size_t>> order;
  for (const PersistenceModel* model : models) order.emplace_back(stronger(model), order.size());
  std::ranges::sort(order);
  std::vector<const PersistenceModel*> sorted;
  for (const auto& [count, index] : order) sorted.push_back(models[index]);
  return sorted;
}

std::vector<const PersistenceModel*> weakest_of(const std::vector<const PersistenceModel*>& models,
                                                const Registry& registry) {
  std::vector<const PersistenceModel*> weakest;
  for (const PersistenceModel* model : models) {
    bool is_weakest = std::ranges::none_of(models, [&](const PersistenceModel* other) {
      return other != model && registry.models().is_within(*model, *other);
    });
    if (is_weakest) weakest.push_back(model);
  }
  return weakest;
}

std::string matrix_text(const SweepResult& result,
                        const std::vector<const PersistenceModel*>& models,
                        const std::vector<const StoreUnderTest*>& stores,
                        const Registry& registry) {
  auto rows = verdicts(result, registry);
  std::size_t width = 5;
  for (const StoreUnderTest* store : stores) width = std::max(width, family_of(*store).size());
  std::string text = fmt::format("{:<{}}  {:<8}", "store", width, "policy");
  for (std::size_t column = 0; column <= models.size(); ++column) {
    text += fmt::format("{:>3}", column);
  }
  text += "  weakest models under which it keeps its contract\n";
  for (const StoreUnderTest* store : stores) {
    text += fmt::format("{:<{}}  {:<8}{}", family_of(*store), width, name_of(store->policy),
                        row_text(*store, rows, models, registry));
  }
  return text + contract_summary(rows) + "\n" + legend(models);
}

}  // namespace powercut

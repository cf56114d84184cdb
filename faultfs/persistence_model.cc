#include "faultfs/persistence_model.h"

#include <algorithm>
#include <array>

#include "engine/io/check.h"
#include "faultfs/in_order_states.h"
#include "faultfs/synced_only_states.h"

namespace powercut {

namespace {

constexpr std::array models{
    PersistenceModel{.name = "in-order",
                     .summary = "power loss; everything reached the disk in the order of the "
                                "calls, the last write cut at any byte",
                     .power_loss = true,
                     .cuts_bytes = true},
    PersistenceModel{.name = "synced-only",
                     .summary = "power loss; only what a sync covered is there, names by the sync "
                                "of their directory alone",
                     .power_loss = true,
                     .cuts_bytes = false},
    PersistenceModel{.name = "process-kill",
                     .summary = "the process dies, the machine lives on: all that was accepted is "
                                "there, a write cut at any byte",
                     .power_loss = false,
                     .cuts_bytes = true},
};

}  // namespace

std::uint64_t PersistenceModel::count(const Trace& trace, CallRange range) const {
  CHECK(range.begin <= range.end && range.end <= trace.size());
  std::uint64_t states = 0;
  for (std::uint32_t index = range.begin; index < range.end; ++index) {
    const Call& call = trace.calls()[index];
    states += 1;
    if (cuts_bytes && call.effect == Effect::write) states += call.length;
  }
  return states;
}

std::unique_ptr<CrashStates> PersistenceModel::walk(const Trace& trace, const Disk& base,
                                                    CallRange range) const {
  CHECK(range.begin <= range.end && range.end <= trace.size());
  if (!cuts_bytes) return std::make_unique<SyncedOnlyStates>(trace, base, range);
  return std::make_unique<InOrderStates>(trace, base, range, power_loss);
}

std::span<const PersistenceModel> persistence_models() { return models; }

const PersistenceModel* find_persistence_model(std::string_view name) {
  auto found = std::ranges::find(models, name, &PersistenceModel::name);
  return found == models.end() ? nullptr : &*found;
}

}  // namespace powercut

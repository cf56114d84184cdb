#include "harness/plan/bounded_plans.h"
#include "engine/io/macros.h"

#include <fmt/format.h>

#include <numeric>

namespace powercut {

namespace {

constexpr PlanBase bases[] = {PlanBase::empty, PlanBase::held, PlanBase::torn_set,
                              PlanBase::torn_batch, PlanBase::torn_compaction};
constexpr PlanFill fills[] = {PlanFill::small, PlanFill::half, PlanFill::third};

std::size_t size_of(PlanBase base) {
  if (base == PlanBase::empty) return 0;
  return base == PlanBase::held ? 1 : 2;
}

// The place of the index-th of so many. Steps of the golden section of a whole leave no large gap
// at any time (Weyl's sequence), so the first few plans are far apart in the order of shapes: they
// begin with all letters, and soon with all pairs of them, and none of the settings waits for its
// turn.
std::uint64_t order_of(std::uint64_t index, std::uint64_t count) {
  constexpr double golden_section = 0.6180339887498949;
  auto step = static_cast<std::uint64_t>(static_cast<double>(count) * golden_section);
  while (std::gcd(step, count) != 1) ++step;
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(Wide{index} * step % count);
}

std::vector<std::string> listed_operations(const StoreUnderTest& store) {
  if (!store.subject) return {};
  std::vector<std::string> operations = store.subject->operations;
  operations.resize(std::min(operations.size(), BoundedPlans::operations_max));
  return operations;
}

}  // namespace

BoundedPlans::BoundedPlans(const StoreUnderTest& store, std::size_t size_max)
    : BoundedPlans(store.edges, listed_operations(store), size_max) {}

BoundedPlans::BoundedPlans(const StoreEdges& edges, std::vector<std::string> operations,
                           std::size_t size_max)
    : edges_(edges), operations_(std::move(operations)), parts_(size_max + 1) {
  if (operations_.empty()) {
    boundaries_ = {{{}, near_boundaries(edges_), far_boundaries(edges_)}};
  }
  for (std::size_t size = 0; size <= size_max; ++size) {
    for (std::size_t reach = 0; reach < boundaries_.size(); ++reach) {
      if (reach > 0 && boundaries_[reach].empty()) continue;
      for (PlanBase base : bases) {
        std::size_t extra = size_of(base) + reach;
        if (extra > size) continue;
        for (PlanFill fill : fills) add_part(size, size - extra, {base, fill}, reach);
      }
    }
  }
  for (const auto& parts : parts_) {
    size_counts_.push_back(
        std::accumulate(parts.begin(), parts.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const Part& part) { return sum + part.count; }));
  }
}

// Where a shape has no value that the fill is about, it is the same plan with each.
void BoundedPlans::add_part(std::size_t size, std::size_t length, const PlanSetting& setting,
                            std::size_t reach) {
  // Three that fill a file end at its edge, as some boundary values do.
  if (reach > 0 && setting.fill == PlanFill::third) return;
  const bool is_of_subject = !operations_.empty();
  const bool needs_map = setting.fill != PlanFill::small || setting.base == PlanBase::torn_set ||
                         setting.base == PlanBase::torn_batch;
  if (is_of_subject && needs_map) return;
  bool is_empty = setting.base == PlanBase::empty;
  const std::size_t shapes =
      shapes_of({.keys = keys_of(setting.base),
                 .boundary_values = static_cast<std::uint16_t>(boundaries_[reach].size()),
                 .boundary_keys = reach == 1 ? boundary_keys : std::uint16_t{0},
                 .needs_plain_value = is_empty && setting.fill != PlanFill::small,
                 .operations = static_cast<std::uint8_t>(operations_.size())},
                reach);
  if (std::uint64_t count = shapes_[shapes]->count(length); count > 0) {
    parts_[size].push_back({shapes, length, setting, reach, count});
  }
}

std::size_t BoundedPlans::shapes_of(const PlanShapes::Choice& choice, std::size_t reach) {
  std::size_t number =
      (choice.keys.used > 0 ? 6 : 0) + 2 * reach + (choice.needs_plain_value ? 1 : 0);
  if (!shapes_[number]) shapes_[number].emplace(choice, parts_.size() - 1);
  return number;
}

Shape BoundedPlans::shape_of(const Found& found) const {
  return shapes_[found.part->shapes]->shape(found.part->length, found.rank);
}

std::uint64_t BoundedPlans::count() const {
  return std::accumulate(size_counts_.begin(), size_counts_.end(), std::uint64_t{0});
}

std::uint64_t BoundedPlans::count_of_size(std::size_t size) const { return size_counts_[size]; }

BoundedPlans::Found BoundedPlans::find(std::uint64_t index) const {
  std::size_t size = 0;
  while (index >= size_counts_[size]) index -= size_counts_[size++];
  std::uint64_t place = order_of(index, size_counts_[size]);
  for (const Part& part : parts_[size]) {
    if (place < part.count) return {&part, place};
    place -= part.count;
  }
  CHECK(false);
  return {};
}

Plan BoundedPlans::plan(std::uint64_t index) const {
  CHECK(index < count());
  Found found = find(index);
  if (!operations_.empty()) {
    return shaped_plan(shape_of(found), found.part->setting.base, operations_);
  }
  return shaped_plan(shape_of(found), found.part->setting, edges_, boundaries_[found.part->reach]);
}

// Without its last letters a shape is one too, of a smaller size, and is the same operations. Only
// where the last one is for an empty key, which is empty from its first use on, what has come
// before ends there.
std::optional<std::size_t> BoundedPlans::operations_seen_before(std::uint64_t index) const {
  Found found = find(index);
  Shape shape = shape_of(found);
  if (shape.empty()) return std::nullopt;
  const ShapeLetter last = shape.back();
  std::size_t length = shape.size() - 1;
  if (last.boundary > 0 &&
      boundaries_[found.part->reach][last.boundary - 1U].kind == BoundaryValue::Kind::all_empty) {
    ShapeKeys keys = keys_of(found.part->setting.base);
    if (last.key < keys.used) return std::nullopt;
    for (length = 0; last.key >= keys.used; ++length) keys.follow(shape[length]);
    --length;
  }
  while (length > 0 && !PlanShapes::may_end(shape[length - 1])) --length;
  return length;
}

std::string BoundedPlans::extent(std::uint64_t plans) const {
  std::uint64_t whole = 0;
  std::size_t sizes = 0;
  while (sizes < size_counts_.size() && whole + size_counts_[sizes] <= plans) {
    whole += size_counts_[sizes++];
  }
  std::string text;
  if (sizes > 0) text = fmt::format("all {} plans of size up to {}", whole, sizes - 1);
  if (plans == whole) return text.empty() ? "no plan" : text;
  return fmt::format("{}{}{} of {} of size {}", text, text.empty() ? "" : ", and ", plans - whole,
                     size_counts_[sizes], sizes);
}

}  // namespace powercut

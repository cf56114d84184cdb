#include "harness/plan/shaped_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/plan/subject_plan.h"

namespace powercut {

namespace {

constexpr std::uint32_t near_bytes_max = 8192;

std::vector<std::uint32_t> all_edges(const StoreEdges& edges) {
  std::vector<std::uint32_t> all{edges.file_bytes};
  for (std::uint32_t edge : edges.edges) {
    if (std::ranges::find(all, edge) == all.end()) all.push_back(edge);
  }
  return all;
}

void add_ends(std::uint32_t edge, bool is_exact, std::vector<BoundaryValue>& values) {
  const std::vector<std::int32_t> offsets =
      is_exact ? std::vector<std::int32_t>{-1, 0, 1}
               : std::vector<std::int32_t>{-40, -24, -12, -1, 0, 1};
  for (std::int32_t offset : offsets) {
    values.push_back({.kind = BoundaryValue::Kind::ends_near, .edge = edge, .offset = offset});
  }
}

// The longest value of the one way, and the shortest of the other.
void add_lengths(std::uint32_t length, std::vector<BoundaryValue>& values) {
  for (std::int32_t offset : {0, 1}) {
    values.push_back({.kind = BoundaryValue::Kind::of_length, .edge = length, .offset = offset});
  }
}

// An operation that is about no key; place: where it stands in the plan.
Operation without_keys(const ShapeLetter& letter, std::size_t place) {
  if (letter.kind == OperationKind::wait) {
    return wait_operation(std::chrono::milliseconds(letter.is_long ? 1500 : 400));
  }
  if (letter.kind == OperationKind::power) {
    return power_operation(letter.is_drawn ? place + 1 : 0);
  }
  return plain_operation(letter.kind);
}

class ShapeWriter {
 public:
  ShapeWriter(const PlanSetting& setting, const StoreEdges& edges,
              const std::vector<BoundaryValue>& boundaries)
      : setting_(setting), edges_(edges), boundaries_(boundaries) {}

  Plan write(const Shape& shape) {
    name_keys(shape);
    write_setup();
    for (const ShapeLetter& letter : shape) {
      plan_.operations.push_back(operation_of(letter));
      keys_.follow(letter);
    }
    return std::move(plan_);
  }

 private:
  // One of them is empty, where a set with a boundary wants that.
  void name_keys(const Shape& shape) {
    names_ = {"a", "b", "c"};
    for (const ShapeLetter& letter : shape) {
      if (letter.boundary == 0) continue;
      BoundaryValue::Kind kind = boundaries_[letter.boundary - 1U].kind;
      bool has_no_key =
          kind == BoundaryValue::Kind::empty_key || kind == BoundaryValue::Kind::all_empty;
      if (has_no_key) names_[letter.key].clear();
    }
  }

  void write_setup() {
    keys_ = keys_of(setting_.base);
    if (setting_.base == PlanBase::empty) return;
    plan_.setup = {set(0), set(1), set(0)};
    if (edges_.begins_file_at_open) begin_file();
    const std::string& first = *plan_.setup[2].changes[0].value;
    const std::string& second = *plan_.setup[1].changes[0].value;
    Batch batch;
    batch.set(names_[0], first);
    batch.set(names_[1], second);
    if (setting_.base == PlanBase::torn_set) plan_.interrupted = set_operation(names_[0], first);
    if (setting_.base == PlanBase::torn_batch) plan_.interrupted = batch_operation(batch);
    if (setting_.base == PlanBase::torn_compaction) {
      plan_.interrupted = plain_operation(OperationKind::compact);
    }
  }

  Operation operation_of(const ShapeLetter& letter) {
    switch (letter.kind) {
      case OperationKind::set:
        return letter.boundary > 0 ? set_at(boundaries_[letter.boundary - 1U], letter.key)
                                   : set(letter.key);
      case OperationKind::remove:
        grow(1, names_[letter.key].size());
        return remove_operation(names_[letter.key]);
      case OperationKind::batch:
        return batch();
      case OperationKind::reopen:
      case OperationKind::kill:
      case OperationKind::power:
        if (edges_.begins_file_at_open) begin_file();
        break;
      case OperationKind::compact:
        begin_file();
        break;
      default:
        break;
    }
    return without_keys(letter, plan_.operations.size());
  }

  Operation set(std::uint8_t key) { return set_to(key, plain_value(names_[key].size(), 1)); }

  Operation set_to(std::uint8_t key, std::string value) {
    grow(1, names_[key].size() + value.size());
    return set_operation(names_[key], value);
  }

  Operation set_at(const BoundaryValue& boundary, std::uint8_t key) {
    std::string value = plain_value(names_[key].size(), 1);
    switch (boundary.kind) {
      case BoundaryValue::Kind::empty:
      case BoundaryValue::Kind::all_empty:
        value.clear();
        break;
      case BoundaryValue::Kind::one_byte:
        value.assign(1, '1');
        break;
      case BoundaryValue::Kind::empty_key:
        break;
      case BoundaryValue::Kind::ends_near:
        value = fmt::format("e{}", versions_);
        value.resize(bytes_to(boundary, names_[key].size()), '.');
        break;
      case BoundaryValue::Kind::of_length:
        value = fmt::format("e{}", versions_);
        value.resize(boundary.edge + boundary.offset, '.');
        break;
    }
    return set_to(key, std::move(value));
  }

  // How long the value must be for its record to end there.
  std::size_t bytes_to(const BoundaryValue& boundary, std::size_t key_bytes) const {
    constexpr std::size_t shortest_value_bytes = 4;
    std::int64_t begin = offset() + change_bytes(1, key_bytes + shortest_value_bytes);
    auto edge = static_cast<std::int64_t>(boundary.edge);
    std::int64_t end = edge + boundary.offset;
    while (end < begin) end += edge;
    return static_cast<std::size_t>(end - begin) + shortest_value_bytes;
  }

  std::int64_t offset() const { return edges_.file_header_bytes + body_bytes_; }

  Operation batch() {
    ShapeKeys::BatchKeys keys = keys_.batch_keys();
    std::size_t sets = keys.first_set < shape_keys_max && keys.second_set < shape_keys_max ? 2 : 1;
    Batch batch;
    std::size_t bytes = 0;
    for (std::uint8_t key : {keys.first_set, keys.second_set}) {
      if (key == shape_keys_max) continue;
      std::string value = plain_value(names_[key].size(), sets);
      bytes += names_[key].size() + value.size();
      batch.set(names_[key], value);
    }
    std::size_t records = sets;
    if (keys.removed < shape_keys_max) {
      batch.remove(names_[keys.removed]);
      bytes += names_[keys.removed].size();
      ++records;
    }
    grow(records, bytes);
    return batch_operation(batch);
  }

  // A value for a change with so many sets.
  std::string plain_value(std::size_t key_bytes, std::size_t sets) {
    std::string value = fmt::format("v{}", ++versions_);
    if (setting_.fill == PlanFill::small) return value;
    std::size_t body = edges_.file_bytes - edges_.file_header_bytes;
    std::size_t change = setting_.fill == PlanFill::half ? body / 2 + 1 : body / 3;
    if (change <= edges_.change_header_bytes) return value;
    std::size_t record = (change - edges_.change_header_bytes) / sets;
    std::size_t header = edges_.record_header_bytes + key_bytes;
    if (record > header + value.size()) value.resize(record - header, '.');
    return value;
  }

  void begin_file() { body_bytes_ = 0; }

  std::int64_t change_bytes(std::size_t records, std::size_t key_and_value_bytes) const {
    return static_cast<std::int64_t>(edges_.change_header_bytes +
                                     records * edges_.record_header_bytes + key_and_value_bytes);
  }

  void grow(std::size_t records, std::size_t key_and_value_bytes) {
    std::int64_t change = change_bytes(records, key_and_value_bytes);
    if (offset() + change > edges_.file_bytes) begin_file();
    body_bytes_ += change;
  }

  PlanSetting setting_;
  const StoreEdges& edges_;
  const std::vector<BoundaryValue>& boundaries_;
  Plan plan_;
  std::vector<std::string> names_;
  ShapeKeys keys_;
  std::int64_t body_bytes_ = 0;  // of the records in the file that is written to
  int versions_ = 0;
};

}  // namespace

ShapeKeys keys_of(PlanBase base) {
  if (base == PlanBase::empty) return {};
  return {.used = 2, .present = 0b11};
}

std::vector<BoundaryValue> near_boundaries(const StoreEdges& edges) {
  using Kind = BoundaryValue::Kind;
  std::vector<BoundaryValue> values{{.kind = Kind::empty_key},
                                    {.kind = Kind::empty},
                                    {.kind = Kind::all_empty},
                                    {.kind = Kind::one_byte}};
  for (std::uint32_t edge : all_edges(edges)) {
    if (edge <= near_bytes_max) add_ends(edge, edges.is_exact, values);
  }
  for (std::uint32_t length : edges.value_bytes) {
    if (length <= near_bytes_max) add_lengths(length, values);
  }
  return values;
}

std::vector<BoundaryValue> far_boundaries(const StoreEdges& edges) {
  std::vector<BoundaryValue> values;
  for (std::uint32_t edge : all_edges(edges)) {
    if (edge > near_bytes_max) add_ends(edge, edges.is_exact, values);
  }
  for (std::uint32_t length : edges.value_bytes) {
    if (length > near_bytes_max) add_lengths(length, values);
  }
  return values;
}

Plan shaped_plan(const Shape& shape, const PlanSetting& setting, const StoreEdges& edges,
                 const std::vector<BoundaryValue>& boundaries) {
  return ShapeWriter(setting, edges, boundaries).write(shape);
}

Plan shaped_plan(const Shape& shape, PlanBase base, const std::vector<std::string>& operations) {
  Plan plan;
  std::uint64_t next_number = 1;
  auto apply = [&](std::size_t operation) {
    return apply_operation(numbered(operations[operation % operations.size()], next_number));
  };
  if (base != PlanBase::empty) plan.setup = {apply(0), apply(1)};
  if (base == PlanBase::torn_compaction) {
    plan.interrupted = plain_operation(OperationKind::compact);
  }
  for (const ShapeLetter& letter : shape) {
    plan.operations.push_back(letter.kind == OperationKind::apply
                                  ? apply(letter.key)
                                  : without_keys(letter, plan.operations.size()));
  }
  return plan;
}

}  // namespace powercut

#include "harness/plan/plan_shapes.h"
#include "engine/io/macros.h"

#include <limits>

namespace powercut {

namespace {

constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t key_states = (shape_keys_max + 1) << shape_keys_max;

bool is_change(const ShapeLetter& letter) {
  return letter.kind == OperationKind::set || letter.kind == OperationKind::remove ||
         letter.kind == OperationKind::batch || letter.kind == OperationKind::apply;
}

// A second one in a row finds all done by the first.
bool is_idempotent(const ShapeLetter& letter) {
  return letter.kind == OperationKind::sync || letter.kind == OperationKind::reopen ||
         letter.kind == OperationKind::compact || letter.kind == OperationKind::wait ||
         (letter.kind == OperationKind::power && !letter.is_drawn);
}

bool needs_something_done(const ShapeLetter& letter) {
  return letter.kind == OperationKind::wait || letter.kind == OperationKind::step ||
         letter.kind == OperationKind::sync;
}

// In the order of ranks.
std::vector<ShapeLetter> make_letters(std::uint16_t boundary_values, std::uint8_t operations) {
  std::vector<ShapeLetter> letters;
  for (std::uint8_t operation = 0; operation < operations; ++operation) {
    letters.push_back({.kind = OperationKind::apply, .key = operation});
  }
  for (std::uint16_t boundary = 0; boundary <= boundary_values; ++boundary) {
    for (std::uint8_t key = 0; key < shape_keys_max; ++key) {
      letters.push_back({.kind = OperationKind::set, .key = key, .boundary = boundary});
    }
  }
  letters.push_back({.kind = OperationKind::compact});
  letters.push_back({.kind = OperationKind::wait, .is_long = true});
  letters.push_back({.kind = OperationKind::sync});
  for (std::uint8_t key = 0; key < shape_keys_max; ++key) {
    letters.push_back({.kind = OperationKind::remove, .key = key});
  }
  letters.push_back({.kind = OperationKind::step});
  letters.push_back({.kind = OperationKind::power, .is_drawn = true});
  letters.push_back({.kind = OperationKind::kill});
  letters.push_back({.kind = OperationKind::batch});
  letters.push_back({.kind = OperationKind::wait});
  letters.push_back({.kind = OperationKind::reopen});
  letters.push_back({.kind = OperationKind::power});
  if (operations > 0) {
    std::erase_if(letters, [](const ShapeLetter& letter) {
      return is_change(letter) && letter.kind != OperationKind::apply;
    });
  }
  return letters;
}

}  // namespace

void ShapeKeys::follow(const ShapeLetter& letter) {
  auto set = [&](std::uint8_t key) {
    if (key == shape_keys_max) return;
    present = static_cast<std::uint8_t>(present | 1U << key);
    used = std::max<std::uint8_t>(used, static_cast<std::uint8_t>(key + 1));
  };
  auto remove = [&](std::uint8_t key) {
    if (key == shape_keys_max) return;
    present = static_cast<std::uint8_t>(present & ~(1U << key));
    used = std::max<std::uint8_t>(used, static_cast<std::uint8_t>(key + 1));
  };
  if (letter.kind == OperationKind::set) set(letter.key);
  if (letter.kind == OperationKind::apply) set(0);  // something has been changed
  if (letter.kind == OperationKind::remove) remove(letter.key);
  if (letter.kind == OperationKind::batch) {
    BatchKeys keys = batch_keys();
    set(keys.first_set);
    set(keys.second_set);
    remove(keys.removed);
  }
}

ShapeKeys::BatchKeys ShapeKeys::batch_keys() const {
  std::uint8_t absent = 0;
  while (absent < used && has(absent)) ++absent;
  std::uint8_t first = 0;
  while (first < used && !has(first)) ++first;
  std::uint8_t last = used;
  while (last > 0 && !has(static_cast<std::uint8_t>(last - 1))) --last;
  BatchKeys keys{.first_set = used < shape_keys_max ? used : absent};
  if (first < used) {
    keys.second_set = first;
    if (last - 1 > first) keys.removed = static_cast<std::uint8_t>(last - 1);
  } else if (keys.first_set + 1 < shape_keys_max) {
    keys.second_set = static_cast<std::uint8_t>(keys.first_set + 1);
  }
  return keys;
}

PlanShapes::PlanShapes(const Choice& choice, std::size_t length_max)
    : choice_(choice), letters_(make_letters(choice.boundary_values, choice.operations)) {
  counts_.assign(length_max + 1,
                 std::vector<std::uint64_t>(key_states * (letters_.size() + 1) * 4, unknown));
  for (std::size_t length = 0; length <= length_max; ++length) {
    count_from({.keys = choice.keys}, length);
  }
}

std::uint64_t PlanShapes::count(std::size_t length) const {
  return counted_from({.keys = choice_.keys}, length);
}

Shape PlanShapes::shape(std::size_t length, std::uint64_t rank) const {
  CHECK(rank < count(length));
  Shape shape;
  State state{.keys = choice_.keys};
  for (; length > 0; --length) {
    for (std::size_t letter = 0;; ++letter) {
      if (!may_follow(state, letters_[letter])) continue;
      State next = after(state, letter);
      std::uint64_t words = counted_from(next, length - 1);
      if (rank < words) {
        shape.push_back(letters_[letter]);
        state = next;
        break;
      }
      rank -= words;
    }
  }
  return shape;
}

bool PlanShapes::may_end(const ShapeLetter& letter) {
  return letter.kind != OperationKind::wait || letter.is_long;
}

bool PlanShapes::may_follow(const State& state, const ShapeLetter& letter) const {
  if (letter.boundary > 0 && state.has_boundary) return false;
  bool is_boundary_key = letter.boundary > 0 && letter.boundary <= choice_.boundary_keys;
  if (is_boundary_key && letter.key != state.keys.used) return false;
  if (!is_change(letter)) {
    bool is_untouched = state.keys.used == 0;
    if (is_untouched && needs_something_done(letter)) return false;
    if (state.last == 0) return true;
    const ShapeLetter& last = letters_[state.last - 1];
    bool is_same = letter.kind == last.kind && letter.is_drawn == last.is_drawn;
    return !is_same || !is_idempotent(letter);
  }
  const bool has_no_key =
      letter.kind == OperationKind::batch || letter.kind == OperationKind::apply;
  return has_no_key || letter.key <= state.keys.used;
}

PlanShapes::State PlanShapes::after(State state, std::size_t letter) const {
  state.keys.follow(letters_[letter]);
  const auto& [kind, key, is_long, is_drawn, boundary] = letters_[letter];
  bool has_value = kind == OperationKind::set || kind == OperationKind::batch;
  bool is_plain = boundary <= choice_.boundary_keys;
  state.has_boundary = state.has_boundary || boundary > 0;
  state.has_plain_value = state.has_plain_value || (has_value && is_plain);
  state.last = letter + 1;
  return state;
}

std::size_t PlanShapes::number_of(const State& state) const {
  std::size_t keys = (std::size_t{state.keys.used} << shape_keys_max) + state.keys.present;
  return (keys * (letters_.size() + 1) + state.last) * 4 + (state.has_boundary ? 2 : 0) +
         (state.has_plain_value ? 1 : 0);
}

// How many words of the length may follow.
std::uint64_t PlanShapes::count_from(const State& state, std::size_t length) {
  std::uint64_t& words = counts_[length][number_of(state)];
  if (words != unknown) return words;
  words = 0;
  if (length == 0) {
    bool ends = state.last == 0 || may_end(letters_[state.last - 1]);
    bool has_boundary = state.has_boundary || choice_.boundary_values == 0;
    bool has_value = state.has_plain_value || !choice_.needs_plain_value;
    return words = ends && has_boundary && has_value ? 1 : 0;
  }
  std::uint64_t sum = 0;
  for (std::size_t letter = 0; letter < letters_.size(); ++letter) {
    if (may_follow(state, letters_[letter])) sum += count_from(after(state, letter), length - 1);
  }
  return words = sum;
}

std::uint64_t PlanShapes::counted_from(const State& state, std::size_t length) const {
  std::uint64_t words = counts_[length][number_of(state)];
  CHECK(words != unknown);
  return words;
}

}  // namespace powercut

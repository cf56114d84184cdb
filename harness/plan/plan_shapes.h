// PlanShapes: every sequence of operations up to a length, up to the names of keys, by number.
//
// A shape is a word of letters. A letter is an operation on keys that are numbers: no key has a
// number before the ones below it are used, so two shapes are never the same but for the names of
// keys (a restricted growth string). Left out are shapes of which a shorter one does the same:
//   S1  nothing waits, steps or syncs before the first change of an empty store
//   S2  a sync, a reopen, a compaction, a wait, and a power cut behind an operation never follow
//       themselves
//   S3  a short wait is not the last letter: no task is due by then
// A batch has no choice of keys: it sets one that is not there, overwrites the first that is, and
// removes the last that is.
//
// Of a subject (subject.h) a letter is one of its operations in place of sets, removes and batches,
// and there are no keys.
//
// The number of a shape is its rank in the order of letters. The letters that can still follow
// depend on a shape's State alone, so words are counted by state and length, once, and a shape is
// found from its rank letter by letter.
#pragma once

#include <cstdint>
#include <vector>

#include "powercut/harness/operation.h"

namespace powercut {

struct ShapeLetter {
  OperationKind kind;
  std::uint8_t key = 0;   // of a set or a remove; of an apply: which operation
  bool is_long = false;   // of a wait: longer than a second
  bool is_drawn = false;  // of a power cut: among the calls of the operation before, not behind
                          // them
  std::uint16_t boundary = 0;  // of a set: which boundary value it has, from 1; 0: a plain one

  friend bool operator==(const ShapeLetter&, const ShapeLetter&) = default;
};

using Shape = std::vector<ShapeLetter>;

// The keys that shapes have, at most.
inline constexpr std::uint8_t shape_keys_max = 3;

// The keys that were used so far, which are those below a number, and which of them are there.
struct ShapeKeys {
  std::uint8_t used = 0;
  std::uint8_t present = 0;  // a bit for each

  bool has(std::uint8_t key) const { return (present >> key & 1) != 0; }
  void follow(const ShapeLetter& letter);

  // The changes of a batch by now; a key of shape_keys_max is none.
  struct BatchKeys {
    std::uint8_t first_set = shape_keys_max;
    std::uint8_t second_set = shape_keys_max;
    std::uint8_t removed = shape_keys_max;
  };
  BatchKeys batch_keys() const;
};

class PlanShapes {
 public:
  struct Choice {
    ShapeKeys keys = {};                // that shapes begin with
    std::uint16_t boundary_values = 0;  // if any, just one set of each shape has one of so many
    std::uint16_t boundary_keys = 0;    // the first so many of them are of the key, and not the
                                      // value: only a set has one that is the first use of its key
    bool needs_plain_value = false;  // some set or batch has one
    std::uint8_t operations = 0;     // of a subject
  };

  PlanShapes(const Choice& choice, std::size_t length_max);

  std::uint64_t count(std::size_t length) const;

  // rank < count(length)
  Shape shape(std::size_t length, std::uint64_t rank) const;

  // Whether a shape may end with the letter.
  static bool may_end(const ShapeLetter& letter);

 private:
  struct State {
    ShapeKeys keys;
    std::size_t last = 0;  // its letter, from 1; 0: none yet
    bool has_boundary = false;
    bool has_plain_value = false;
  };

  bool may_follow(const State& state, const ShapeLetter& letter) const;
  State after(State state, std::size_t letter) const;
  std::size_t number_of(const State& state) const;
  std::uint64_t count_from(const State& state, std::size_t length);
  std::uint64_t counted_from(const State& state, std::size_t length) const;

  Choice choice_;
  std::vector<ShapeLetter> letters_;
  std::vector<std::vector<std::uint64_t>> counts_;  // by length, then state
};

}  // namespace powercut

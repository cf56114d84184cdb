// PlanShapes: counts all shapes up to a length, and makes each from its number. A shape is a
// sequence of operations in which keys have no names.
//
// A shape is a word of letters. A letter is an operation, with numbers for its keys. A key gets its
// number when it is first used, and numbers are given in order (a restricted growth string). So two
// shapes never differ in the names of keys alone. Shapes are left out if a shorter one does the
// same:
//   S1  Nothing waits, steps or syncs before the first change of an empty store.
//   S2  A sync, a reopen, a compaction, a wait, or a power cut after an operation never follows
//       itself.
//   S3  A short wait is not the last letter, since no task is due by then.
// A batch has no choice of keys: it sets one that is not there, overwrites the first that is, and
// removes the last that is.
//
// For a subject (subject.h) the letters have its operations in place of sets, removes and batches,
// and there are no keys.
//
// The number of a shape is its rank in the order of letters. The letters that can follow a word
// depend on its State alone. So words are counted once for each state and length, and a shape is
// found from its rank letter by letter.
#pragma once

#include <cstdint>
#include <vector>

#include "powercut/harness/operation.h"

namespace powercut {

struct ShapeLetter {
  OperationKind kind;
  std::uint8_t key = 0;   // of a set or a remove; of an apply: the number of the operation
  bool is_long = false;   // of a wait: longer than a second
  bool is_drawn = false;  // of a power cut: it comes among the calls of the operation before, and
                          // not after them
  std::uint16_t boundary = 0;  // of a set: the number of its boundary value, from 1; 0: plain

  friend bool operator==(const ShapeLetter&, const ShapeLetter&) = default;
};

using Shape = std::vector<ShapeLetter>;

// The most keys that a shape has.
inline constexpr std::uint8_t shape_keys_max = 3;

// The keys that a word has used so far, and which of them are there.
struct ShapeKeys {
  std::uint8_t used = 0;     // the keys with numbers below this
  std::uint8_t present = 0;  // a bit for each key

  bool has(std::uint8_t key) const { return (present >> key & 1) != 0; }
  void follow(const ShapeLetter& letter);

  // The keys that a batch would change now; shape_keys_max stands for none.
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
    ShapeKeys keys = {};                // the keys that are there at the beginning
    std::uint16_t boundary_values = 0;  // if any, just one set of each shape has one of so many
    std::uint16_t boundary_keys = 0;    // the first so many of them are about the key, not the
                                        // value; only a set that uses its key first has one
    bool needs_plain_value = false;     // each shape has a set or a batch with a plain value
    std::uint8_t operations = 0;        // of a subject: how many it has
  };

  PlanShapes(const Choice& choice, std::size_t length_max);

  std::uint64_t count(std::size_t length) const;

  // rank: below count(length)
  Shape shape(std::size_t length, std::uint64_t rank) const;

  // True if a shape may end with the letter (S3).
  static bool may_end(const ShapeLetter& letter);

 private:
  struct State {
    ShapeKeys keys;
    std::size_t last = 0;  // the last letter, from 1; 0: none yet
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

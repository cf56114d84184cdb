// show_effects: which changes a crash has left and which it took, for a person.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "harness/tell/show_disk.h"

namespace powercut {

enum class Fate : std::uint8_t { on_disk, lost, torn };

struct ToldEffect {
  Fate fate;
  std::string whose;   // the run, or which restart of it; empty where there is but one
  std::uint32_t call;  // of that
  std::string what;
  std::optional<FilePart> part = std::nullopt;  // where it is seen, if it is of a file's bytes
};

// One line each if they are few. If they are many, the rarer fates are shown, which tell this state
// from most others; effects between them are counted.
std::string show_effects(std::span<const ToldEffect> effects);

// Whether fewer are on disk than lost.
bool is_mostly_lost(std::span<const ToldEffect> effects);

}  // namespace powercut

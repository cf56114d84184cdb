// show_effects(): tells a person which effects are on the disk after a crash, and which are lost or
// torn.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "harness/tell/show_disk.h"

namespace powercut {

enum class Fate : std::uint8_t { on_disk, lost, torn };

struct ToldEffect {
  Fate fate;
  std::string whose;   // the run, or one of its restarts; empty if there was no restart
  std::uint32_t call;  // the number of the call, in that run or restart
  std::string what;
  std::optional<FilePart> part = std::nullopt;  // where a person sees it, if it changes a file
};

// One line for each effect if they are few. If they are many, the text shows those with the rarer
// fates, which tell this state from most others, and counts the effects between them.
std::string show_effects(std::span<const ToldEffect> effects);

// True if fewer effects are on the disk than lost.
bool is_mostly_lost(std::span<const ToldEffect> effects);

}  // namespace powercut

// EffectOption: which way a pending effect goes in one state: lost, kept, or torn in one of its
// ways.
//
//   l       lost
//   k       kept
//   t7x     torn: its first 7 bytes are there, and for a growth the size that these need
//   t7g     of bytes that a file has grown by: 7 of them are there, the rest is garbage (g), zeros
//           (z) or stale (s)
//   n5x     scattered: the bytes of ByteSubset 5 are there; the rest as above
//
// A state is a choice of one option for each pending effect, in their order; it prints as the
// options with the length of their runs: "k3l2t7g1".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/faultfs/pending_effect.h"

namespace powercut {

using EffectOption = std::uint32_t;
inline constexpr EffectOption option_lost = 0;
inline constexpr EffectOption option_kept = 1;
inline constexpr EffectOption option_torn = 2;  // and all beyond

using Choice = std::vector<EffectOption>;

// How many options the effect has: lost, kept, and every way to tear it.
std::uint64_t option_count(const PersistenceModel& model, const PendingEffect& effect);

struct Tear {
  std::uint64_t cut = 0;  // bytes that are there
  Tail tail = Tail::zeros;
  std::optional<std::uint32_t> subset = std::nullopt;  // instead: those of this ByteSubset
};

// How an option, other than kept, leaves the effect's bytes.
Tear tear_of(const PersistenceModel& model, const PendingEffect& effect, EffectOption option);

// So many options come first that leave the bytes from the front.
std::uint64_t cut_option_count(const PersistenceModel& model, const PendingEffect& effect);

// For a person: "cut after 7", "21 of them scattered".
std::string describe(const PendingEffect& effect, const Tear& tear);

// Exposure: what later effects of a state must know of earlier ones: for a growth, from where it
// has exposed its file; for a truncate, what the last block of its file still holds behind the new
// end. A file that grows again shows that, unless zeros were written there first.
struct Exposure {
  EffectId growth = no_effect;
  std::uint64_t from = 0;
  InodeId cut = no_inode;
  std::vector<std::byte> rest = {};
};

// Applies the effect to the disk as the option says. exposures: left by the effects before it.
void apply(const PersistenceModel& model, const PendingEffect& effect, EffectOption option,
           Disk& disk, std::vector<Exposure>& exposures);

std::string to_text(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                    const Choice& choice);

// The same into the target, cut where that ends; returns how long it is there. It takes no memory,
// so that the handler of a signal may call it.
std::size_t write_text(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                       const Choice& choice, std::span<char> target);

// nullopt: not a choice for these effects. Whether the order allows it is another question.
std::optional<Choice> parse_choice(const PersistenceModel& model,
                                   const std::vector<PendingEffect>& effects,
                                   std::string_view text);

}  // namespace powercut

// EffectOption: says what becomes of a pending effect in one state. It is lost, kept, or torn in
// one of several ways.
//
//   l       lost
//   k       kept
//   t7x     torn: its first 7 bytes are there; for a growth, the file has the size for them
//   t7g     torn, of bytes by which a file has grown: the first 7 are there, and the rest is
//           garbage (g), zeros (z) or stale (s)
//   n5x     scattered: the bytes of ByteSubset 5 (byte_subset.h) are there; the rest as above
//
// A state is a choice of one option for each pending effect, in their order. Its text has each
// option with the number of effects in a row that have it: "k3l2t7g1".
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
inline constexpr EffectOption option_torn = 2;  // this and all higher numbers

using Choice = std::vector<EffectOption>;

// The number of options of the effect: lost, kept, and each way to tear it.
std::uint64_t option_count(const PersistenceModel& model, const PendingEffect& effect);

struct Tear {
  std::uint64_t cut = 0;  // the number of bytes that are there, from the front
  Tail tail = Tail::zeros;
  std::optional<std::uint32_t> subset = std::nullopt;  // of the bytes that are there instead
};

// The tear of an option, which must not be option_kept.
Tear tear_of(const PersistenceModel& model, const PendingEffect& effect, EffectOption option);

// The number of options that leave bytes from the front only. They are the first options.
std::uint64_t cut_option_count(const PersistenceModel& model, const PendingEffect& effect);

// Text for people: "cut after 7", "21 of them scattered".
std::string describe(const PendingEffect& effect, const Tear& tear);

// Exposure: tells later effects of a state about earlier ones. For a growth, it has the offset from
// which the growth has exposed its file. For a truncate, it has the bytes that the last block of
// the file still holds beyond the new end. If the file grows again, it shows these bytes, unless
// zeros were written there first.
struct Exposure {
  EffectId growth = no_effect;
  std::uint64_t from = 0;
  InodeId cut = no_inode;
  std::vector<std::byte> rest = {};
};

// Applies the effect to the disk, in the way of the option. exposures: those of the effects before
// it; the call may add one.
void apply(const PersistenceModel& model, const PendingEffect& effect, EffectOption option,
           Disk& disk, std::vector<Exposure>& exposures);

std::string to_text(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                    const Choice& choice);

// Writes the same text to the target, as far as it fits, and returns the length written. It
// allocates no memory, so a signal handler may call it.
std::size_t write_text(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                       const Choice& choice, std::span<char> target);

// The choice of a text. nullopt: the text is no choice for these effects. It does not check that
// the order allows the choice.
std::optional<Choice> parse_choice(const PersistenceModel& model,
                                   const std::vector<PendingEffect>& effects,
                                   std::string_view text);

}  // namespace powercut

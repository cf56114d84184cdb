// OrderRule: says which changes a file system brings to the disk before which others.
//
// A rule prints and parses as one line:
//
//   CLASS before CLASS [in call | in file | in directory]
//
//   append before rename in file     bytes appended to a file reach the disk before its later name
//   directory before any             a change of names reaches it before anything done after it
//   unlink before link in call       of the parts of one rename, the old name goes first
//
// A rule without a scope, in file or in directory speaks of two calls: the earlier one's changes
// must be on disk before the later one's. A rule in call speaks of the parts of one call; if two
// parts have the same class, the one at the front counts as earlier.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

// The classes of a change, as bits. A change may have several: in a rename that falls into parts,
// the new entry is a `link` and a `rename`.
using EffectClasses = std::uint16_t;

namespace effect_class {
inline constexpr EffectClasses overwrite = 1;  // bytes of a file that were there before
inline constexpr EffectClasses append = 2;     // bytes beyond its old end
inline constexpr EffectClasses size = 4;       // the file's size grows
inline constexpr EffectClasses truncate = 8;   // its size is set
inline constexpr EffectClasses create =
    16;  // a new file or directory gets its name, a file one more
inline constexpr EffectClasses remove = 32;     // a name goes
inline constexpr EffectClasses rename = 64;     // a rename, whole or any part of it
inline constexpr EffectClasses displace = 128;  // part of it: the target's old entry goes
inline constexpr EffectClasses link = 256;      // part of it: the target names the file
inline constexpr EffectClasses unlink = 512;    // part of it: the source goes
inline constexpr EffectClasses replace = 1024;  // a rename, or its link, over a name that was there
inline constexpr EffectClasses delayed = 2048;  // a size for which no room was reserved
inline constexpr EffectClasses directory = create | remove | rename;
inline constexpr EffectClasses metadata = directory | size | delayed | truncate;
inline constexpr EffectClasses any = 4095;
}  // namespace effect_class

struct OrderRule {
  enum class Scope : std::uint8_t { call, file, directory, anywhere };

  EffectClasses first = 0;
  EffectClasses then = 0;
  Scope scope = Scope::anywhere;

  friend bool operator==(const OrderRule&, const OrderRule&) = default;
};

std::string to_text(const OrderRule& rule);

// nullopt: the text is not of the form above, or a class in it does not exist.
std::optional<OrderRule> parse_order_rule(std::string_view text);

// Finds a contradiction in the rules within a call: a before b, and, perhaps through other classes,
// b before a. Returns the classes of such a cycle as text: "link before unlink before link".
std::optional<std::string> cycle_in(std::span<const OrderRule> rules);

// The names that a rule may use.
std::vector<std::string_view> effect_class_names();

}  // namespace powercut

// TextHash: lets a table of Abseil's look texts up without a copy of each as a string. Debian's
// Abseil does so only for its own kind of views.
//
// The hash differs from process to process, so that nobody can choose keys that collide.
#pragma once

#include <absl/hash/hash.h>

#include <string_view>

namespace powercut {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return absl::Hash<std::string_view>{}(text);
  }
};

struct SameText {
  using is_transparent = void;
  bool operator()(std::string_view left, std::string_view right) const { return left == right; }
};

}  // namespace powercut

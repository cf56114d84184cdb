// SyncPolicy: says when a store makes a change durable, relative to its acknowledgement.
#pragma once

#include <cstdint>
#include <string_view>

namespace powercut {

enum class SyncPolicy : std::uint8_t {
  always,    // before the acknowledgement
  everysec,  // at most one second after it, by a background task, traffic or not
  never,     // when the operating system decides; earlier changes first
};

constexpr std::string_view name_of(SyncPolicy policy) {
  switch (policy) {
    case SyncPolicy::always:
      return "always";
    case SyncPolicy::everysec:
      return "everysec";
    case SyncPolicy::never:
      return "never";
  }
  return "?";
}

}  // namespace powercut

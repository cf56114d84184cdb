// same_secret: checks a password, in a time that tells nothing of it.
#pragma once

#include <cstddef>
#include <string_view>

namespace powercut {

// The time is the same for every guess of one length, as each byte of the guess is looked at.
inline bool same_secret(std::string_view secret, std::string_view guess) {
  unsigned difference = secret.size() == guess.size() ? 0U : 1U;
  for (std::size_t index = 0; index < guess.size(); ++index) {
    const char expected = secret.empty() ? '\0' : secret[index % secret.size()];
    difference |= static_cast<unsigned char>(expected) ^ static_cast<unsigned char>(guess[index]);
  }
  volatile unsigned kept = difference;
  return kept == 0;
}

}  // namespace powercut

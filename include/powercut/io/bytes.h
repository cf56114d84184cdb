// Bytes and MutableBytes: views of bytes, as the file interface takes and gives them. A view owns
// nothing.
//
// Keys and values are std::string_view at the store's API and Bytes at the file's; these helpers
// are the only casts between the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace powercut {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

inline Bytes as_bytes(std::string_view text) { return std::as_bytes(std::span{text}); }

inline MutableBytes as_mutable_bytes(std::span<char> text) { return std::as_writable_bytes(text); }

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace powercut

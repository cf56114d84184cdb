// Reads and writes sizes as people write them: 512mb, 1gb, 1000.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// k, m and g are powers of 1000. kb, mb and gb are powers of 1024. b or nothing means bytes.
// Letters may be in any case.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

// Writes 1.50M, as INFO has it.
std::string bytes_text(std::uint64_t bytes);

}  // namespace powercut

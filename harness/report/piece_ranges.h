// Which pieces of a sweep's work are done, as text: "1-40,44", counted from 1; "" is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "powercut/harness/sweep.h"

namespace powercut {

std::string to_text(const PiecesDone& done);

// pieces: their number. nullopt: not what to_text() gives for any.
std::optional<PiecesDone> parse_pieces(std::string_view text, std::size_t pieces);

std::size_t count_done(const PiecesDone& done);

}  // namespace powercut

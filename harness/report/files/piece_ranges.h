// piece_ranges: writes and reads which pieces of a sweep are done: "1-40,44", counted from 1. An
// empty text means none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "powercut/harness/sweep.h"

namespace powercut {

std::string to_text(const PiecesDone& done);

// pieces: how many pieces the sweep has. nullopt if to_text() never gives this text.
std::optional<PiecesDone> parse_pieces(std::string_view text, std::size_t pieces);

std::size_t count_done(const PiecesDone& done);

}  // namespace powercut

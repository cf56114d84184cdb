// Whether bytes are a reply as Redis's protocol has them.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "server/protocol/reply_writer.h"

namespace powercut {

// Where the reply that begins at the front ends. None: it is none, or a type that the version does
// not have, or not whole.
std::optional<std::size_t> end_of_reply(std::string_view bytes, RespVersion version);

}  // namespace powercut

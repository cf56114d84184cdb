// end_of_reply: checks that bytes are a reply in Redis's protocol.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "server/protocol/reply_writer.h"

namespace powercut {

// Returns where the reply at the front ends. nullopt: there is no reply, or not a whole one, or it
// has a type that the version does not have.
std::optional<std::size_t> end_of_reply(std::string_view bytes, RespVersion version);

}  // namespace powercut

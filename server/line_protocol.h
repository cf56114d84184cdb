// The line protocol: one request per line, one response per line.
//
//   SET <key> <value...>   OK                  the value keeps its inner spaces
//   GET <key>              VALUE <bytes>       or NOT_FOUND
//   DEL <key>              DELETED             or NOT_FOUND
//   anything else          ERR unknown command
//   a failed store         ERR <reason>
//
// A line is stripped of ASCII white space at both ends, then split at its first two spaces; the
// command may be in any case. Two spaces in a row enclose an empty part, so `SET  v` sets the empty
// key. An empty value cannot be set, nor one with white space at its end: both are stripped away.
// A value with a newline can be in the store (it came by another way); GET answers it with an
// error, since a client would take its second line for the next response.
//
// No sockets: whoever has the bytes cuts them at newlines and sends the answers on. A response is
// written only when the store has answered; OK and DELETED mean what the store's policy promises.
#pragma once

#include <string>
#include <string_view>

#include "engine/store.h"

namespace powercut {

// Carries out one request line, without its newline, on the store and appends the response, with
// its newline. Threads: as the store.
void answer_line(Store& store, std::string_view line, std::string& responses);

}  // namespace powercut

// The line protocol: one request per line, one response per line.
//
//   SET <key> <value...>   OK                  the value keeps its inner spaces
//   GET <key>              VALUE <bytes>       or NOT_FOUND
//   DEL <key>              DELETED             or NOT_FOUND
//   anything else          ERR unknown command
//   a failed store         ERR <reason>
//
// A line is stripped of ASCII white space at both ends, then split at its first two spaces. The
// command may be in any case. Two spaces in a row enclose an empty part, so `SET  v` sets the empty
// key. An empty value cannot be set, nor one with white space at its end, since both are stripped
// away. The store can hold a value with a newline, which came by another way. GET answers it with
// an error, since a client would take its second line for the next response.
//
// It has no sockets. The caller cuts the bytes at newlines, and sends an answer only when the
// changes that it needs have reached the store (Keyspace::needed). Then OK and DELETED mean what
// the store's policy promises.
#pragma once

#include <string>
#include <string_view>

#include "server/commands/keyspace/keyspace.h"

namespace powercut {

// Carries out one request line, without its newline, as one command of the keyspace (between its
// begin_command and end_command). Appends the response, with its newline.
void answer_line(Keyspace& keys, std::string_view line, std::string& responses);

// Appends the response to a line whose changes did not reach the store.
void answer_failed_line(Error error, std::string& responses);

}  // namespace powercut

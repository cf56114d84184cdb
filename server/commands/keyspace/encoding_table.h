// EncodingTable: knows which values Redis would keep otherwise than their bytes tell (OBJECT
// ENCODING).
//
// A value that APPEND or SETRANGE has changed is "raw", however short it is, and a value that
// INCRBYFLOAT has written is no "int", until somebody writes it anew. The table has the keys of
// such values, but only where the bytes alone tell otherwise. So a client that appends to long
// values costs nothing here, and one that never changes a value in place costs a look at an empty
// table.
//
// Bounds: 65,536 keys, and 16 MiB of them. With one more, all before it are forgotten, and then
// their values count as written anew. The table is not in the store, so a restart forgets all, as
// in Redis.
//
// Threads: one.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/commands/keyspace/text_hash.h"

namespace powercut {

enum class Written : std::uint8_t {
  anew,          // as an integer, if it is one
  anew_as_text,  // INCRBYFLOAT: not as an integer, though it may be one
  partly,        // APPEND, SETRANGE: what was there is changed in place
};

// The encoding, in Redis's words, of a value that was written so.
std::string_view encoding_of(std::string_view value, Written written);

class EncodingTable {
 public:
  static constexpr std::size_t keys_max = 65536;
  static constexpr std::size_t bytes_max = std::size_t{16} << 20U;

  // The key has this value now.
  void note(std::string_view key, std::string_view value, Written written);

  // The key's value is gone, or was written anew.
  void forget(std::string_view key);
  void forget_all();

  // How the key's value was written last, as far as that matters.
  Written find(std::string_view key) const;

  bool empty() const { return written_.empty(); }
  std::size_t size() const { return written_.size(); }

 private:
  absl::flat_hash_map<std::string, Written, TextHash, SameText> written_;
  std::size_t bytes_ = 0;  // of the keys
};

}  // namespace powercut

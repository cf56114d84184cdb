#include "server/commands/keyspace/encoding_table.h"

#include "server/protocol/number_text.h"

namespace powercut {

std::string_view encoding_of(std::string_view value, Written written) {
  constexpr std::size_t embedded_bytes_max = 44;
  if (written == Written::partly || value.size() > embedded_bytes_max) return "raw";
  return written == Written::anew && parse_integer(value) ? "int" : "embstr";
}

void EncodingTable::note(std::string_view key, std::string_view value, Written written) {
  if (encoding_of(value, written) == encoding_of(value, Written::anew)) return forget(key);
  const auto found = written_.find(key);
  if (found != written_.end()) {
    found->second = written;
    return;
  }
  if (written_.size() == keys_max || bytes_ + key.size() > bytes_max) forget_all();
  written_.emplace(key, written);
  bytes_ += key.size();
}

void EncodingTable::forget(std::string_view key) {
  const auto found = written_.find(key);
  if (found == written_.end()) return;
  bytes_ -= key.size();
  written_.erase(found);
}

void EncodingTable::forget_all() {
  decltype(written_)().swap(written_);
  bytes_ = 0;
}

Written EncodingTable::find(std::string_view key) const {
  const auto found = written_.find(key);
  return found == written_.end() ? Written::anew : found->second;
}

}  // namespace powercut

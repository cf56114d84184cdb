#include "powercut/io/file.h"

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> File::fill(std::uint64_t offset, Bytes source) {
  return write_full(*this, offset, source);
}

Result<Bytes> File::view(std::uint64_t offset, std::size_t length, std::string& buffer) {
  buffer.resize(length);
  TRY_ASSIGN(const std::size_t got, read_full(*this, offset, as_mutable_bytes(buffer)));
  return as_bytes(buffer).first(got);
}

}  // namespace powercut

#include "engine/cask/segments/segment.h"

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<Bytes> Segment::view(std::uint64_t offset, std::size_t length, std::string& buffer) {
  if (maps_file_) return file_->view(offset, length, buffer);
  buffer.resize(length);
  TRY_ASSIGN(const std::size_t count, read_full(*file_, offset, as_mutable_bytes(buffer)));
  return as_bytes(buffer).first(count);
}

}  // namespace powercut

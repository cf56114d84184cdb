#include "powercut/io/file.h"

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> File::fill(std::uint64_t offset, Bytes source) {
  return write_full(*this, offset, source);
}

Result<Bytes> File::view(std::uint64_t offset, std::size_t length, std::string& buffer) {
  Result<std::size_t> got = std::size_t{0};
  // libstdc++ 12 may give the function a larger size than it was asked for.
  buffer.resize_and_overwrite(length, [&](char* target, std::size_t) {
    got = read_full(*this, offset, std::as_writable_bytes(std::span(target, length)));
    return got.ok() ? *got : 0;
  });
  if (!got.ok()) return got.error();
  return as_bytes(buffer);
}

}  // namespace powercut

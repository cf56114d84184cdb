#include "engine/dirty_again.h"

#include <algorithm>
#include <vector>

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

constexpr std::uint64_t chunk_bytes_max = std::uint64_t{256} * 1024;

}  // namespace

Result<void> dirty_again(File& file, std::uint64_t from, std::uint64_t to) {
  // A file system may also have taken back what it could not write, and the size with it.
  TRY_ASSIGN(const std::uint64_t size, file.size());
  const std::uint64_t end = std::min(to, size);
  std::vector<std::byte> buffer(from < end ? std::min(end - from, chunk_bytes_max) : 0);
  for (std::uint64_t offset = from; offset < end;) {
    const MutableBytes chunk = MutableBytes(buffer).first(std::min(end - offset, buffer.size()));
    TRY_ASSIGN(const std::size_t count, read_full(file, offset, chunk));
    if (count == 0) break;
    TRY(write_full(file, offset, chunk.first(count)));
    offset += count;
  }
  return file.truncate(size);
}

}  // namespace powercut

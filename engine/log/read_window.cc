#include "engine/log/read_window.h"

#include <cstring>

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> ReadWindow::move_to(std::uint64_t offset, std::size_t length) {
  CHECK(length <= capacity_);
  CHECK(offset + length <= file_bytes_);
  std::size_t kept = 0;
  if (offset >= start_ && offset < start_ + filled_) {
    const auto dropped = static_cast<std::size_t>(offset - start_);
    kept = filled_ - dropped;
    std::memmove(buffer_.get(), buffer_.get() + dropped, kept);
  }
  start_ = offset;
  filled_ = kept;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(file_bytes_ - offset, capacity_));
  TRY_ASSIGN(const std::size_t count,
             read_full(*file_, offset + kept, {buffer_.get() + kept, wanted - kept}));
  filled_ += count;
  if (filled_ < length) return Error{ErrorCode::corrupt};
  return {};
}

}  // namespace powercut

#include "powercut/io/transfer.h"
#include "engine/io/macros.h"

namespace powercut {

Result<std::size_t> read_full(File& file, std::uint64_t offset, MutableBytes target) {
  std::size_t done = 0;
  while (done < target.size()) {
    TRY_ASSIGN(const std::size_t got, file.read(offset + done, target.subspan(done)));
    CHECK(got <= target.size() - done);
    if (got == 0) break;
    done += got;
  }
  return done;
}

Result<void> write_full(File& file, std::uint64_t offset, Bytes source) {
  std::size_t done = 0;
  while (done < source.size()) {
    TRY_ASSIGN(const std::size_t taken, file.write(offset + done, source.subspan(done)));
    CHECK(taken <= source.size() - done);
    // A File that takes nothing and does not say why would be asked for ever.
    if (taken == 0) return Error{ErrorCode::io_failed};
    done += taken;
  }
  return {};
}

}  // namespace powercut

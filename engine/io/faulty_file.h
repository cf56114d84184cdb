// FaultyFile: for tests; a file in memory whose transfers stop short, and fail at a chosen size.
#pragma once

#include <algorithm>
#include <limits>
#include <string>

#include "powercut/io/file.h"

namespace powercut {

struct FaultyFile : File {
  std::string contents;
  std::size_t transfer_bytes_max = std::numeric_limits<std::size_t>::max();  // of one call
  std::uint64_t size_bytes_max =
      std::numeric_limits<std::uint64_t>::max();  // then the disk is full
  bool reads_fail = false;
  int calls = 0;

  Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override {
    ++calls;
    if (reads_fail) return Error{ErrorCode::io_failed};
    if (offset >= contents.size()) return std::size_t{0};
    const std::size_t count =
        std::min({target.size(), transfer_bytes_max, contents.size() - offset});
    std::ranges::copy(as_bytes(std::string_view(contents).substr(offset, count)), target.begin());
    return count;
  }

  Result<std::size_t> write(std::uint64_t offset, Bytes source) override {
    ++calls;
    if (offset >= size_bytes_max) return Error{ErrorCode::no_space};
    const std::size_t count =
        std::min({source.size(), transfer_bytes_max, size_bytes_max - offset});
    if (contents.size() < offset + count) contents.resize(offset + count);
    contents.replace(offset, count, as_text(source.first(count)));
    return count;
  }

  Result<void> truncate(std::uint64_t size) override {
    contents.resize(size);
    return {};
  }

  Result<void> allocate(std::uint64_t size) override {
    contents.resize(std::max<std::uint64_t>(size, contents.size()));
    return {};
  }

  Result<void> reserve(std::uint64_t /*size*/) override { return {}; }

  Result<void> sync() override { return {}; }
  Result<void> sync_data() override { return {}; }

  Result<std::uint64_t> size() override { return std::uint64_t{contents.size()}; }
};

}  // namespace powercut

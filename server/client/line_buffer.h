// LineBuffer: cuts bytes that come in pieces into lines; each byte is looked at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace powercut {

class LineBuffer {
 public:
  void append(std::string_view bytes) {
    bytes_.erase(0, begin_);
    searched_ -= begin_;
    begin_ = 0;
    bytes_ += bytes;
  }

  // Returns the next whole line, without its newline. It is valid until the next append().
  std::optional<std::string_view> next() {
    const std::size_t end = bytes_.find('\n', searched_);
    searched_ = end == std::string::npos ? bytes_.size() : end + 1;
    if (end == std::string::npos) return std::nullopt;
    const std::size_t begin = begin_;
    begin_ = end + 1;
    return std::string_view(bytes_).substr(begin, end - begin);
  }

  // The bytes behind the last whole line.
  std::string_view rest() const { return std::string_view(bytes_).substr(begin_); }

 private:
  std::string bytes_;
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;
};

}  // namespace powercut

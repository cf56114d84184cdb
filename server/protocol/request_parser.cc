#include "server/protocol/request_parser.h"

#include <algorithm>
#include <limits>

#include "server/protocol/number_text.h"

namespace powercut {

namespace {

// The longest line that holds a count or a length.
constexpr std::size_t header_bytes_max = std::size_t{64} << 10U;

// The memory that a request of more arguments leaves behind is given back.
constexpr std::size_t kept_arguments_max = 1024;

}  // namespace

void RequestParser::start() {
  is_begun_ = true;
  has_count_ = false;
  has_length_ = false;
  position_ = 0;
  searched_ = 0;
  release();
  spans_.clear();
  arguments_.clear();
}

void RequestParser::release() {
  if (is_begun_ && has_count_) return;
  if (spans_.capacity() <= kept_arguments_max) return;
  std::vector<Span>().swap(spans_);
  Arguments().swap(arguments_);
}

RequestParser::Outcome RequestParser::fail(std::string_view what) {
  error_ = "Protocol error: ";
  error_ += what;
  return Outcome::failed;
}

RequestParser::Outcome RequestParser::next(std::string_view unread, const RequestLimits& limits,
                                           bool is_stranger) {
  if (unread.empty()) return Outcome::incomplete;
  if (!is_begun_) start();
  const Outcome outcome =
      unread.front() == '*' ? next_array(unread, limits, is_stranger) : next_line(unread, limits);
  if (outcome != Outcome::incomplete) is_begun_ = false;
  return outcome;
}

RequestParser::Outcome RequestParser::next_line(std::string_view unread,
                                                const RequestLimits& limits) {
  const std::size_t end = unread.find('\n', searched_);
  const std::size_t length = end == std::string_view::npos ? unread.size() : end;
  if (length > limits.line_bytes_max) return fail("too big inline request");
  if (end == std::string_view::npos) {
    searched_ = unread.size();
    return Outcome::incomplete;
  }
  position_ = end + 1;
  line_ = unread.substr(0, end);
  line_ends_in_crlf_ = line_.ends_with('\r');
  if (line_ends_in_crlf_) line_.remove_suffix(1);
  return Outcome::line;
}

RequestParser::Outcome RequestParser::next_array(std::string_view unread,
                                                 const RequestLimits& limits, bool is_stranger) {
  if (!has_count_) {
    const Step step = read_count(unread, limits, is_stranger);
    if (step != Step::done) return step == Step::failed ? Outcome::failed : Outcome::incomplete;
    if (arguments_left_ == 0) return Outcome::empty;
  }
  while (arguments_left_ > 0) {
    const Step step = read_argument(unread, limits, is_stranger);
    if (step != Step::done) return step == Step::failed ? Outcome::failed : Outcome::incomplete;
  }
  arguments_.reserve(spans_.size());
  for (const Span& span : spans_) arguments_.push_back(unread.substr(span.offset, span.bytes));
  return Outcome::arguments;
}

RequestParser::Step RequestParser::read_header(std::string_view unread, std::string_view name,
                                               std::string_view& number) {
  const std::size_t from = std::max(position_, searched_);
  const std::size_t end = unread.find('\r', from);
  if (end == std::string_view::npos || end + 1 == unread.size()) {
    searched_ = end == std::string_view::npos ? unread.size() : end;
    if (unread.size() - position_ <= header_bytes_max) return Step::incomplete;
    fail(std::string("too big ") + std::string(name) + " string");
    return Step::failed;
  }
  number = end == position_ ? "" : unread.substr(position_ + 1, end - position_ - 1);
  return Step::done;
}

RequestParser::Step RequestParser::read_count(std::string_view unread, const RequestLimits& limits,
                                              bool is_stranger) {
  std::string_view text;
  if (const Step step = read_header(unread, "mbulk count", text); step != Step::done) return step;
  const std::optional<std::int64_t> count = parse_integer(text);
  const bool is_count = count && *count <= std::numeric_limits<std::int32_t>::max();
  if (is_count && is_stranger &&
      *count > static_cast<std::int64_t>(RequestLimits::stranger_arguments_max)) {
    fail("unauthenticated multibulk length");
    return Step::failed;
  }
  if (!is_count || *count > static_cast<std::int64_t>(limits.arguments_max)) {
    fail("invalid multibulk length");
    return Step::failed;
  }
  position_ += 1 + text.size() + 2;
  arguments_left_ = *count > 0 ? static_cast<std::size_t>(*count) : 0;
  has_count_ = true;
  return Step::done;
}

RequestParser::Step RequestParser::read_argument(std::string_view unread,
                                                 const RequestLimits& limits, bool is_stranger) {
  if (!has_length_) {
    if (position_ == unread.size()) return Step::incomplete;
    std::string_view text;
    if (const Step step = read_header(unread, "bulk count", text); step != Step::done) return step;
    if (unread[position_] != '$') {
      fail(std::string("expected '$', got '") + unread[position_] + "'");
      return Step::failed;
    }
    const std::optional<std::int64_t> length = parse_integer(text);
    if (!length || *length < 0 || *length > static_cast<std::int64_t>(limits.argument_bytes_max)) {
      fail("invalid bulk length");
      return Step::failed;
    }
    if (is_stranger &&
        *length > static_cast<std::int64_t>(RequestLimits::stranger_argument_bytes_max)) {
      fail("unauthenticated bulk length");
      return Step::failed;
    }
    position_ += 1 + text.size() + 2;
    length_ = static_cast<std::size_t>(*length);
    has_length_ = true;
  }
  if (unread.size() - position_ < length_ + 2) return Step::incomplete;
  if (unread.substr(position_ + length_, 2) != "\r\n") {
    fail("invalid bulk length");
    return Step::failed;
  }
  spans_.push_back({position_, length_});
  position_ += length_ + 2;
  has_length_ = false;
  --arguments_left_;
  return Step::done;
}

std::size_t RequestParser::bytes_needed() const {
  return is_begun_ && has_length_ ? position_ + length_ + 2 : 0;
}

}  // namespace powercut

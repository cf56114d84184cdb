// RequestParser: cuts a client's bytes into requests.
//
//   *2\r\n$3\r\nGET\r\n$1\r\na\r\n   RESP: the arguments, each with its length
//   GET a\r\n                        a line: the caller splits it, by the protocol of its choice
//
// The parser holds no bytes. While a request is not whole, the caller keeps its bytes from the
// first one on, and gives them all again with those that came after. The parser knows how far it
// has looked, so a request costs the same in however many pieces it comes.
//
// If a request announces more than a limit, that is an error before the bytes come. After an error
// the stream cannot be read any more.
//
// Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

struct RequestLimits {
  std::size_t arguments_max = std::size_t{1} << 20U;
  std::size_t argument_bytes_max = std::size_t{512} << 20U;
  std::size_t line_bytes_max = std::size_t{64} << 10U;

  // For a client that has not told the password, so that it cannot take the memory of others.
  static constexpr std::size_t stranger_arguments_max = 10;
  static constexpr std::size_t stranger_argument_bytes_max = 16384;
};

using Arguments = std::vector<std::string_view>;

class RequestParser {
 public:
  enum class Outcome : std::uint8_t {
    incomplete,  // more bytes are needed
    empty,       // an array of no arguments: nothing to answer
    arguments,   // a RESP request
    line,        // a line, empty perhaps, without its end: line()
    failed,      // error()
  };

  // `unread`: from the request's first byte on. The results are views into it.
  Outcome next(std::string_view unread, const RequestLimits& limits, bool is_stranger);

  // The last request; valid as long as the bytes.
  const Arguments& arguments() const { return arguments_; }
  std::string_view line() const { return line_; }
  bool line_ends_in_crlf() const { return line_ends_in_crlf_; }
  std::size_t consumed() const { return position_; }

  // In the words of Redis: "Protocol error: invalid bulk length".
  const std::string& error() const { return error_; }

  // The last request was carried out: gives back the memory of a request with many arguments.
  void release();
  std::size_t memory_bytes() const {
    return spans_.capacity() * sizeof(Span) + arguments_.capacity() * sizeof(std::string_view);
  }

  // The least number of bytes that the request will have, as far as it is known: for the caller to
  // make room.
  std::size_t bytes_needed() const;

 private:
  struct Span {
    std::size_t offset;
    std::size_t bytes;
  };
  enum class Step : std::uint8_t { done, incomplete, failed };

  void start();
  Outcome fail(std::string_view what);
  Outcome next_line(std::string_view unread, const RequestLimits& limits);
  Outcome next_array(std::string_view unread, const RequestLimits& limits, bool is_stranger);
  Step read_count(std::string_view unread, const RequestLimits& limits, bool is_stranger);
  Step read_argument(std::string_view unread, const RequestLimits& limits, bool is_stranger);
  Step read_header(std::string_view unread, std::string_view name, std::string_view& number);

  bool is_begun_ = false;
  bool has_count_ = false;
  std::size_t arguments_left_ = 0;
  bool has_length_ = false;  // of the argument that is being read
  std::size_t length_ = 0;
  std::size_t position_ = 0;  // behind what has been read of the request
  std::size_t searched_ = 0;  // where the search for a line's end goes on
  std::vector<Span> spans_;
  Arguments arguments_;
  std::string_view line_;
  bool line_ends_in_crlf_ = false;
  std::string error_;
};

}  // namespace powercut

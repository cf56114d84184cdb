// ReplyWriter: appends answers in Redis's protocol to a string.
//
// Types that only version 3 has become in version 2 what Redis makes of them: a map is an array of
// twice the length, a set is an array, a null is a bulk of length -1, a double and a verbatim text
// are a bulk, a boolean is 0 or 1. The elements of an array, map or set follow it.
//
// Threads: one. Errors: none; the caller counts the elements.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace powercut {

enum class RespVersion : std::uint8_t { resp2 = 2, resp3 = 3 };

class ReplyWriter {
 public:
  ReplyWriter(std::string& bytes, RespVersion version) : bytes_(bytes), version_(version) {}

  void ok() { bytes_ += "+OK\r\n"; }
  void simple(std::string_view text);  // without a newline
  void error(std::string_view text);   // with its code: "ERR no such key"; newlines become spaces
  void integer(std::int64_t number);
  void boolean(bool value);
  void bulk(std::string_view bytes);
  void number_bulk(std::int64_t number);  // an integer, as text
  void verbatim(std::string_view text);
  void null();
  void null_array();
  void array(std::size_t length) { header('*', length); }
  void map(std::size_t pairs);
  void set(std::size_t length);

  RespVersion version() const { return version_; }
  void use_version(RespVersion version) { version_ = version; }

  // The number of errors that were written, and the string with all answers.
  std::uint64_t errors() const { return errors_; }
  std::string& bytes() { return bytes_; }

 private:
  void header(char type, std::size_t length);

  std::string& bytes_;
  RespVersion version_;
  std::uint64_t errors_ = 0;
};

}  // namespace powercut

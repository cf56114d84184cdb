// ReplyWriter: answers in Redis's protocol, appended to a string.
//
// In version 2, types that only version 3 has become what Redis makes of them there: a map is an
// array of twice the length, a set an array, a null an empty bulk of length -1, a double and a
// verbatim text a bulk, a boolean 0 or 1. An array, map or set is followed by its elements.
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

  // How many errors were written, and the whole that was.
  std::uint64_t errors() const { return errors_; }
  std::string& bytes() { return bytes_; }

 private:
  void header(char type, std::size_t length);

  std::string& bytes_;
  RespVersion version_;
  std::uint64_t errors_ = 0;
};

}  // namespace powercut

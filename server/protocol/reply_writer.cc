#include "server/protocol/reply_writer.h"

#include <algorithm>

#include "server/protocol/number_text.h"

namespace powercut {

namespace {

constexpr std::string_view line_end = "\r\n";

}  // namespace

void ReplyWriter::header(char type, std::size_t length) {
  bytes_ += type;
  append_integer(bytes_, static_cast<std::int64_t>(length));
  bytes_ += line_end;
}

void ReplyWriter::simple(std::string_view text) {
  bytes_ += '+';
  bytes_ += text;
  bytes_ += line_end;
}

void ReplyWriter::error(std::string_view text) {
  ++errors_;
  bytes_ += '-';
  const std::size_t start = bytes_.size();
  bytes_ += text;
  std::replace_if(
      bytes_.begin() + static_cast<std::ptrdiff_t>(start), bytes_.end(),
      [](char character) { return character == '\r' || character == '\n'; }, ' ');
  bytes_ += line_end;
}

void ReplyWriter::integer(std::int64_t number) {
  bytes_ += ':';
  append_integer(bytes_, number);
  bytes_ += line_end;
}

void ReplyWriter::boolean(bool value) {
  if (version_ == RespVersion::resp3) {
    bytes_ += value ? "#t\r\n" : "#f\r\n";
  } else {
    integer(value ? 1 : 0);
  }
}

void ReplyWriter::bulk(std::string_view bytes) {
  header('$', bytes.size());
  bytes_ += bytes;
  bytes_ += line_end;
}

void ReplyWriter::number_bulk(std::int64_t number) {
  std::string text;
  append_integer(text, number);
  bulk(text);
}

void ReplyWriter::verbatim(std::string_view text) {
  if (version_ == RespVersion::resp2) return bulk(text);
  constexpr std::string_view format = "txt:";
  header('=', format.size() + text.size());
  bytes_ += format;
  bytes_ += text;
  bytes_ += line_end;
}

void ReplyWriter::null() { bytes_ += version_ == RespVersion::resp3 ? "_\r\n" : "$-1\r\n"; }
void ReplyWriter::null_array() { bytes_ += version_ == RespVersion::resp3 ? "_\r\n" : "*-1\r\n"; }

void ReplyWriter::map(std::size_t pairs) {
  version_ == RespVersion::resp3 ? header('%', pairs) : header('*', 2 * pairs);
}

void ReplyWriter::set(std::size_t length) {
  header(version_ == RespVersion::resp3 ? '~' : '*', length);
}

}  // namespace powercut

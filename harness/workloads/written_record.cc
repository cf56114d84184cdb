#include "harness/workloads/written_record.h"

namespace powercut {

namespace {

void append_little_endian(std::uint32_t number, std::string& bytes) {
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift & 0xff);
}

}  // namespace

std::uint32_t bitwise_crc32(std::string_view bytes) {
  std::uint32_t remainder = 0xffffffff;
  for (char byte : bytes) {
    remainder ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0xedb88320 : 0);
    }
  }
  return ~remainder;
}

std::string written_record(std::string_view key, std::optional<std::string_view> value) {
  constexpr std::uint32_t no_value = 0xffffffff;
  std::string body;
  append_little_endian(static_cast<std::uint32_t>(key.size()), body);
  append_little_endian(value ? static_cast<std::uint32_t>(value->size()) : no_value, body);
  body += key;
  body += value.value_or("");
  std::string record;
  append_little_endian(bitwise_crc32(body), record);
  return record + body;
}

}  // namespace powercut

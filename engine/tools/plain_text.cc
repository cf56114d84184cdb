#include "engine/tools/plain_text.h"

#include <fmt/format.h>

namespace powercut {

std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\') {
      text += '\\';
      text += byte;
    } else if (number < ' ' || number > '~') {
      text += fmt::format("\\x{:02x}", number);
    } else {
      text += byte;
    }
  }
  return text;
}

std::string quoted(std::string_view bytes, std::size_t shown_max) {
  if (bytes.size() <= shown_max) return fmt::format("\"{}\"", escaped(bytes));
  return fmt::format("\"{}\"... ({} bytes)", escaped(bytes.substr(0, shown_max)), bytes.size());
}

std::string as_utf8(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    if (number < 0x80) {
      text += byte;
    } else {
      text += static_cast<char>(0xc0U | (number >> 6U));
      text += static_cast<char>(0x80U | (number & 0x3fU));
    }
  }
  return text;
}

std::string without_control_bytes(std::string_view text) {
  std::string plain;
  for (const char byte : text) {
    const auto number = static_cast<unsigned char>(byte);
    const bool controls = number < ' ' || number == 0x7f;
    plain += controls ? fmt::format("\\x{:02x}", number) : std::string(1, byte);
  }
  return plain;
}

}  // namespace powercut

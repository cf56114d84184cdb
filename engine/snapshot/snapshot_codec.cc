#include "engine/snapshot/snapshot_codec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace powercut {
namespace {

// UTF-8 of U+0080 to U+00FF: one of two leads, and a byte of six bits.
constexpr unsigned char lead_of_080 = 0xc2;
constexpr unsigned char lead_of_0c0 = 0xc3;

// Most of what people store; nothing of it changes.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char each) { return static_cast<unsigned char>(each) < 0x80; });
}

std::string utf8_from_bytes(std::string_view bytes) {
  if (is_ascii(bytes)) return std::string(bytes);
  std::string text;
  text.reserve(bytes.size());
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x80) {
      text += each;
    } else {
      text += static_cast<char>(byte < 0xc0 ? lead_of_080 : lead_of_0c0);
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

// The text is valid UTF-8: the parser has seen to that.
std::optional<std::string> bytes_from_utf8(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      bytes += text[at];
      continue;
    }
    if (lead > lead_of_0c0 || ++at == text.size()) return std::nullopt;
    const auto low = static_cast<unsigned char>(text[at]);
    bytes += static_cast<char>(lead == lead_of_080 ? low : (low | 0x40));
  }
  return bytes;
}

}  // namespace

std::string encode_snapshot(const OrderedMap& map) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [key, value] : map) object[utf8_from_bytes(key)] = utf8_from_bytes(value);
  return object.dump();
}

Result<OrderedMap> decode_snapshot(std::string_view json) {
  // The parser would take one for the end, and not look at what follows.
  if (json.contains('\0')) return Error{ErrorCode::corrupt};
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  if (!object.is_object()) return Error{ErrorCode::corrupt};
  OrderedMap map;
  for (const auto& [name, member] : object.items()) {
    if (!member.is_string()) return Error{ErrorCode::corrupt};
    std::optional<std::string> key = bytes_from_utf8(name);
    std::optional<std::string> value =
        bytes_from_utf8(member.get_ref<const nlohmann::json::string_t&>());
    if (!key || !value) return Error{ErrorCode::corrupt};
    map.emplace(std::move(*key), std::move(*value));
  }
  return map;
}

}  // namespace powercut

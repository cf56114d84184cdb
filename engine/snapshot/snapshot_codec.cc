#include "engine/snapshot/snapshot_codec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/snapshot/own_json.h"

namespace powercut {
namespace {

// Most of what people store; nothing of it changes.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char each) { return static_cast<unsigned char>(each) < 0x80; });
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

// An object ends with its brace; blanks may follow.
bool may_be_object(std::string_view json) {
  const std::size_t last = json.find_last_not_of(" \t\n\r");
  return last != std::string_view::npos && json[last] == '}';
}

}  // namespace

std::string encode_snapshot(const OrderedMap& map) { return write_own_json(map); }

Result<OrderedMap> decode_snapshot(std::string_view json) {
  if (auto map = read_own_json(json)) return std::move(*map);
  if (!may_be_object(json)) return Error{ErrorCode::corrupt};
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

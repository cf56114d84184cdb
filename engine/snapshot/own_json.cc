#include "engine/snapshot/own_json.h"

#include <utility>

namespace powercut {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
// The characters behind a backslash, and the characters that they stand for.
constexpr std::string_view escape_names = "\"\\bfnrt";
constexpr std::string_view escaped = "\"\\\b\f\n\r\t";

bool is_plain(char each) {
  const auto byte = static_cast<unsigned char>(each);
  return byte >= 0x20 && byte < 0x80 && each != '"' && each != '\\';
}

std::size_t plain_from(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_plain(text[end])) ++end;
  return end;
}

void append_rare(std::string& json, char each) {
  const auto byte = static_cast<unsigned char>(each);
  if (byte >= 0x80) {
    json += static_cast<char>(byte < 0xc0 ? lead_of_080 : lead_of_0c0);
    json += static_cast<char>(0x80 | (byte & 0x3f));
  } else if (const std::size_t name = escaped.find(each); name != std::string_view::npos) {
    json += '\\';
    json += escape_names[name];
  } else {
    json += "\\u00";
    json += hex_digits[byte >> 4];
    json += hex_digits[byte & 0xf];
  }
}

void append_quoted(std::string& json, std::string_view bytes) {
  json += '"';
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const std::size_t end = plain_from(bytes, at);
    json.append(bytes, at, end - at);
    at = end;
    if (at < bytes.size()) append_rare(json, bytes[at]);
  }
  json += '"';
}

// Reads from the front; every function tells whether it found what it looked for.
class OwnJson {
 public:
  explicit OwnJson(std::string_view json) : json_(json) {}

  bool is_at_end() const { return at_ == json_.size(); }

  bool take(char wanted) {
    if (is_at_end() || json_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  bool take_quoted(std::string& bytes) {
    if (!take('"')) return false;
    for (;;) {
      const std::size_t end = plain_from(json_, at_);
      bytes.append(json_, at_, end - at_);
      at_ = end;
      if (take('"')) return true;
      if (!take_rare(bytes)) return false;
    }
  }

 private:
  bool take_rare(std::string& bytes) {
    if (take('\\')) return take_escape(bytes);
    if (json_.size() - at_ < 2) return false;
    const auto lead = static_cast<unsigned char>(json_[at_]);
    const auto low = static_cast<unsigned char>(json_[at_ + 1]);
    if ((lead != lead_of_080 && lead != lead_of_0c0) || (low & 0xc0) != 0x80) return false;
    bytes += static_cast<char>(lead == lead_of_080 ? low : (low | 0x40));
    at_ += 2;
    return true;
  }

  bool take_escape(std::string& bytes) {
    if (is_at_end()) return false;
    if (const std::size_t name = escape_names.find(json_[at_]); name != std::string_view::npos) {
      bytes += escaped[name];
      ++at_;
      return true;
    }
    constexpr std::size_t length = 5;  // u00 and two digits
    const std::string_view code = json_.substr(at_, length);
    if (code.size() < length || !code.starts_with("u00")) return false;
    const std::size_t high = hex_digits.find(code[3]);
    const std::size_t low = hex_digits.find(code[4]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    bytes += static_cast<char>(high * 16 + low);
    at_ += length;
    return true;
  }

  std::string_view json_;
  std::size_t at_ = 0;
};

}  // namespace

std::string write_own_json(const OrderedMap& map) {
  std::string json = "{";
  for (const auto& [key, value] : map) {
    if (json.size() > 1) json += ',';
    append_quoted(json, key);
    json += ':';
    append_quoted(json, value);
  }
  return json += '}';
}

std::optional<OrderedMap> read_own_json(std::string_view json) {
  OrderedMap map;
  OwnJson text(json);
  if (!text.take('{')) return std::nullopt;
  bool is_whole = text.take('}');
  while (!is_whole) {
    std::string key;
    std::string value;
    if (!text.take_quoted(key) || !text.take(':') || !text.take_quoted(value)) return std::nullopt;
    if (!map.empty() && key <= map.rbegin()->first) return std::nullopt;
    map.emplace_hint(map.end(), std::move(key), std::move(value));
    is_whole = text.take('}');
    if (!is_whole && !text.take(',')) return std::nullopt;
  }
  return text.is_at_end() ? std::optional(std::move(map)) : std::nullopt;
}

}  // namespace powercut

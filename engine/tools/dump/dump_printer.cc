#include "engine/tools/dump/dump_printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/tools/plain_text.h"

namespace powercut {

namespace {

constexpr std::size_t shown_bytes_max = 48;
constexpr std::size_t text_piece_bytes = std::size_t{64} << 10U;

using Json = nlohmann::ordered_json;

// The inside of a JSON string.
std::string json_text(std::string_view bytes) {
  const std::string text = Json(as_utf8(bytes)).dump();
  return text.substr(1, text.size() - 2);
}

}  // namespace

void DumpPrinter::print(const DumpLine& line) {
  if (options_.only_keys && line.is_good && !line.key) return;
  options_.as_json ? print_json(line) : print_text(line);
}

template <typename PutPiece>
void DumpPrinter::in_pieces(std::string_view bytes, PutPiece&& put_piece) {
  if (!options_.full) bytes = bytes.substr(0, shown_bytes_max);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(text_piece_bytes, bytes.size()))) {
    put(put_piece(bytes.substr(0, text_piece_bytes)));
  }
}

void DumpPrinter::print_text(const DumpLine& line) {
  const auto put_quoted = [&](std::string_view bytes) {
    put("\"");
    in_pieces(bytes, escaped);
    put("\"");
    if (!options_.full && bytes.size() > shown_bytes_max) {
      put(fmt::format("... ({} bytes)", bytes.size()));
    }
  };
  put(fmt::format("{:>10}  {:<7}", line.offset, line.kind));
  if (line.key) {
    put(" ");
    put_quoted(*line.key);
  }
  if (line.value && !options_.only_keys) {
    put(" = ");
    put_quoted(*line.value);
  }
  for (const auto& [name, number] : line.numbers) put(fmt::format(" {}={}", name, number));
  if (!line.note.empty()) put(fmt::format(": {}", line.note));
  put(line.is_good ? "\n" : "  BAD\n");
}

void DumpPrinter::print_json(const DumpLine& line) {
  Json head = {{"file", file_}, {"offset", line.offset}, {"kind", line.kind}};
  head["good"] = line.is_good;
  for (const auto& [name, number] : line.numbers) head[std::string(name)] = number;
  if (!line.note.empty()) head["note"] = line.note;
  if (line.key) head["key_bytes"] = line.key->size();
  if (line.value) head["value_bytes"] = line.value->size();
  std::string text = head.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();
  put(text);
  const auto put_member = [&](std::string_view name, std::string_view bytes) {
    put(fmt::format(",\"{}\":\"", name));
    in_pieces(bytes, json_text);
    put("\"");
  };
  if (line.key) put_member("key", *line.key);
  if (line.value && !options_.only_keys) put_member("value", *line.value);
  put("}\n");
}

}  // namespace powercut

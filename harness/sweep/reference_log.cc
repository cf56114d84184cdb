#include "harness/sweep/reference_log.h"

#include "harness/workloads/written_record.h"

namespace powercut {

namespace {

std::uint32_t little_endian(std::string_view four) {
  std::uint32_t number = 0;
  for (std::size_t index = 4; index > 0; --index) {
    number = (number << 8) | static_cast<unsigned char>(four[index - 1]);
  }
  return number;
}

struct Parsed {
  std::size_t bytes;
  std::vector<Change> changes;
};

std::optional<Parsed> parse_record(std::string_view bytes, bool inside_batch) {
  if (bytes.size() < 12) return std::nullopt;
  auto key_length = static_cast<std::int32_t>(little_endian(bytes.substr(4)));
  auto value_length = static_cast<std::int32_t>(little_endian(bytes.substr(8)));
  if (key_length < 0 || value_length < -2) return std::nullopt;
  auto key_bytes = static_cast<std::size_t>(key_length);
  std::size_t value_bytes = value_length < 0 ? 0 : static_cast<std::size_t>(value_length);
  std::size_t total = 12 + key_bytes + value_bytes;
  if (bytes.size() < total) return std::nullopt;
  if (little_endian(bytes) != bitwise_crc32(bytes.substr(4, total - 4))) return std::nullopt;

  Parsed parsed{.bytes = total, .changes = {}};
  std::string_view key = bytes.substr(12, key_bytes);
  if (value_length >= 0) {
    parsed.changes.push_back(
        {std::string(key), std::string(bytes.substr(12 + key_bytes, value_bytes))});
  } else if (value_length == -1) {
    parsed.changes.push_back({std::string(key), std::nullopt});
  } else if (inside_batch) {
    return std::nullopt;
  } else {
    while (!key.empty()) {
      auto inner = parse_record(key, true);
      if (!inner) return std::nullopt;
      parsed.changes.push_back(std::move(inner->changes[0]));
      key.remove_prefix(inner->bytes);
    }
  }
  return parsed;
}

}  // namespace

ReferenceLog read_reference_log(std::string_view bytes) {
  ReferenceLog log;
  std::size_t offset = 0;
  while (auto record = parse_record(bytes.substr(offset), false)) {
    offset += record->bytes;
    log.records.push_back({.end = offset, .changes = std::move(record->changes)});
  }
  return log;
}

}  // namespace powercut

#include "harness/program/inputs/user_log.h"

#include "harness/program/report_error.h"
#include "harness/sweep/log_sweep.h"
#include "powercut/io/whole_file.h"

namespace powercut {

namespace {

constexpr std::uint64_t log_bytes_max = std::uint64_t{64} << 20;
constexpr std::size_t shortest_record_bytes = 12;

}  // namespace

std::optional<UserLog> read_user_log(const std::string& path) {
  auto bytes = read_whole_file(path, log_bytes_max);
  if (!bytes.ok()) {
    report_error("cannot read the log {}: {}", path, why_not_read(bytes.error(), log_bytes_max));
    return std::nullopt;
  }
  std::size_t keys = history_of(*bytes).keys.size();
  if (bytes->size() >= shortest_record_bytes && keys == 0) {
    report_error("{}: no whole record at its start, so it is not a log of this format", path);
    return std::nullopt;
  }
  return UserLog{.bytes = std::move(*bytes), .keys = keys};
}

}  // namespace powercut

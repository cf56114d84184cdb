#include "props/store_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ostream>
#include <string_view>

namespace powercut {
namespace {

constexpr std::array<std::string_view, StoreCommand::kind_count> command_names{
    "set", "get", "remove", "apply", "scan", "sync", "compact", "wait", "reopen", "kill_and_open"};

template <typename T>
std::string answer_text(const Result<T>& result) {
  if (!result.ok()) return std::string(name_of(result.error().code));
  if constexpr (std::is_same_v<T, bool>) return *result ? "true" : "false";
  return "ok";
}

std::string difference(std::string_view call, const std::string& said,
                       const std::string& expected) {
  if (said == expected) return {};
  return fmt::format("{} said {}, expected {}", call, said, expected);
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const StoreCommand& command) {
  stream << fmt::format("{} {:?} {:?}", command_names[static_cast<std::size_t>(command.kind)],
                        command.key, command.value);
  for (const Change& change : command.changes) {
    stream << fmt::format(" [{:?} {:?}]", change.key, change.value.value_or("(removed)"));
  }
  return stream << fmt::format(" to={:?} limit={} reverse={}", command.to.value_or("(end)"),
                               command.limit, command.reverse);
}

StoreBesideMap::StoreBesideMap(Environment environment, VirtualTime& time, StoreOpener open,
                               bool forgets)
    : environment_(environment), time_(time), opener_(std::move(open)), forgets_(forgets) {}

std::string StoreBesideMap::run(const StoreCommand& command) {
  if (!store_) {
    if (std::string failure = open(); !failure.empty()) return failure;
  }
  switch (command.kind) {
    case StoreCommand::Kind::get:
      return get(command.key);
    case StoreCommand::Kind::scan:
      return scan(command);
    case StoreCommand::Kind::sync:
      return difference("sync", answer_text(store_->sync()), "ok");
    case StoreCommand::Kind::compact:
      return difference("compact", answer_text(store_->compact()), "ok");
    case StoreCommand::Kind::wait:
      time_.advance(std::chrono::milliseconds(500));
      return {};
    case StoreCommand::Kind::reopen: {
      std::string closed = difference("close", answer_text(store_->close()), "ok");
      return closed.empty() ? open() : closed;
    }
    case StoreCommand::Kind::kill_and_open:
      return open();
    default:
      return change(command);
  }
}

std::string StoreBesideMap::open() {
  store_.reset();
  if (forgets_) map_.clear();
  auto opened = opener_(environment_);
  if (!opened.ok()) return difference("open", answer_text(opened), "ok");
  store_ = std::move(*opened);
  return scan({.kind = StoreCommand::Kind::scan, .limit = ~std::size_t{0}});
}

std::string StoreBesideMap::change(const StoreCommand& command) {
  if (command.kind == StoreCommand::Kind::set) {
    map_[command.key] = command.value;
    return difference("set", answer_text(store_->set(command.key, command.value)), "ok");
  }
  if (command.kind == StoreCommand::Kind::remove) {
    std::string expected = map_.erase(command.key) > 0 ? "true" : "false";
    return difference("remove", answer_text(store_->remove(command.key)), expected);
  }
  Batch batch;
  for (const auto& [key, value] : command.changes) {
    if (value) {
      batch.set(key, *value);
      map_[key] = *value;
    } else {
      batch.remove(key);
      map_.erase(key);
    }
  }
  return difference("apply", answer_text(store_->apply(batch)), "ok");
}

std::string StoreBesideMap::get(const std::string& key) {
  std::string value = "left over";
  auto got = store_->get(key, value);
  auto found = map_.find(key);
  std::string failure = difference("get", answer_text(got), found == map_.end() ? "false" : "true");
  if (!failure.empty() || found == map_.end()) return failure;
  return difference("get", value, found->second);
}

std::string StoreBesideMap::scan(const StoreCommand& command) {
  KeyRange range{.from = command.key, .limit = command.limit, .reverse = command.reverse};
  if (command.to) range.to = *command.to;
  Pairs pairs;
  auto scanned = store_->scan(range, [&](std::string_view key, std::string_view value) {
    pairs.emplace_back(key, value);
    return true;
  });
  if (!scanned.ok()) return difference("scan", answer_text(scanned), "ok");
  return difference("scan", fmt::format("{}", pairs), fmt::format("{}", expected_scan(command)));
}

// All keys, looked at one by one: nothing here that a store could do in the same wrong way.
StoreBesideMap::Pairs StoreBesideMap::expected_scan(const StoreCommand& command) const {
  Pairs pairs;
  for (const auto& [key, value] : map_) {
    if (key >= command.key && (!command.to || key < *command.to)) pairs.emplace_back(key, value);
  }
  if (command.reverse) std::ranges::reverse(pairs);
  if (pairs.size() > command.limit) pairs.resize(command.limit);
  return pairs;
}

}  // namespace powercut

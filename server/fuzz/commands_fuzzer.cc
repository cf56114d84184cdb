// Goal: whatever two clients send, each request gets one well-formed answer, and their commands see
// just what the store has after the commit. Method: each line of the input is a request in the
// words of Redis's inline commands; its first character says whose:
//
//   0 or 1   a client's request                  l   a line of the line protocol
//   =        the pending batches are committed   !   they are, and the store fails
//
// The store is a map. At the end of the input all is committed.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/io/macros.h"
#include "server/commands/command_processor.h"
#include "server/fuzz/fuzz_input.h"
#include "server/fuzz/reply_checker.h"
#include "server/protocol/quoted_words.h"

namespace powercut {

namespace {

using Map = std::map<std::string, std::string, std::less<>>;

class MapOfFuzzer : public Store {
 public:
  bool fails = false;  // every change does

  Result<void> set(std::string_view key, std::string_view value) override {
    if (fails) return Error{ErrorCode::io_failed};
    map_.insert_or_assign(std::string(key), std::string(value));
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    const auto found = map_.find(key);
    if (found == map_.end()) return false;
    value = found->second;
    return true;
  }
  Result<bool> remove(std::string_view key) override {
    if (fails) return Error{ErrorCode::io_failed};
    return map_.erase(std::string(key)) > 0;
  }
  Result<void> apply(const Batch& batch) override {
    if (fails) return Error{ErrorCode::io_failed};
    for (const auto& [key, value] : batch.changes()) {
      value ? void(map_.insert_or_assign(key, *value)) : void(map_.erase(key));
    }
    return {};
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, value] : map_) {
      if (key >= range.from && (!range.to || key < *range.to)) found.emplace_back(key, value);
    }
    if (range.reverse) std::ranges::reverse(found);
    if (found.size() > range.limit) found.resize(range.limit);
    for (const auto& [key, value] : found) {
      if (!visit(key, value)) break;
    }
    return {};
  }
  StoreStats stats() const override { return {.keys = map_.size()}; }

  const Map& map() const { return map_; }

 private:
  Map map_;
};

// Time passes by a little with each look, so that the slow log has something.
class HostOfFuzzer : public Host {
 public:
  explicit HostOfFuzzer(std::array<Session, 2>& sessions) : sessions_(sessions) {}

  Duration now() override { return time_ += std::chrono::milliseconds(7); }
  std::uint64_t unix_microseconds() override {
    constexpr std::uint64_t some_day = 1'700'000'000'000'000;
    return some_day + static_cast<std::uint64_t>(time_.count() / 1000);
  }
  void sleep(Duration time) override { time_ += time; }
  std::vector<Session*> sessions() override { return {&sessions_[0], &sessions_[1]}; }
  void disconnect(Session& session) override { session.closes_after_reply = true; }
  bool start_compaction() override { return is_compacting_ = !is_compacting_; }
  bool is_compacting() override { return is_compacting_; }
  void shut_down() override {}
  HostFacts facts() override { return {.run_id = std::string(40, 'f')}; }

 private:
  std::array<Session, 2>& sessions_;
  Duration time_{0};
  bool is_compacting_ = false;
};

class Clients {
 public:
  Clients() {
    for (std::uint64_t number = 0; number < sessions_.size(); ++number) renew(sessions_[number]);
  }

  void take(std::string_view line) {
    if (line.empty()) return;
    const char first = line.front();
    line.remove_prefix(1);
    if (first == '0' || first == '1') {
      ask(sessions_[static_cast<std::size_t>(first - '0')], line);
    } else if (first == 'l') {
      ask_by_line(line);
    } else if (first == '=' || first == '!') {
      commit(first == '!');
    }
  }

  // The view of the commands before is the store after; where the store has failed, as if what was
  // pending had never been.
  void commit(bool fails) {
    const Map expected = fails ? store_.map() : view();
    store_.fails = fails;
    while (const PendingBatch* batch = keys().take_batch()) {
      const Result<void> committed = batch->commit_to(store_);
      keys().finish(committed.ok());
      if (!committed.ok()) processor_.forget_failed(committed.error());
    }
    store_.fails = false;
    CHECK(!keys().has_pending() && keys().pending_bytes() == 0);
    CHECK(keys().decided() >= needed_max_);
    CHECK(store_.map() == expected);
    CHECK(view() == expected);
  }

 private:
  Keyspace& keys() { return processor_.keys(); }

  static ServerConfig small_config() {
    ServerConfig config;
    config.argument_bytes_max = 4096;
    config.reply_bytes_max = std::size_t{1} << 20U;
    config.slow_log_length = 8;
    return config;
  }

  void renew(Session& session) {
    if (session.id != 0) processor_.leave(session);
    session = {};
    session.id = ++last_id_;
    session.address = "127.0.0.1:1";
  }

  void ask(Session& session, std::string_view line) {
    const std::optional<std::vector<std::string>> words = split_quoted_words(line);
    if (!words || words->empty()) return;
    const std::vector<std::string_view> arguments(words->begin(), words->end());
    std::string reply;
    std::uint64_t needed = 0;
    const RespVersion before = session.version;
    auto outcome = processor_.execute(session, arguments, reply, needed);
    if (outcome == CommandProcessor::Outcome::needs_quiet) {
      CHECK(reply.empty() && keys().has_pending());
      commit(false);
      outcome = processor_.execute(session, arguments, reply, needed);
    }
    CHECK(outcome == CommandProcessor::Outcome::answered);
    CHECK(needed == 0 || needed > keys().decided());
    needed_max_ = std::max(needed_max_, needed);
    // A client that is sent away, or wants no answer, may get none. An answer may be in the version
    // that it ends.
    const bool is_one = end_of_reply(reply, session.version) == reply.size() ||
                        end_of_reply(reply, before) == reply.size();
    const bool may_be_none =
        session.closes_after_reply || session.is_silent() || session.skips_next_reply;
    CHECK(is_one || (reply.empty() && may_be_none));
    CHECK(reply.empty() || !session.is_silent());
    for (Session& left : sessions_) {
      if (left.closes_after_reply) renew(left);
    }
  }

  void ask_by_line(std::string_view line) {
    std::string reply;
    std::uint64_t needed = 0;
    processor_.execute_line(sessions_[0], line, reply, needed);
    needed_max_ = std::max(needed_max_, needed);
    CHECK(reply.find('\n') == reply.size() - 1);
  }

  // The pairs that commands see, asked for in three ways.
  Map view() {
    Map seen;
    keys().begin_command();
    const Result<void> scanned = keys().scan({}, [&](std::string_view key, std::string_view value) {
      CHECK(seen.empty() || seen.rbegin()->first < key);
      seen.emplace(key, value);
      return true;
    });
    CHECK(scanned.ok());
    std::size_t count = 0;
    const Result<void> walked = keys().for_each_key([&](std::string_view key) {
      CHECK(seen.contains(key));
      ++count;
      return true;
    });
    CHECK(walked.ok() && count == seen.size());
    std::string value;
    for (const auto& [key, expected] : seen) {
      const Result<bool> is_there = keys().get(key, value);
      CHECK(is_there.ok() && *is_there && value == expected);
    }
    const Result<std::uint64_t> counted = keys().count();
    CHECK(counted.ok() && *counted == seen.size());
    keys().end_command();
    return seen;
  }

  MapOfFuzzer store_;
  std::array<Session, 2> sessions_;
  HostOfFuzzer host_{sessions_};
  ServerConfig config_ = small_config();
  CommandProcessor processor_{store_, host_, config_, 1};
  std::uint64_t last_id_ = 0;
  std::uint64_t needed_max_ = 0;  // the last batch that an answer depends on
};

}  // namespace

}  // namespace powercut

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  powercut::Clients clients;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    clients.take(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  clients.commit(false);
  return 0;
}

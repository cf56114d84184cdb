#include "harness/catalog/command_store.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "faultfs/disk/image_hash.h"
#include "harness/catalog/command_choice.h"
#include "harness/catalog/command_rehearsal.h"
#include "powercut/engine/forwarding_store.h"
#include "server/commands/command_processor.h"
#include "server/protocol/reply_writer.h"
#include "server/protocol/request_parser.h"

namespace powercut {

namespace {

constexpr std::string_view compaction_answer = "+Background append only file rewriting started\r\n";

// Answers tell errors as text: the first one of a turn is kept as it was.
class ErrorKeeper : public ForwardingStore {
 public:
  explicit ErrorKeeper(std::unique_ptr<Store> store) : ForwardingStore(std::move(store)) {}

  std::optional<Error> take_error() { return std::exchange(error_, std::nullopt); }

  Result<void> set(std::string_view key, std::string_view value) override {
    return kept(inner().set(key, value));
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return kept(inner().get(key, value));
  }
  Result<bool> contains(std::string_view key) override { return kept(inner().contains(key)); }
  Result<bool> remove(std::string_view key) override { return kept(inner().remove(key)); }
  Result<void> apply(const Batch& batch) override { return kept(inner().apply(batch)); }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    return kept(inner().scan(range, visit));
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    return kept(inner().walk(from, wanted, visit));
  }
  Result<void> sync() override { return kept(inner().sync()); }
  Result<void> compact() override { return kept(inner().compact()); }
  Result<void> close() override { return kept(inner().close()); }

 private:
  template <typename Answer>
  Answer kept(Answer answer) {
    if (!answer.ok() && !error_) error_ = answer.error();
    return answer;
  }

  std::optional<Error> error_;
};

// A process without sockets, by the clock of the Environment. A compaction is done at once.
class StoreHost : public Host {
 public:
  StoreHost(const Clock& clock, Store& store) : clock_(clock), store_(store) {}

  Duration now() override { return clock_.now(); }
  std::uint64_t unix_microseconds() override {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(clock_.now()).count());
  }
  void sleep(Duration) override {}
  std::vector<Session*> sessions() override { return {}; }
  void disconnect(Session&) override {}
  bool start_compaction() override {
    compacted_ = store_.compact();
    return true;
  }
  bool is_compacting() override { return false; }
  void shut_down() override {}
  HostFacts facts() override { return {}; }

  const Result<void>& compacted() const { return compacted_; }

 private:
  const Clock& clock_;
  Store& store_;
  Result<void> compacted_;
};

class CommandStore : public Store {
 public:
  CommandStore(Environment& environment, std::unique_ptr<Store> store)
      : store_(std::move(store)),
        host_(environment.clock, store_),
        processor_(store_, host_, config_, 1),
        choice_([this](std::string_view key) { return read(key); }) {
    for (std::size_t number = 0; number < sessions_.size(); ++number) {
      sessions_[number].id = number + 1;
    }
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    const std::vector<Change> changes{{std::string(key), std::string(value)}};
    TRY(refuse(changes));
    TRY_ASSIGN(CommandTurn turn, choice_.set(key, value));
    TRY(rehearse(std::move(turn), changes));
    choice_.note(key, std::string(value));
    return {};
  }

  Result<bool> remove(std::string_view key) override {
    TRY_ASSIGN(CommandTurn turn, choice_.remove(key));
    // The answer for a key that was not there.
    const std::string answer = turn.front().answer;
    TRY(rehearse(std::move(turn), {{std::string(key), std::nullopt}}));
    choice_.note(key, std::nullopt);
    return answer != ":0\r\n" && answer != "$-1\r\n";
  }

  Result<void> apply(const Batch& batch) override {
    TRY(refuse(batch.changes()));
    TRY_ASSIGN(CommandTurn turn, choice_.batch(batch.changes()));
    TRY(rehearse(std::move(turn), batch.changes()));
    for (const Change& change : batch.changes()) choice_.note(change.key, change.value);
    return {};
  }

  Result<bool> get(std::string_view key, std::string& value) override {
    TRY_ASSIGN(std::optional<std::string> held, read(key));
    choice_.note(key, held);
    if (!held) return false;
    value = std::move(*held);
    return true;
  }

  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    keys().begin_command();
    Result<void> scanned = keys().scan(range, visit);
    keys().end_command();
    store_.take_error();
    return scanned;
  }

  std::uint64_t position_of(std::string_view key) const override { return store_.position_of(key); }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    keys().begin_command();
    Result<std::optional<std::uint64_t>> next = keys().walk(from, wanted, visit);
    keys().end_command();
    store_.take_error();
    return next;
  }

  // There is no command that does this and no more.
  Result<void> sync() override {
    TRY(commit());
    return store_.sync();
  }

  Result<void> compact() override {
    TRY(carry_out({{.words = {"BGREWRITEAOF"}, .answer = std::string(compaction_answer)}},
                  "BGREWRITEAOF"));
    store_.take_error();
    return host_.compacted();
  }

  StoreStats stats() const override { return store_.stats(); }

  Result<void> close() override {
    const Result<void> committed = commit();
    const Result<void> closed = store_.close();
    return committed.ok() ? closed : committed;
  }

 private:
  Keyspace& keys() { return processor_.keys(); }

  // Before the change comes what must change nothing.
  Result<void> refuse(const std::vector<Change>& changes) {
    TRY_ASSIGN(const CommandTurn turn, choice_.refusals(changes));
    if (turn.empty()) return {};
    return carry_out(turn, turn.back().words.front());
  }

  // Carries the change out, every few times with drawn commands around it (command_rehearsal.h).
  Result<void> rehearse(CommandTurn turn, const std::vector<Change>& changes) {
    constexpr std::uint64_t rehearsed_part = 3;
    Chooser chooser(number_of(changes));
    const std::string name = turn.empty() ? std::string() : turn.back().words.front();
    if (turn.empty() || chooser.below(rehearsed_part) > 0) return carry_out(turn, name);
    std::optional<HeldKeys> held = everything();
    if (!held) return carry_out(turn, name);
    CommandRehearsal rehearsal(std::move(*held), changes, chooser);
    TRY(carry_out(rehearsal.before(), name));
    return carry_out(rehearsal.around(std::move(turn)), name);
  }

  // None: it is too much, or cannot be read.
  std::optional<HeldKeys> everything() {
    HeldKeys held;
    std::size_t bytes = 0;
    const Result<void> scanned = store_.scan({}, [&](std::string_view key, std::string_view value) {
      held.emplace(key, value);
      bytes += key.size() + value.size();
      return bytes <= rehearsed_bytes_max;
    });
    store_.take_error();
    if (!scanned.ok() || bytes > rehearsed_bytes_max) return std::nullopt;
    return held;
  }

  // Equal changes are rehearsed in another way each time.
  std::uint64_t number_of(const std::vector<Change>& changes) {
    std::string bytes = std::to_string(++rehearsals_);
    for (const Change& change : changes) bytes += change.key + change.value.value_or("-");
    return hash_of(as_bytes(bytes)).low;
  }

  // The answer of GET for the key.
  Result<std::optional<std::string>> read(std::string_view key) {
    std::string bytes;
    append_request(bytes, {"GET", std::string(key)});
    answers_.clear();
    if (!send(sessions_[0], bytes)) return unexpected();
    if (answers_ == "$-1\r\n") return std::optional<std::string>();
    constexpr std::string_view line_end = "\r\n";
    const std::size_t begin = answers_.find(line_end) + line_end.size();
    if (!answers_.starts_with('$') || answers_.size() < begin + line_end.size()) {
      return unexpected();
    }
    return std::optional(answers_.substr(begin, answers_.size() - begin - line_end.size()));
  }

  static void append_request(std::string& bytes, const std::vector<std::string>& words) {
    ReplyWriter writer(bytes, RespVersion::resp2);
    writer.array(words.size());
    for (const std::string& word : words) writer.bulk(word);
  }

  // Carries out what a client has sent; the answers are appended. False: it is no requests.
  bool send(Session& session, std::string_view unread) {
    RequestParser parser;
    while (!unread.empty()) {
      if (parser.next(unread, RequestLimits{}, false) != RequestParser::Outcome::arguments) {
        return false;
      }
      std::uint64_t needed = 0;
      auto outcome = processor_.execute(session, parser.arguments(), answers_, needed);
      if (outcome == CommandProcessor::Outcome::needs_quiet) {
        if (const Result<void> committed = commit(); !committed.ok()) {
          commit_error_ = committed.error();
          return false;
        }
        outcome = processor_.execute(session, parser.arguments(), answers_, needed);
      }
      if (outcome != CommandProcessor::Outcome::answered) return false;
      needed_ = std::max(needed_, needed);
      unread.remove_prefix(parser.consumed());
    }
    return true;
  }

  // Where a command is refused, the changes of the others of its turn are not committed: they would
  // be a part of the batch.
  Result<void> carry_out(const CommandTurn& turn, std::string_view name) {
    TRY(commit());
    command_ = name;
    for (auto next = turn.begin(); next != turn.end();) {
      // One client's requests are sent at once, up to the next request of another one.
      const std::size_t session = next->session;
      std::string bytes;
      std::string expected;
      for (; next != turn.end() && next->session == session; ++next) {
        append_request(bytes, next->words);
        expected += next->answer;
      }
      answers_.clear();
      if (!send(sessions_[session], bytes) || answers_ != expected) return unexpected();
    }
    if (turn.empty() || mutants_.is(Mutant::reply_before_commit)) return {};
    return commit();
  }

  // As the server does it at the end of a turn.
  Result<void> commit() {
    while (const PendingBatch* batch = keys().take_batch()) {
      const Result<void> committed = is_split() ? commit_each(*batch) : batch->commit_to(store_);
      keys().finish(committed.ok());
      if (committed.ok()) continue;
      forget(committed.error());
      return committed;
    }
    // Or an answer would have been given that the store does not know of.
    CHECK(keys().decided() >= std::exchange(needed_, 0));
    return {};
  }

  void forget(Error error) {
    store_.take_error();
    needed_ = 0;
    processor_.forget_failed(error);
  }

  // The store's own error, if it had one.
  Error unexpected() {
    const Error own = store_.take_error().value_or(Error{ErrorCode::io_failed});
    const Error error = std::exchange(commit_error_, std::nullopt).value_or(own);
    if (keys().take_batch() != nullptr) keys().finish(false);
    for (Session& session : sessions_) processor_.leave(session);
    forget(error);
    return error;
  }

  // ---- seeded bugs: commands that the store gets change by change
  bool is_split() const {
    return (mutants_.is(Mutant::rename_in_two_commits) && command_.starts_with("RENAME")) ||
           (mutants_.is(Mutant::exec_commit_by_commit) && command_ == "EXEC") ||
           (mutants_.is(Mutant::mset_commit_by_commit) && command_.starts_with("MSET"));
  }

  Result<void> commit_each(const PendingBatch& batch) {
    for (const Change& change : batch.changes()) {
      PendingBatch alone(batch.sequence());
      alone.add(change.key, change.value);
      TRY(alone.commit_to(store_));
    }
    return {};
  }

  ErrorKeeper store_;
  ServerConfig config_;
  StoreHost host_;
  CommandProcessor processor_;
  CommandChoice choice_;
  std::array<Session, CommandChoice::session_count> sessions_;
  std::optional<Error> commit_error_;  // in the middle of a turn
  std::uint64_t rehearsals_ = 0;
  std::string answers_;       // to what was sent last
  std::string command_;       // that a turn ended with
  std::uint64_t needed_ = 0;  // the batch that the answers so far depend on
  [[no_unique_address]] MutantSwitch mutants_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_command_store(Environment& environment,
                                                  const CaskOptions& options) {
  TRY_ASSIGN(std::unique_ptr<Store> store, CaskStore::open(environment, "data", options));
  return std::unique_ptr<Store>(std::make_unique<CommandStore>(environment, std::move(store)));
}

}  // namespace powercut

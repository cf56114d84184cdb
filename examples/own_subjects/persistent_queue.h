// A queue in one log: "push TEXT" appends to its end, "pop" takes its front. A record is its
// length, the operation, and a checksum of both, of its place, and of the number that the last open
// drew and wrote: a disk may show an old record in a new place, or one that a power cut had undone.
// An open goes by the records up to the first broken one.
#pragma once
#include <powercut/harness/subject.h>
#include <powercut/io/transfer.h>

#include <cstdint>
#include <deque>
#include <string>

class PersistentQueue : public powercut::Subject {
 public:
  // The seeded bug: an open that leaves what is behind the last whole record, so that later records
  // stand behind it, where no open finds them.
  PersistentQueue(powercut::Environment& environment, bool cuts_tail)
      : files_(environment.files), random_(environment.random), cuts_tail_(cuts_tail) {}

  powercut::Result<void> recover() {
    POWERCUT_TRY_ASSIGN(file_, files_.open("queue", powercut::OpenMode::create));
    POWERCUT_TRY(files_.sync_dir("/"));
    POWERCUT_TRY_ASSIGN(const auto size, file_->size());
    std::string log(size, '\0');
    POWERCUT_TRY(powercut::read_full(*file_, 0, powercut::as_mutable_bytes(log)));
    for (end_ = 0; end_ < size; end_ += overhead + static_cast<unsigned char>(log[end_])) {
      const std::size_t length = static_cast<unsigned char>(log[end_]);
      if (end_ + overhead + length > size) break;
      const std::string operation = log.substr(end_ + 1, length);
      if (log.substr(end_, overhead + length) != record_of(operation, end_)) break;
      perform(operation);
    }
    if (cuts_tail_ && end_ < size) POWERCUT_TRY(file_->truncate(end_));
    if (!cuts_tail_) end_ = size;
    const std::string drawn = "open " + std::to_string(random_.next());
    POWERCUT_TRY(append(drawn));  // and syncs what was read, which may be in the cache alone
    perform(drawn);
    return {};
  }

  powercut::Result<void> apply(std::string_view operation) override {
    if (failed_) return powercut::Error{powercut::ErrorCode::refused};
    if (operation == "pop" && items_.empty()) return {};
    failed_ = true;  // after an error nobody knows what the log holds: no more until the next open
    POWERCUT_TRY(append(operation));
    failed_ = false;
    perform(operation);
    return {};
  }

  powercut::Result<std::string> observe() override {
    std::string all;
    for (const std::string& item : items_) all += (all.empty() ? "" : ",") + item;
    return all;
  }

 private:
  static constexpr std::size_t overhead = 5;  // the length and the checksum

  powercut::Result<void> append(std::string_view operation) {
    const std::string record = record_of(operation, end_);
    POWERCUT_TRY(powercut::write_full(*file_, end_, powercut::as_bytes(record)));
    POWERCUT_TRY(file_->sync());
    end_ += record.size();
    return {};
  }

  std::string record_of(std::string_view operation, std::uint64_t place) const {
    std::string record(1, static_cast<char>(operation.size()));
    record += operation;
    auto sum = static_cast<std::uint32_t>(2166136261 ^ place ^ drawn_);
    for (char byte : record) sum = (sum ^ static_cast<unsigned char>(byte)) * 16777619;
    for (int shift = 0; shift < 32; shift += 8) record += static_cast<char>(sum >> shift);
    return record;
  }

  void perform(std::string_view operation) {
    if (operation.starts_with("push ")) items_.emplace_back(operation.substr(5));
    if (operation == "pop" && !items_.empty()) items_.pop_front();
    if (operation.starts_with("open ")) drawn_ = std::stoull(std::string(operation.substr(5)));
  }

  powercut::FileSystem& files_;
  powercut::Random& random_;
  bool cuts_tail_, failed_ = false;
  std::unique_ptr<powercut::File> file_;
  std::uint64_t end_ = 0, drawn_ = 0;
  std::deque<std::string> items_;
};

inline powercut::SubjectUnderTest persistent_queue(std::string name, bool cuts_tail) {
  return {.name = std::move(name),
          .summary = "a queue in a log of pushes and pops",
          .open = [cuts_tail](powercut::Environment& environment)
              -> powercut::Result<std::unique_ptr<powercut::Subject>> {
            auto queue = std::make_unique<PersistentQueue>(environment, cuts_tail);
            POWERCUT_TRY(queue->recover());
            return std::unique_ptr<powercut::Subject>(std::move(queue));
          },
          .operations = {"push #", "pop"}};
}

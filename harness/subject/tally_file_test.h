// TallyFile: a small subject for tests: numbers that are added up. Its file holds the sum and how
// many were added, and each operation replaces it by a rename.
//
//   "add N" adds; "none" changes nothing; "odd" adds one, and is unsupported where the sum is even;
//   "clear" makes the sum 0, and finds nothing to do where it is
#pragma once

#include <string>
#include <tuple>

#include "engine/io/macros.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/transfer.h"

namespace powercut {

enum class TallyFlaw : std::uint8_t {
  none,
  no_sync,            // before the rename
  no_sync_of_name,    // after it
  never_syncs,        // neither; right under never, on a disk that keeps the order
  forgets_at_reopen,  // how many were added
  adds_twice,         // where the sum is 3: wrong without any crash
  drifts,             // two observations differ
  kept_in_memory,     // until a sync or a close
  counts_crashes,     // an open adds one
  large,              // more than a state may be
  shows_what_failed,  // an operation that failed, until the next open
};

class TallyFile : public Subject {
 public:
  static Result<std::unique_ptr<Subject>> open(Environment& environment, TallyFlaw flaw) {
    auto tally = std::make_unique<TallyFile>(environment.files, flaw);
    TRY(tally->recover());
    return std::unique_ptr<Subject>(std::move(tally));
  }

  TallyFile(FileSystem& files, TallyFlaw flaw) : files_(files), flaw_(flaw) {}

  Result<void> apply(std::string_view operation) override {
    if (operation == "none" || (operation == "clear" && sum_ == 0)) return {};
    if (operation == "odd" && sum_ % 2 == 0) return Error{ErrorCode::unsupported};
    if (operation == "clear") return change_to(0);
    const std::uint64_t added =
        operation == "odd" ? 1 : std::stoull(std::string(operation.substr(4)));
    return change_to(sum_ + (flaw_ == TallyFlaw::adds_twice && sum_ == 3 ? 2 * added : added));
  }

  Result<std::string> observe() override {
    if (flaw_ == TallyFlaw::drifts) ++count_;
    if (flaw_ == TallyFlaw::large) return std::string(subject_state_bytes_max + 1, 'x');
    return std::to_string(sum_) + " of " + std::to_string(count_);
  }

  Result<void> sync() override { return save(); }
  Result<void> close() override {
    return flaw_ == TallyFlaw::kept_in_memory ? save() : Result<void>();
  }

 private:
  Result<void> change_to(std::uint64_t sum) {
    const auto before = std::pair(sum_, count_);
    sum_ = sum;
    ++count_;
    if (flaw_ == TallyFlaw::kept_in_memory) return {};
    auto saved = save();
    if (!saved.ok() && flaw_ != TallyFlaw::shows_what_failed) std::tie(sum_, count_) = before;
    return saved;
  }

  Result<void> recover() {
    auto file = files_.open("tally", OpenMode::read);
    if (file.ok()) {
      std::string text(32, '\0');
      TRY_ASSIGN(const auto size, read_full(**file, 0, as_mutable_bytes(text)));
      text.resize(size);
      const auto space = text.find(' ');
      if (space == std::string::npos) return Error{ErrorCode::corrupt};
      sum_ = std::stoull(text);
      count_ = std::stoull(text.substr(space));
    } else if (file.error().code != ErrorCode::not_found) {
      return file.error();
    }
    if (flaw_ == TallyFlaw::forgets_at_reopen && sum_ > 0) count_ = 1;
    if (flaw_ == TallyFlaw::counts_crashes && sum_ > 0) ++count_;
    return save();  // what was read may be in the cache alone
  }

  Result<void> save() {
    if (failed_) return Error{ErrorCode::refused};
    failed_ = true;
    TRY_ASSIGN(auto file, files_.open("new", OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(std::to_string(sum_) + " " + std::to_string(count_))));
    if (flaw_ != TallyFlaw::no_sync && flaw_ != TallyFlaw::never_syncs) TRY(file->sync());
    TRY(files_.rename("new", "tally"));
    if (flaw_ != TallyFlaw::no_sync_of_name && flaw_ != TallyFlaw::never_syncs)
      TRY(files_.sync_dir("/"));
    failed_ = false;
    return {};
  }

  FileSystem& files_;
  TallyFlaw flaw_;
  bool failed_ = false;
  std::uint64_t sum_ = 0;
  std::uint64_t count_ = 0;
};

inline SubjectUnderTest tally_file(TallyFlaw flaw) {
  return {.name = "tally",
          .summary = "a sum in a file",
          .open = [flaw](Environment& environment) { return TallyFile::open(environment, flaw); },
          .operations = {"add #", "none", "odd"},
          .fails_under = {"posix-min"}};
}

}  // namespace powercut

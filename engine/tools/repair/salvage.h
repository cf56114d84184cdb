// Salvage: copies all that can still be read of a damaged CaskStore to a new one in another
// directory.
//
//   segments, in the log's order (salvage_plan.h) -> changes (salvage_segment.h) -> apply -> target
//
// The last word on each key wins, as it would in the log. If it is lost, the last one that can be
// read wins; if it was a remove, the key is back. A batch that has lost a part is there in part.
// The source is read, never written.
//
// Memory: a batch of changes, and the needs of the target as a store. Threads: one.
#pragma once

#include "engine/cask/cask_store.h"
#include "engine/tools/check/store_check.h"
#include "engine/tools/repair/salvage_segment.h"

namespace powercut {

struct SalvageReport {
  std::uint64_t segments = 0;
  SalvageCounts counts = {};
  std::uint64_t keys = 0;  // of the target
  StoreUse use = StoreUse::unknown;
  std::vector<std::string> assumptions = {};
  Findings findings = {};

  bool is_complete() const { return findings.damages() == 0; }
};

class Salvage {
 public:
  Salvage(Environment& environment, std::string_view source, StoreCheck::Progress progress = {})
      : environment_(environment),
        files_(environment.files, source),
        progress_(std::move(progress)) {}

  // The target must not exist, or be empty, and must not lie inside of the source. If it is wrong:
  // not_empty, invalid_argument. Its parent must exist. If the source is wrong: not_found,
  // not_directory, not_a_store, newer_version. After any error the target is not a whole store.
  Result<SalvageReport> run(std::string_view target);

  // After an error: the path that it is about.
  const std::string& failed_path() const { return failed_path_; }

 private:
  Result<std::vector<CaskFileName>> look_around();
  Result<void> check_target(std::string_view target);
  Result<void> copy(const SalvagePlan& plan, CaskStore& target);
  Result<void> add(RecordKind kind, std::string_view key, std::string_view value,
                   CaskStore& target);
  Result<void> flush(CaskStore& target);

  Environment environment_;
  CaskFiles files_;
  StoreCheck::Progress progress_;
  SalvageReport report_;
  std::string failed_path_;
  Batch batch_;
  std::size_t batch_bytes_ = 0;
};

}  // namespace powercut

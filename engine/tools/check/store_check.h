// StoreCheck: checks that the files of a CaskStore hold what they must, and changes none of them.
//
//   manifests -> the newer good one -> each segment that it names, oldest first
//     sealed: every commit and record up to its end; its hint, entry by entry
//     open:   where a recovery would end the log, and whether it is torn or damaged there
//   -> files that no manifest names
//
// A store that a recovery would open is good. A crash may leave a torn manifest beside a good one,
// a torn end, a torn hint, and strays: these are notes, not damage. Memory: one segment at a time,
// and nothing for a segment that can be mapped. Threads: one.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "engine/cask/segments/manifest_file.h"
#include "engine/cask/segments/segment.h"
#include "engine/cask/segments/walk_commits.h"
#include "engine/tools/check/findings.h"
#include "engine/tools/file_image.h"
#include "engine/tools/store_lock.h"

namespace powercut {

struct CheckReport {
  std::uint64_t segments = 0;
  std::uint64_t commits = 0;
  std::uint64_t sets = 0;
  std::uint64_t removes = 0;
  std::uint64_t bytes = 0;  // of segments, up to their ends
  StoreUse use = StoreUse::unknown;
  Findings findings = {};
  std::string failed_file = {};  // after an error: the file that it is about
};

class StoreCheck {
 public:
  // The function is called with how many of how many segments are done.
  using Progress = std::function<void(std::size_t done, std::size_t all)>;

  StoreCheck(FileSystem& files, std::string_view directory, Progress progress = {})
      : files_(files, directory), progress_(std::move(progress)) {}

  // Ok also if there is damage. not_found, not_directory, not_a_store: there is no store.
  // newer_version: a newer powercut wrote failed_file.
  Result<CheckReport> run();

  // Set after an error.
  const std::string& failed_file() const { return report_.failed_file; }

 private:
  Result<void> look_around();
  Result<void> read_manifests();
  void choose_manifest();
  Result<void> check_segments();
  Result<void> check_sealed(Segment& segment, const ManifestEntry& entry);
  Result<void> check_open(const SegmentList& open);
  Result<bool> check_open_segment(const SegmentList& open, std::size_t index);
  void check_checkpoint();
  Result<void> check_strays();
  Result<void> check_stray_log(std::uint32_t number);

  Result<FileImage> image_of(CaskFileName name, std::uint64_t bytes_max = cask_file_bytes_max);
  std::optional<FileImage> image_of_cache(CaskFileName name,
                                          std::uint64_t bytes_max = cask_file_bytes_max);
  void look_at_commit(const Segment& segment, const CommitView& commit, std::uint64_t offset);
  void note_tail(const Segment& segment, const FileImage& image, std::uint64_t end);
  bool has(CaskFileName name) const;

  CaskFiles files_;
  Progress progress_;
  CheckReport report_;
  std::vector<CaskFileName> names_;
  std::vector<std::string> foreign_;
  StoreLock lock_;
  std::array<ManifestFile, 2> manifests_;
  Manifest manifest_;  // the one that counts
  std::uint32_t manifest_file_ = 0;
};

}  // namespace powercut

// Recovery: reads the files of a store, and makes its list of segments and its index from them.
//
//   manifests -> the newer good one -> each segment that it names, oldest first
//     all sealed, and a checkpoint holds: the index is read from the checkpoint
//     sealed: its hint is read, or all its commits up to the end that the manifest says
//     open:   it is synced, then its commits are read, as far as they are good
//
//   manifests -> the newer good one -> each segment that it names, oldest first
//     all sealed, and a checkpoint of the index: that
//     sealed: its hint, or all its commits up to the end that the manifest says
//     open:   synced, then its commits, as far as they are good
//
// A recovery changes nothing but the durability of what it reads (D10). So it can be cut short, and
// be done again, at any point. Bytes that it did not take stay where they are until the store is
// first written to.
//
// open_log.h says where the log of the open segments ends.
#pragma once

#include <deque>
#include <vector>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/index/index_loader.h"
#include "engine/cask/recovery/recovery_report.h"
#include "powercut/engine/cask_options.h"

namespace powercut {

struct Recovered {
  SegmentList segments = {};                   // oldest first
  Manifest manifest = {};                      // of the segments as they were found
  std::optional<std::uint32_t> manifest_file;  // its number; nullopt: the store is new
  bool other_manifest_is_torn = false;
  std::vector<CaskFileName> strays = {};  // files of the store that are not in use any more
  std::uint32_t next_number = 1;          // above all that were ever used
};

class Recovery {
 public:
  Recovery(CaskFiles& files, const CaskOptions& options, CaskIndex& index, Health& health)
      : files_(files),
        options_(options),
        index_(index),
        health_(health),
        loader_(index, options.loader_changes, options.sorted_changes) {}

  // not_a_store: the directory has files, but none of a store. newer_version, corrupt: the report
  // says where.
  Result<Recovered> run(RecoveryReport& report);

 private:
  Result<void> look_around();
  bool has(CaskFileName name) const;
  Result<void> choose_manifest();
  void choose_next_number();
  Result<bool> read_manifest(std::uint32_t number);
  Result<std::shared_ptr<Segment>> open_segment(const ManifestEntry& entry);
  Result<void> take_sealed(const std::shared_ptr<Segment>& segment, std::uint64_t end);
  Result<void> read_segments(const SegmentList& open);
  Result<void> read_index();
  Result<void> read_sealed(const std::shared_ptr<Segment>& segment);
  Result<bool> read_hint(const Segment& segment, std::uint64_t end);
  Result<void> read_open(const SegmentList& open);
  Result<void> check_chain(const SegmentList& open);
  Result<void> flush();
  Result<void> leave_behind(const std::shared_ptr<Segment>& segment);
  Result<void> finish_open(Segment& segment);
  void take(const std::shared_ptr<Segment>& segment, std::uint64_t end);
  Error damaged(CaskFileName name, std::uint64_t offset, std::string_view what);
  Error damaged(const Segment& segment, std::uint64_t offset, std::string_view what) {
    return damaged({CaskFileKind::log, segment.number()}, offset, what);
  }
  std::string path_of(const Segment& segment) const {
    return files_.path_of({CaskFileKind::log, segment.number()});
  }
  Result<void> list_strays();
  bool plays_a_part(std::uint32_t number) const;
  Result<void> check_stray(const CaskFileName& name);

  CaskFiles& files_;
  const CaskOptions& options_;
  CaskIndex& index_;
  Health& health_;
  IndexLoader loader_;
  struct Held {
    std::unique_ptr<File> file;
    std::string buffer;
  };
  std::deque<Held> held_;  // the bytes of keys that wait in the loader
  RecoveryReport* report_ = nullptr;
  Recovered result_;
  std::vector<CaskFileName> names_;
  bool other_manifest_is_damaged_ = false;
};

}  // namespace powercut

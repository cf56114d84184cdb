// SegmentFile: the result of opening a segment that a manifest names: the segment, or its problem.
#pragma once

#include <string_view>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"
#include "engine/cask/segments/segment.h"

namespace powercut {

struct SegmentFile {
  std::shared_ptr<Segment> segment = nullptr;  // nullptr: there is a problem
  std::string_view problem = {};               // for a person
  bool is_newer = false;                       // the problem: a newer powercut wrote it
  bool is_missing = false;                     // the problem: there is no such file
};

// Reads only the header. An error means that the file cannot be read.
Result<SegmentFile> open_segment_file(CaskFiles& files, const ManifestEntry& entry, OpenMode mode,
                                      bool maps_files);

// True if the number is so far above the manifest's that no crash of this store can have left the
// segment's file. A crash leaves files with the next numbers, and only a few.
bool is_far_from(const Manifest& manifest, std::uint32_t number);

// True if a manifest named the segment once. A segment of the log gets its first commit only when a
// manifest that names it is durable. So if its file has a commit and no good manifest names it,
// another manifest is damaged. `whole` is the content of the file with that number.
bool was_named_once(std::uint32_t number, Bytes whole);

}  // namespace powercut

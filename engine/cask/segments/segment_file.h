// SegmentFile: a segment that a manifest names, opened, or what is wrong with it.
#pragma once

#include <string_view>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"
#include "engine/cask/segments/segment.h"

namespace powercut {

struct SegmentFile {
  std::shared_ptr<Segment> segment = nullptr;  // none: there is a problem
  std::string_view problem = {};               // for a person
  bool is_newer = false;                       // the problem: a newer powercut wrote it
  bool is_missing = false;                     // the problem: there is no such file
};

// Looks at the header alone. An error: the file cannot be read.
Result<SegmentFile> open_segment_file(CaskFiles& files, const ManifestEntry& entry, OpenMode mode,
                                      bool maps_files);

// Files of segments that a crash has left behind have the next numbers, and few of them. The store
// has not made files that are far from those.
bool is_far_from(const Manifest& manifest, std::uint32_t number);

// A segment of the log takes its first commit when a manifest that names it is durable. So one with
// a commit was named once; if no manifest that is good does so, another one is damaged. The bytes
// are the file of that number.
bool was_named_once(std::uint32_t number, Bytes whole);

}  // namespace powercut

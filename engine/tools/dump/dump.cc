#include "engine/tools/dump/dump.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/cask/formats/stamp.h"
#include "engine/io/macros.h"
#include "engine/tools/check/zeros.h"
#include "engine/tools/file_image.h"

namespace powercut {

namespace {

bool has_magic(Bytes whole, const FileMagic& magic) {
  return whole.size() >= magic.size() &&
         std::ranges::equal(whole.first(magic.size()), std::as_bytes(std::span(magic)));
}

}  // namespace

Result<void> dump_file(FileSystem& files, std::string_view path, const DumpOptions& options,
                       std::FILE* target) {
  TRY_ASSIGN(const FileImage image,
             FileImage::open(files, path, std::numeric_limits<std::uint64_t>::max()));
  const Bytes whole = image.bytes();
  DumpPrinter printer(options, target, path);
  const auto begin = [&](std::string note) {
    printer.print({.offset = 0,
                   .kind = "file",
                   .numbers = {{"bytes", whole.size()}},
                   .note = std::move(note)});
  };
  for (const ByteRange& range : image.unreadable()) {
    printer.print({.offset = range.offset,
                   .kind = "gap",
                   .is_good = false,
                   .numbers = {{"bytes", range.bytes}},
                   .note = "cannot be read; taken for zeros"});
  }
  if (has_magic(whole, segment_magic)) {
    begin("a segment");
    dump_segment(whole, printer);
  } else if (has_magic(whole, manifest_magic)) {
    begin("a manifest");
    dump_manifest(whole, printer);
  } else if (has_magic(whole, hint_magic)) {
    begin("a hint");
    dump_hint(whole, printer);
  } else if (has_magic(whole, checkpoint_magic)) {
    begin("a checkpoint of the index");
    dump_checkpoint(whole, printer);
  } else if (path.ends_with(".cut")) {
    begin("what a recovery did not take, by its name; any record that is good by itself");
    dump_records(whole, 0, /*is_log=*/false, printer);
  } else {
    begin("no magic: taken for the log of a LogStore");
    dump_records(whole, 0, /*is_log=*/true, printer);
  }
  return {};
}

void print_gap(Bytes whole, std::uint64_t begin, std::uint64_t end, std::string note,
               DumpPrinter& printer) {
  const std::uint64_t bytes = bytes_without_zeros(whole.subspan(begin, end - begin));
  if (bytes > 0) {
    printer.print({.offset = begin,
                   .kind = "gap",
                   .is_good = false,
                   .numbers = {{"bytes", bytes}},
                   .note = std::move(note)});
  }
  if (begin + bytes < end) {
    printer.print(
        {.offset = begin + bytes, .kind = "zeros", .numbers = {{"bytes", end - begin - bytes}}});
  }
}

}  // namespace powercut

// Dump: a file of a store, told byte range by byte range; also where it is damaged.
//
//   segment   its header, commits and their records; what is no good commit, and the records in it
//   manifest, hint   what they say; a checkpoint of the index: which manifest it is of
//   .cut      the records in it: nothing says which commits belong there
//   else      taken for the log of a LogStore
//
// Whatever the bytes are: the work is bounded by a multiple of their number, and the memory by what
// a line takes. Threads: one.
#pragma once

#include "engine/tools/dump_printer.h"
#include "powercut/io/file_system.h"

namespace powercut {

// An error: the file cannot be opened.
Result<void> dump_file(FileSystem& files, std::string_view path, const DumpOptions& options,
                       std::FILE* target);

// The same for bytes.
void dump_segment(Bytes whole, DumpPrinter& printer);
void dump_manifest(Bytes whole, DumpPrinter& printer);
void dump_hint(Bytes whole, DumpPrinter& printer);
void dump_checkpoint(Bytes whole, DumpPrinter& printer);

// is_log: no more than a log may hold; else commits count, too, wherever they are.
void dump_records(Bytes whole, std::uint64_t begin, bool is_log, DumpPrinter& printer);

// Prints the bytes of [begin, end) that are no good record or commit: zeros, or bytes that are bad.
void print_gap(Bytes whole, std::uint64_t begin, std::uint64_t end, std::string note,
               DumpPrinter& printer);

}  // namespace powercut

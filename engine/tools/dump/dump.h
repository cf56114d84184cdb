// Dump: prints a file of a store, one byte range after the other, also where it is damaged.
//
//   segment   its header, commits and their records; other bytes, and the records in them
//   manifest, hint   their contents; a checkpoint of the index: which manifest it is of
//   .cut      the records in it: nothing says which commits belong there
//   else      taken for the log of a LogStore
//
// For any bytes, the work is at most a multiple of their number, and the memory is that of one
// line. Threads: one.
#pragma once

#include "engine/tools/dump/dump_printer.h"
#include "powercut/io/file_system.h"

namespace powercut {

// Returns an error if the file cannot be opened.
Result<void> dump_file(FileSystem& files, std::string_view path, const DumpOptions& options,
                       std::FILE* target);

// These do the same for the bytes of a file.
void dump_segment(Bytes whole, DumpPrinter& printer);
void dump_manifest(Bytes whole, DumpPrinter& printer);
void dump_hint(Bytes whole, DumpPrinter& printer);
void dump_checkpoint(Bytes whole, DumpPrinter& printer);

// is_log: only records that a log may hold count. Otherwise commits count, too, wherever they are.
void dump_records(Bytes whole, std::uint64_t begin, bool is_log, DumpPrinter& printer);

// Prints the bytes of [begin, end) that are no good record or commit: zeros, or bytes that are bad.
void print_gap(Bytes whole, std::uint64_t begin, std::uint64_t end, std::string note,
               DumpPrinter& printer);

}  // namespace powercut

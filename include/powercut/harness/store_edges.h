// StoreEdges: tells the harness the sizes at which a store's code takes another way, as far as they
// are known.
//
// Units are bytes. The defaults are for a store of which nothing is known: the usual sizes of pages
// and blocks, and records that take up to 40 bytes more than their key and value.
#pragma once

#include <cstdint>
#include <vector>

namespace powercut {

struct StoreEdges {
  // The size of a file of records, and of the header at its begin. If the next record does not fit,
  // it goes to a new file.
  std::uint32_t file_bytes = 512;
  std::uint32_t file_header_bytes = 0;

  // The header bytes of each change, be it a batch or a set, and of each key and value in it.
  std::uint32_t change_header_bytes = 0;
  std::uint32_t record_header_bytes = 0;

  // Whether each process begins a new file with its first change.
  bool begins_file_at_open = true;

  // Whether all sizes above are exact. Plans then make records that end just before, at and just
  // after an edge; else at many places near it.
  bool is_exact = false;

  // Further edges of a file: the sizes of pages, of blocks and of the windows in which it is read.
  std::vector<std::uint32_t> edges = {4096, 32768};

  // Lengths of values at which the way of a change differs: up to the length it is made in one way,
  // beyond it in another.
  std::vector<std::uint32_t> value_bytes = {};

  friend bool operator==(const StoreEdges&, const StoreEdges&) = default;
};

}  // namespace powercut

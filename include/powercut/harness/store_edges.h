// StoreEdges: the sizes at which a store's code takes another way, as far as they are known.
//
// Units are bytes. The defaults are for a store about which nothing is known: pages and blocks as
// many stores have them, and records that take up to 40 bytes more than their key and value.
#pragma once

#include <cstdint>
#include <vector>

namespace powercut {

struct StoreEdges {
  // A file of records begins with a header, and where the next record does not fit a new one
  // begins.
  std::uint32_t file_bytes = 512;
  std::uint32_t file_header_bytes = 0;

  // The header bytes of each change, be it a batch or a set, and of each key and value in it.
  std::uint32_t change_header_bytes = 0;
  std::uint32_t record_header_bytes = 0;

  // Whether each process begins a new file with its first change.
  bool begins_file_at_open = true;

  // Whether all above are right to the byte: then records end just before, at and just behind
  // an edge; else at many places near it.
  bool is_exact = false;

  // Further edges that a file has: pages, blocks, windows in which it is read.
  std::vector<std::uint32_t> edges = {4096, 32768};

  // Lengths of values up to which a change is made in one way, and beyond in another.
  std::vector<std::uint32_t> value_bytes = {};

  friend bool operator==(const StoreEdges&, const StoreEdges&) = default;
};

}  // namespace powercut

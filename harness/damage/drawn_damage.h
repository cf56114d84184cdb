// DrawnDamage: bytes at rest that change, as a plan asks for it, drawn by a lot.
//
//   bit      one bit is turned
//   byte     one byte becomes another one
//   zeros    a sector of 512 bytes, as far as the file has it, becomes zeros
//   noise    such a sector becomes random bytes
//
// Half of the lots draw a file, and a place in it; the others draw a byte of all files. Lot 0 is
// the plain one: it turns a bit in the middle of the largest file. The same lot and disk give the
// same damage. Offsets in bytes.
#pragma once

#include <optional>
#include <string>

#include "powercut/faultfs/disk.h"

namespace powercut {

struct DrawnDamage {
  InodeId file = no_inode;
  std::string path = {};
  std::uint64_t offset = 0;  // of the first byte that changes
  std::string bytes = {};    // that stand there afterwards; the first and the last differ
  std::string what = {};     // for a person: "one bit"

  std::uint64_t end() const { return offset + bytes.size(); }
  void apply(Disk& disk) const { disk.write(file, offset, as_bytes(bytes)); }

  // For a person: "one bit of data/00000001.log changed, at 83".
  std::string describe() const;
};

// Whether the process before is closed, and not killed.
bool closes_before_damage(std::uint64_t lot);

// nullopt: the disk has no byte, or those that were drawn stay as they are.
std::optional<DrawnDamage> draw_damage(const Disk& disk, std::uint64_t lot);

}  // namespace powercut

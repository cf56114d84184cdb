// DrawnDamage: a change of bytes at rest that a plan asks for, as a lot decides it.
//
//   bit      one bit is flipped
//   byte     one byte becomes another one
//   zeros    a sector of 512 bytes, as far as the file has it, becomes zeros
//   noise    such a sector becomes random bytes
//
// Half of the lots draw a file and then a place in it. The others draw one byte among those of all
// files. Lot 0 stands for the plainest damage: it flips a bit in the middle of the largest file.
// The same lot and disk give the same damage. Offsets are in bytes.
#pragma once

#include <optional>
#include <string>

#include "powercut/faultfs/disk.h"

namespace powercut {

struct DrawnDamage {
  InodeId file = no_inode;
  std::string path = {};
  std::uint64_t offset = 0;  // that of the first byte that changes
  std::string bytes = {};    // the new bytes; the first and the last differ from the old ones
  std::string what = {};     // for a person: "one bit"

  std::uint64_t end() const { return offset + bytes.size(); }
  void apply(Disk& disk) const { disk.write(file, offset, as_bytes(bytes)); }

  // For a person: "one bit of data/00000001.log changed, at 83".
  std::string describe() const;
};

// True if the process before the damage is closed, false if it is killed.
bool closes_before_damage(std::uint64_t lot);

// nullopt if the files have no byte, or if the drawn bytes equal the old ones.
std::optional<DrawnDamage> draw_damage(const Disk& disk, std::uint64_t lot);

}  // namespace powercut

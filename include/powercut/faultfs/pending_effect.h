// PendingEffect: describes one change that a call made and that the disk may not have yet. A model
// splits each call into such effects:
//
//   write over old bytes      data for each unit
//   write beyond the end      data for each unit, which brings the size with it. If the model has
//                             size_before_data: a growth for each block, and data for each unit in
//                             it, which needs the growth; and, if there is a gap after the old end,
//                             a growth to the end of the old last block
//   truncate                  a new size. If the model has truncate_zeroes: also zeros beyond the
//                             new end, up to the end of its block
//   write, truncate, reserve  If the file was kept with its size (inline_bytes), and is now too
//                             long for that or has room reserved: first zeros for all its old
//                             bytes, and these bytes again; then as above
//   create, make_dir, link    one entry
//   remove                    one entry. If the model has removal_empties: also a truncate to 0 of
//                             the file that lost its last name
//   rename                    its entries together; or in parts: displace, link, unlink. If it
//                             replaces a file, also the truncate of a remove
//
// An effect is lost, kept, or torn in one of several ways (effect_option.h).
#pragma once

#include <memory>
#include <vector>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

using EffectId = std::uint32_t;
inline constexpr EffectId no_effect = 0xffffffff;
inline constexpr EffectId settled_effect = 0xfffffffe;  // stands for a growth that is durable
inline constexpr std::uint64_t block_bytes = 4096;      // a file grows block by block
inline constexpr std::uint64_t unexposed = ~std::uint64_t{0};

// The end of the block in which a file of this size ends.
constexpr std::uint64_t block_end_behind(std::uint64_t size) {
  return (size + block_bytes - 1) / block_bytes * block_bytes;
}

struct PendingEffect {
  enum class Kind : std::uint8_t {
    data,      // writes `bytes` at `offset`
    growth,    // makes the size at least offset + bytes.size(); if torn, it brings bytes with it
    truncate,  // sets the size to `offset`
    entries,   // makes `changes`
  };

  EffectId id = 0;
  Kind kind = Kind::data;
  EffectClasses classes = 0;
  InodeId inode = no_inode;      // the inode whose bytes, size or name it changes
  InodeId directory = no_inode;  // the directory in which the (first) entry changes
  std::uint64_t offset = 0;
  Bytes bytes = {};
  std::vector<EntryChange> changes = {};
  std::shared_ptr<const std::vector<std::byte>> owned = {};  // `bytes`, if no call wrote them
  bool extends = false;                                      // data: brings the size with it
  EffectId growth = no_effect;             // data: the growth whose part of the file it is in
  std::uint64_t exposed_from = unexposed;  // data: the begin of that part, once it is settled
  Bytes stale = {};                        // data: bytes that a recycled block may hold
  std::vector<EffectId> needs = {};        // effects that must be kept unless this one is lost
  bool must = false;                       // a sync has demanded it: it is in every state
  bool zeros_forgotten = false;            // truncate: a failed sync forgot its zeros
  bool forgotten = false;  // a failed sync forgot it: it may be there, no sync demands it

  const Trace* trace = nullptr;  // the trace of its call
  std::uint32_t call = 0;

  std::uint64_t end() const { return offset + bytes.size(); }
};

// Whether the rule puts the first effect before the other, which is of another call.
bool puts_before(const OrderRule& rule, const PendingEffect& first, const PendingEffect& then);

// Whether the effect changes the content of the file. A name does not count, nor does the truncate
// of a removal.
bool is_content_of(const PendingEffect& effect, InodeId file);

// Splits a call into its effects. They are in an order that fits the model's rules within a call;
// their ids begin with first_id, and their needs among each other are set. cache: the disk as
// processes see it, before the call. may_be_longer: the file may be longer on the disk than in the
// cache, because a truncate is pending; its data then needs no growth of its own. sure_size: the
// file may be as short as this on the disk, because a failed sync has forgotten its size; a write
// beyond sure_size then grows the file.
std::vector<PendingEffect> split_call(const PersistenceModel& model, const Trace& trace,
                                      std::uint32_t call, const Disk& cache, EffectId first_id,
                                      bool may_be_longer = false,
                                      std::uint64_t sure_size = ~std::uint64_t{0});

// Text for people: "19 bytes at 64 of data.log", "data.log grows to 83 bytes", "the name a.tmp
// goes".
std::string describe(const PendingEffect& effect);

}  // namespace powercut

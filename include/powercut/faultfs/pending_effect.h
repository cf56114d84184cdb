// PendingEffect: one change that a call made and that the disk may not have yet; the parts into
// which a call falls under a model.
//
//   write over old bytes      data for each unit
//   write behind the end      data for each unit, which brings the size with it; or, if the model
//                             has sizes before data, a growth for each block and data for each unit
//                             in it, which needs the growth; and a growth to the end of the old
//                             last block, where a gap lies in between
//   write or truncate that makes a file too long to be kept with its size, and reserve, if the
//   model keeps short files so      zeros for all bytes that it has, and these bytes again; then as
//   below truncate                  a new size; and zeros behind the new end, up to the end of its
//   block,
//                             if the model writes these apart
//   create, make_dir, link    one entry
//   remove                    one entry; and the file that lost its last name emptied, if the model
//                             has it apart
//   rename                    its entries together; or in parts: displace, link, unlink
//
// An effect is lost, kept, or torn in one of several ways: see effect_option.h.
#pragma once

#include <memory>
#include <vector>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

using EffectId = std::uint32_t;
inline constexpr EffectId no_effect = 0xffffffff;
inline constexpr EffectId settled_effect = 0xfffffffe;  // a growth that is durable
inline constexpr std::uint64_t block_bytes = 4096;      // a file grows by these at a time
inline constexpr std::uint64_t unexposed = ~std::uint64_t{0};

// The end of the block in which a file of that size ends.
constexpr std::uint64_t block_end_behind(std::uint64_t size) {
  return (size + block_bytes - 1) / block_bytes * block_bytes;
}

struct PendingEffect {
  enum class Kind : std::uint8_t {
    data,      // `bytes` at `offset`
    growth,    // the size becomes at least offset + bytes.size(); a cut brings bytes with it
    truncate,  // the size becomes `offset`
    entries,   // `changes`
  };

  EffectId id = 0;
  Kind kind = Kind::data;
  EffectClasses classes = 0;
  InodeId inode = no_inode;      // whose bytes or size, or whose name, it changes
  InodeId directory = no_inode;  // where the (first) entry changes
  std::uint64_t offset = 0;
  Bytes bytes = {};
  std::vector<EntryChange> changes = {};
  std::shared_ptr<const std::vector<std::byte>> owned = {};  // `bytes`, if they are of no call
  bool extends = false;                                      // data: brings the size with it
  EffectId growth = no_effect;             // data: lies in what that effect lets the file grow by
  std::uint64_t exposed_from = unexposed;  // likewise: where that began, once it is settled
  Bytes stale = {};                        // likewise: what a recycled block may hold
  std::vector<EffectId> needs = {};        // must be kept before this is anything but lost
  bool must = false;             // a barrier has made it durable, and it only waits its turn
  bool zeros_forgotten = false;  // truncate: a failed sync forgot its zeros; it leaves none behind
  bool forgotten = false;        // a failed sync forgot it: it may be there, no sync demands it

  const Trace* trace = nullptr;  // where it comes from
  std::uint32_t call = 0;

  std::uint64_t end() const { return offset + bytes.size(); }
};

// Whether the rule puts the one effect before the other, which is of another call.
bool puts_before(const OrderRule& rule, const PendingEffect& first, const PendingEffect& then);

// Whether it is of the file's content: not a name, nor its emptying by a removal.
bool is_content_of(const PendingEffect& effect, InodeId file);

// The effects of a call, in an order that suits the rules within a call. Ids and needs among them
// are set, beginning with first_id. cache: the disk as processes see it, before the call.
// may_be_longer: on the disk the file may still be longer than in the cache, since a truncate is
// pending; then bytes need no growth of their own to be there. sure_size: likewise it may be
// shorter, since a failed sync has forgotten a size; a write behind that grows it.
std::vector<PendingEffect> split_call(const PersistenceModel& model, const Trace& trace,
                                      std::uint32_t call, const Disk& cache, EffectId first_id,
                                      bool may_be_longer = false,
                                      std::uint64_t sure_size = ~std::uint64_t{0});

// For a person: "19 bytes at 64 of data.log", "data.log grows to 83", "name a.tmp goes".
std::string describe(const PendingEffect& effect);

}  // namespace powercut

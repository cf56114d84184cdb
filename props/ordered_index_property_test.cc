// An OrderedIndex is a std::map, and each snapshot of it a copy of that map.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "engine/cask/index/ordered/ordered_index.h"
#include "props/falsified.h"

namespace powercut {
namespace {

struct IndexCommand {
  enum class Kind : std::uint8_t { set, erase, move, snapshot, release, seek };

  Kind kind;
  std::size_t key;    // the number of the first one
  std::size_t count;  // of keys that follow one another by number
  std::size_t which;  // of the snapshots
};

std::ostream& operator<<(std::ostream& stream, const IndexCommand& command) {
  constexpr const char* names[] = {"set", "erase", "move", "snapshot", "release", "seek"};
  return stream << names[static_cast<std::size_t>(command.kind)] << " key " << command.key
                << " count " << command.count << " which " << command.which;
}

constexpr std::size_t key_count = 1000;

// Some are short, some prefixes of others, and some long and alike, so that few fill a page at any
// height of the tree.
std::string key_of(std::size_t number) {
  switch (number % 5) {
    case 0:
      return std::string(number / 5 % 8, '\0');
    case 1:
      return "\xff" + std::to_string(number);
    case 2:
      return std::string(1200 + number % 3, 'k') + std::to_string(number);
    default:
      return std::to_string(number * 7919 % key_count);
  }
}

rc::Gen<IndexCommand> any_command() {
  return rc::gen::exec([] {
    using Kind = IndexCommand::Kind;
    IndexCommand command{};
    command.kind = *rc::gen::weightedElement<Kind>({{6, Kind::set},
                                                    {5, Kind::erase},
                                                    {2, Kind::move},
                                                    {3, Kind::snapshot},
                                                    {2, Kind::release},
                                                    {2, Kind::seek}});
    command.key = *rc::gen::inRange<std::size_t>(0, key_count);
    command.count = *rc::gen::element<std::size_t>(1, 1, 3, 100, 400);
    command.which = *rc::gen::inRange<std::size_t>(0, 100);
    return command;
  });
}

enum class Fault : std::uint8_t {
  none,
  loses_erases,
  moves_from_anywhere,
  shows_later_changes,
};

class IndexBesideMap {
 public:
  explicit IndexBesideMap(Fault fault) : fault_(fault) {}

  void run(const IndexCommand& command) {
    switch (command.kind) {
      case IndexCommand::Kind::snapshot:
        if (kept_.size() < 5) kept_.push_back({index_.snapshot(), map_});
        return;
      case IndexCommand::Kind::release:
        if (!kept_.empty()) release(command.which % kept_.size());
        return;
      case IndexCommand::Kind::seek:
        if (!kept_.empty()) compare_seeks(kept_[command.which % kept_.size()], command);
        return;
      default:
        for (std::size_t number = command.key; number < command.key + command.count; ++number) {
          change(command.kind, key_of(number % key_count));
        }
        RC_ASSERT(index_.size() == map_.size());
    }
  }

  // Compares all that is left, and lets go of it.
  void finish() {
    kept_.push_back({index_.snapshot(), map_});
    while (!kept_.empty()) release(kept_.size() / 2);
    for (const auto& [key, place] : map_) index_.erase(key);
    RC_ASSERT(index_.memory_bytes() == 0U);
  }

 private:
  using Map = std::map<std::string, RecordPlace>;

  struct Kept {
    OrderedIndex::Snapshot snapshot;
    Map map;
  };

  void change(IndexCommand::Kind kind, const std::string& key) {
    const auto entry = map_.find(key);
    const RecordPlace place{.segment = ++changes_, .offset = changes_ * 2, .bytes = changes_ * 3};
    if (kind == IndexCommand::Kind::set) {
      index_.set(key, place);
      map_.insert_or_assign(key, place);
    } else if (kind == IndexCommand::Kind::erase) {
      if (fault_ != Fault::loses_erases) RC_ASSERT(index_.erase(key) == (entry != map_.end()));
      if (entry != map_.end()) map_.erase(entry);
    } else if (entry == map_.end()) {
      RC_ASSERT(!index_.move(key, place, place));
    } else {
      RecordPlace elsewhere = entry->second;
      ++elsewhere.offset;
      if (fault_ == Fault::moves_from_anywhere) {
        index_.set(key, place);
      } else {
        RC_ASSERT(!index_.move(key, elsewhere, place));
      }
      // Every other change is a compaction that comes too late.
      if (changes_ % 2 == 0) return;
      RC_ASSERT(index_.move(key, entry->second, place));
      entry->second = place;
    }
  }

  void release(std::size_t which) {
    std::swap(kept_[which], kept_.back());
    Kept& kept = kept_.back();
    if (fault_ == Fault::shows_later_changes) kept.snapshot = index_.snapshot();
    compare(kept);
    kept_.pop_back();
  }

  static void compare(const Kept& kept) {
    RC_ASSERT(kept.snapshot.size() == kept.map.size());
    OrderedIndex::Cursor cursor = kept.snapshot.cursor();
    cursor.first();
    for (auto entry = kept.map.begin(); entry != kept.map.end(); ++entry, cursor.next()) {
      expect_at(cursor, kept.map, entry);
    }
    RC_ASSERT(!cursor.valid());
    cursor.last();
    for (auto entry = kept.map.end(); entry != kept.map.begin(); cursor.previous()) {
      expect_at(cursor, kept.map, --entry);
    }
    RC_ASSERT(!cursor.valid());
  }

  static void compare_seeks(const Kept& kept, const IndexCommand& command) {
    OrderedIndex::Cursor cursor = kept.snapshot.cursor();
    for (std::size_t number = command.key; number < command.key + command.count; ++number) {
      const std::string key = key_of(number % key_count);
      const auto at_or_behind = kept.map.lower_bound(key);
      cursor.seek(key);
      expect_at(cursor, kept.map, at_or_behind);
      cursor.seek_before(key);
      const bool is_first = at_or_behind == kept.map.begin();
      expect_at(cursor, kept.map, is_first ? kept.map.end() : std::prev(at_or_behind));
    }
  }

  static void expect_at(const OrderedIndex::Cursor& cursor, const Map& map,
                        Map::const_iterator entry) {
    RC_ASSERT(cursor.valid() == (entry != map.end()));
    if (!cursor.valid()) return;
    RC_ASSERT(cursor.key() == entry->first);
    RC_ASSERT(cursor.place() == entry->second);
  }

  Fault fault_;
  OrderedIndex index_;
  Map map_;
  std::vector<Kept> kept_;
  std::uint32_t changes_ = 0;
};

void equals_a_map(Fault fault) {
  const auto commands = *rc::gen::container<std::vector<IndexCommand>>(any_command());
  IndexBesideMap both(fault);
  for (const IndexCommand& command : commands) both.run(command);
  both.finish();
}

// Goal: whatever is done to an index, it and its snapshots show what maps show. Method: random
// commands on both, single keys and hundreds at once; each snapshot is compared when it goes.
RC_GTEST_PROP(OrderedIndexProperty, index_and_its_snapshots_equal_maps, ()) {
  equals_a_map(Fault::none);
}

// Canary: the property sees an index that is wrong in one thing. Method: one twin per fault.
TEST(OrderedIndexProperty, canary_wrong_index_is_caught) {
  for (const Fault fault :
       {Fault::loses_erases, Fault::moves_from_anywhere, Fault::shows_later_changes}) {
    EXPECT_TRUE(is_falsified([=] { equals_a_map(fault); })) << static_cast<int>(fault);
  }
}

}  // namespace
}  // namespace powercut

// Every store is a std::map that can be closed and opened again.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "engine/log/record.h"
#include "engine/memory/memory_store.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "engine/snapshot/snapshot_store.h"
#include "powercut/faultfs/fault_file_system.h"
#include "props/falsified.h"
#include "props/store_command.h"

namespace rc {

// Few short keys, so that commands meet; the empty one and bytes that a text would not hold are
// among them.
inline Gen<std::string> any_key() {
  return gen::elementOf(std::vector<std::string>{"", "a", "aa", "b", std::string(1, '\0'), "\xff",
                                                 "\xff\xff", "a\nb", "key"});
}

// Any bytes; sometimes what looks like a record of a log.
inline Gen<std::string> any_value() {
  return gen::exec([] {
    auto text = *gen::container<std::string>(gen::arbitrary<char>());
    if (*gen::inRange(0, 5) < 4) return text;
    std::string record;
    RC_ASSERT(powercut::encode_set(*any_key(), text, record).ok());
    return record;
  });
}

template <>
struct Arbitrary<powercut::StoreCommand> {
  static Gen<powercut::StoreCommand> arbitrary() {
    using powercut::StoreCommand;
    return gen::exec([] {
      StoreCommand command;
      command.kind =
          *gen::weightedElement<StoreCommand::Kind>({{10, StoreCommand::Kind::set},
                                                     {5, StoreCommand::Kind::get},
                                                     {5, StoreCommand::Kind::remove},
                                                     {4, StoreCommand::Kind::apply},
                                                     {5, StoreCommand::Kind::scan},
                                                     {1, StoreCommand::Kind::sync},
                                                     {2, StoreCommand::Kind::compact},
                                                     {1, StoreCommand::Kind::wait},
                                                     {2, StoreCommand::Kind::reopen},
                                                     {2, StoreCommand::Kind::kill_and_open}});
      command.key = *any_key();
      command.value = *any_value();
      if (command.kind == StoreCommand::Kind::apply) {
        int changes = *gen::inRange(0, 5);
        while (changes-- > 0) {
          powercut::Change change{.key = *any_key(), .value = std::nullopt};
          if (*gen::inRange(0, 3) > 0) change.value = *any_value();
          command.changes.push_back(std::move(change));
        }
      }
      if (*gen::arbitrary<bool>()) command.to = *any_key();
      command.limit = *gen::element<std::size_t>(100, 0, 1, 2);
      command.reverse = *gen::arbitrary<bool>();
      return command;
    });
  }
};

}  // namespace rc

namespace powercut {
namespace {

void equals_a_map(const StoreOpener& open, bool forgets = false) {
  auto commands = *rc::gen::arbitrary<std::vector<StoreCommand>>();
  Disk disk;
  FaultFileSystem files(disk);
  VirtualTime time;
  StoreBesideMap both({files, time, time}, time, open, forgets);
  commands.push_back({.kind = StoreCommand::Kind::reopen});
  for (const StoreCommand& command : commands) RC_ASSERT(both.run(command) == "");
}

template <typename StoreType>
StoreOpener opener(auto options) {
  return [=](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(std::unique_ptr<Store> store, StoreType::open(environment, "data", options));
    return store;
  };
}

StoreOpener log_opener(SyncPolicy policy) {
  return opener<LogStore>(LogStoreOptions{.policy = policy});
}

// Goal, of all of these: a store does what a std::map does, over closing, killing and opening.
// Method: random commands on both; every answer compared, all keys after each opening.
RC_GTEST_PROP(StoreProperty, memory_store_equals_a_map, ()) {
  equals_a_map(opener<MemoryStore>(MemoryStoreOptions{}), true);
}
RC_GTEST_PROP(StoreProperty, snapshot_store_equals_a_map, ()) {
  equals_a_map(opener<SnapshotStore>(SnapshotStoreOptions{}));
}
RC_GTEST_PROP(StoreProperty, atomic_snapshot_store_equals_a_map, ()) {
  equals_a_map(opener<AtomicSnapshotStore>(AtomicSnapshotStoreOptions{}));
}
RC_GTEST_PROP(StoreProperty, log_store_with_always_equals_a_map, ()) {
  equals_a_map(log_opener(SyncPolicy::always));
}
RC_GTEST_PROP(StoreProperty, log_store_with_everysec_equals_a_map, ()) {
  equals_a_map(log_opener(SyncPolicy::everysec));
}
RC_GTEST_PROP(StoreProperty, log_store_with_never_equals_a_map, ()) {
  equals_a_map(log_opener(SyncPolicy::never));
}

// A store with one wrong behaviour.
class WrongStore : public MemoryStore {
 public:
  enum class Fault : std::uint8_t { loses_removes, scans_beyond_the_limit, keeps_the_old_value };

  explicit WrongStore(Fault fault) : fault_(fault) {}

  Result<void> set(std::string_view key, std::string_view value) override {
    std::string old;
    TRY_ASSIGN(bool there, get(key, old));
    if (there && fault_ == Fault::keeps_the_old_value) return {};
    return MemoryStore::set(key, value);
  }
  Result<bool> remove(std::string_view key) override {
    std::string old;
    if (fault_ == Fault::loses_removes) return get(key, old);
    return MemoryStore::remove(key);
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    KeyRange wrong = range;
    if (fault_ == Fault::scans_beyond_the_limit && range.limit < 10) ++wrong.limit;
    return MemoryStore::scan(wrong, visit);
  }

 private:
  Fault fault_;
};

// Canary: the property sees a store that is wrong in one thing. Method: one twin per fault.
TEST(StoreProperty, canary_wrong_store_is_caught) {
  for (auto fault : {WrongStore::Fault::loses_removes, WrongStore::Fault::scans_beyond_the_limit,
                     WrongStore::Fault::keeps_the_old_value}) {
    StoreOpener open = [=](Environment&) -> Result<std::unique_ptr<Store>> {
      return std::unique_ptr<Store>(std::make_unique<WrongStore>(fault));
    };
    EXPECT_TRUE(is_falsified([&] { equals_a_map(open, true); })) << static_cast<int>(fault);
  }
}

}  // namespace
}  // namespace powercut

// For tools_cli_test.py: makes a store of three keys, closed cleanly, in a new directory.
#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

Result<void> make_store(std::string_view directory) {
  PosixFileSystem files;
  SystemClock clock;
  ThreadExecutor executor;
  Environment environment{files, clock, executor};
  TRY_ASSIGN(const std::unique_ptr<CaskStore> store,
             CaskStore::open(environment, directory, {.room_bytes = 0}));
  for (const std::string key : {"a", "b", "c"}) TRY(store->set(key, "value of " + key));
  return store->close();
}

}  // namespace
}  // namespace powercut

int main(int argument_count, char** argument_values) {
  return argument_count == 2 && powercut::make_store(argument_values[1]).ok() ? 0 : 1;
}

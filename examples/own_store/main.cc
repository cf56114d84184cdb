// Every verb of powercut for this store: own_powercut sweep, replay, shrink, matrix, ...
#include <powercut/harness/plan_text.h>
#include <powercut/harness/run_program.h>

#include "file_per_key.h"

int main(int argc, char** argv) {
  powercut::Registry registry;
  registry.add(file_per_key("file-per-key", true));
  registry.add(file_per_key("unsynced-file-per-key", false));  // loses data: see it found
  registry.add(
      {.name = "few-keys", .summary = "two keys, changed in turn", .plan = [](std::uint64_t) {
         return *powercut::parse_plan("=set(a=1),set(b=2),set(a=3),remove(b),reopen");
       }});
  return powercut::run_program(argc, argv, std::move(registry));
}

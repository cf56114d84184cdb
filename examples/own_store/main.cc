// Every verb of powercut for this store: own_powercut sweep, replay, shrink, matrix, ...
#include <powercut/harness/plan_text.h>
#include <powercut/harness/run_program.h>

#include "whole_map.h"

int main(int argc, char** argv) {
  powercut::Registry registry;
  registry.add(whole_map("whole-map", true));
  registry.add(whole_map("unsynced-whole-map", false));  // loses data: see it found
  auto plan = *powercut::parse_plan("=set(a=1),set(b=2),set(a=3),remove(b),reopen");
  registry.add({"few-keys", "two keys, changed in turn", [plan](auto) { return plan; }});
  return powercut::run_program(argc, argv, std::move(registry));
}

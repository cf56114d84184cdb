// Every verb of powercut for subjects that are no maps: own_subjects sweep, replay, shrink, ...
#include <powercut/harness/run_program.h>

#include "persistent_queue.h"
#include "settings.h"

int main(int argc, char** argv) {
  powercut::Registry registry;
  registry.add(powercut::store_of(persistent_queue("queue", true)));
  registry.add(powercut::store_of(
      persistent_queue("queue-leaves-tail", false)));  // loses what it acknowledged
  registry.add(powercut::store_of(settings("settings", true)));
  registry.add(powercut::store_of(settings("settings-unsynced", false)));  // likewise
  return powercut::run_program(argc, argv, std::move(registry));
}

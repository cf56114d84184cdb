// The program `powercut`: every verb, for our own stores.
#include "harness/catalog/catalog.h"
#include "powercut/harness/run_program.h"

int main(int argument_count, char** argument_values) {
  return powercut::run_program(argument_count, argument_values, powercut::make_registry());
}

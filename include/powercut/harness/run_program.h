// run_program(): runs every verb of `powercut` on the stores of a registry.
//
//   int main(int argc, char** argv) {
//     powercut::Registry registry;
//     registry.add(my_store());
//     return powercut::run_program(argc, argv, std::move(registry));
//   }
//
// The verbs are sweep, errors, live, merge, matrix, audit, replay, shrink and list. `PROGRAM
// --help` lists them, and `PROGRAM VERB --help` lists the options. run_program() handles SIGINT. It
// handles SIGSEGV, SIGABRT, SIGFPE, SIGBUS and SIGILL unless the program already does. It ignores
// SIGXFSZ.
//
// Exit codes:
//   0    every verdict is as expected; a replayed finding showed again
//   1    a verdict is not as expected, or the reports to merge are not the whole; an audit has a
//   sync
//        without a witness
//   2    wrong usage, a registry with a problem, a file that cannot be read or written: one line on
//        standard error says which
//   3    the store under test ended the process; one line on standard error names the finding
//   130  Ctrl-C: the results so far were shown and written all the same
//
// Link powercut::program.
#pragma once

#include "powercut/harness/registry.h"

namespace powercut {

int run_program(int argument_count, char** argument_values, Registry registry);

}  // namespace powercut

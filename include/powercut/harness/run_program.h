// run_program(): a program for any stores, with every verb of `powercut`.
//
//   int main(int argc, char** argv) {
//     powercut::Registry registry;
//     registry.add(my_store());
//     return powercut::run_program(argc, argv, std::move(registry));
//   }
//
// Verbs: sweep, errors, live, merge, matrix, replay, shrink, list; `PROGRAM --help` lists them, and
// `PROGRAM VERB --help` the options. It catches SIGINT, and SIGSEGV, SIGABRT, SIGFPE, SIGBUS and
// SIGILL where nobody else does, and lets files grow without SIGXFSZ.
//
// Exit codes:
//   0    every verdict is as expected; a replayed finding showed again
//   1    not so; the reports to merge are not the whole
//   2    wrong usage, a registry with a problem, a file that cannot be read or written: one line on
//        standard error says which
//   3    the store under test ended the process; one line on standard error says with which finding
//   130  Ctrl-C: what was done by then was shown and written all the same
//
// Link powercut::program.
#pragma once

#include "powercut/harness/registry.h"

namespace powercut {

int run_program(int argument_count, char** argument_values, Registry registry);

}  // namespace powercut

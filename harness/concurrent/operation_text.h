// operation_text(): shows one operation of a concurrent history to a person, in one line.
//
//      41..57      thread 3  set k1=17
#pragma once

#include <string>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

std::string operation_text(const ConcurrentHistory& history, const ConcurrentOperation& operation);

}  // namespace powercut

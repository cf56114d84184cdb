// DoesNotStop: thrown through a store, by a visitor that has been called too often.
#pragma once

#include "harness/watch/store_call.h"

namespace powercut {

struct DoesNotStop {
  DoesNotStop() { StoreCall::let_own_exception_pass(); }
};

}  // namespace powercut

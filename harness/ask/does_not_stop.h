// DoesNotStop: ends a scan or a walk that does not stop. The visitor throws it through the store
// when it has been called too often.
#pragma once

#include "harness/watch/store_call.h"

namespace powercut {

struct DoesNotStop {
  DoesNotStop() { StoreCall::let_own_exception_pass(); }
};

}  // namespace powercut

#include "engine/io/appender.h"

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> Appender::append(Bytes source) {
  TRY(write_full(*file_, tail_, source));
  tail_ += source.size();
  return {};
}

}  // namespace powercut

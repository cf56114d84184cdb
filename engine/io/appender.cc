#include "engine/io/appender.h"

#include "engine/io/transfer.h"

namespace powercut {

Result<void> Appender::append(Bytes source) {
  TRY(write_full(*file_, tail_, source));
  tail_ += source.size();
  return {};
}

}  // namespace powercut

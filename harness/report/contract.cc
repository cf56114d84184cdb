#include "harness/report/contract.h"

namespace powercut {

namespace {

std::string_view clause_of_loss(SyncPolicy policy, Loss loss) {
  if (loss == Loss::process) return "D4";
  switch (policy) {
    case SyncPolicy::always:
      return "D1";
    case SyncPolicy::everysec:
      return "D2";
    case SyncPolicy::never:
      return "D3";
  }
  return "D1";
}

}  // namespace

std::vector<std::string_view> broken_clauses(FindingKind kind, SyncPolicy policy, Loss loss) {
  switch (kind) {
    case FindingKind::lost:
    case FindingKind::unopenable:
    case FindingKind::unreadable:
    case FindingKind::hole:
      return {clause_of_loss(policy, loss)};
    case FindingKind::undone:
    case FindingKind::invented:
    case FindingKind::inconsistent:
      return {"D6"};
    case FindingKind::torn:
      return {"D7", "D9"};
    case FindingKind::unstable:
      return {"D10"};
    case FindingKind::accepted:
      return {"D7"};
    case FindingKind::stuck:
      return {"D12"};
    case FindingKind::unreported:
      return {"D8"};
  }
  return {clause_of_loss(policy, loss)};
}

}  // namespace powercut

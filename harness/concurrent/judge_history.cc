#include "harness/concurrent/judge_history.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/concurrent/illegal_part.h"
#include "harness/concurrent/operation_text.h"

namespace powercut {

namespace {

std::string text_of(const ConcurrentHistory& history, const Register& one,
                    const std::vector<RegisterOperation>& part) {
  std::string text = fmt::format(
      "{} cannot be put in order: for the operation at > no place is "
      "left\n",
      one.name);
  const RegisterOperation& last = without_place(part);
  for (const RegisterOperation& operation : part) {
    const bool is_last = &operation == &last;
    text += fmt::format("{} {}\n", is_last ? '>' : ' ',
                        operation_text(history, history.operations[operation.source]));
  }
  return text;
}

// Whether the batch gave one of these keys what was found there, and could have done so.
bool gave(const ConcurrentOperation& batch, const ConcurrentOperation& scan,
          const KeyStamp& found) {
  if (batch.invoked > scan.returned) return false;
  // A batch that removed a key long ago cannot be told from any other that removed it.
  if (found.stamp == absent && batch.returned < scan.invoked) return false;
  return std::ranges::any_of(batch.keys, [&](const KeyStamp& written) {
    return written.key == found.key && written.stamp == found.stamp;
  });
}

std::string torn_text(const ConcurrentHistory& history, const ConcurrentOperation& scan) {
  std::string text = "a scan shows a batch in part\n";
  for (const ConcurrentOperation& batch : history.operations) {
    if (batch.kind != ConcurrentKind::batch) continue;
    const bool is_seen = std::ranges::any_of(scan.keys, [&](const KeyStamp& found) {
      return history.keys.group_of[found.key] != no_group && gave(batch, scan, found);
    });
    if (is_seen) text += fmt::format("  {}\n", operation_text(history, batch));
  }
  return text + fmt::format("> {}\n", operation_text(history, scan));
}

HistoryVerdict violation(std::string text) {
  return {.verdict = Verdict::violated, .text = std::move(text)};
}

}  // namespace

HistoryVerdict judge_history(const ConcurrentHistory& history, const JudgeOptions& options) {
  for (const ConcurrentOperation& operation : history.operations) {
    if (operation.well_formed || operation.answer != Answer::ok) continue;
    return violation("a scan shows unknown keys, a key twice, or keys out of order\n> " +
                     operation_text(history, operation) + "\n");
  }
  const bool may_be_torn = options.view == BatchView::by_key;
  const auto torn = may_be_torn ? std::vector<std::uint32_t>() : torn_scans(history);
  if (!torn.empty()) return violation(torn_text(history, history.operations[torn.front()]));
  HistoryVerdict all;
  for (const Register& one : registers_of(history, options.view)) {
    all.overlaps += overlaps(one);
    const RegisterVerdict verdict = judge_register(one.operations, options.work_max);
    if (verdict.verdict == Verdict::undecided) {
      ++all.undecided;
      if (all.verdict == Verdict::linearizable) all.verdict = Verdict::undecided;
    }
    if (verdict.verdict != Verdict::violated || all.verdict == Verdict::violated) continue;
    all.verdict = Verdict::violated;
    auto part = illegal_part(one.operations, options.work_max);
    all.text = text_of(history, one, part.empty() ? one.operations : part);
  }
  return all;
}

}  // namespace powercut

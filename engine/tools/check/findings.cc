#include "engine/tools/check/findings.h"

#include <fmt/format.h>

#include <iterator>

#include "engine/tools/plain_text.h"

namespace powercut {

void Findings::damage(std::string_view file, std::uint64_t offset, std::string what) {
  ++damages_;
  add({FindingKind::damage, std::string(file), offset, std::move(what)});
}

void Findings::note(std::string_view file, std::uint64_t offset, std::string what) {
  add({FindingKind::note, std::string(file), offset, std::move(what)});
}

void Findings::add(Finding finding) {
  if (list_.size() == kept_max) {
    ++unlisted_;
    return;
  }
  list_.push_back(std::move(finding));
}

std::string to_text(const Findings& findings) {
  std::string text;
  const auto out = std::back_inserter(text);
  for (const Finding& finding : findings.list()) {
    fmt::format_to(out, "{}: ", finding.kind == FindingKind::damage ? "damage" : "note");
    if (!finding.file.empty()) {
      fmt::format_to(out, "{}, offset {}: ", escaped(finding.file), finding.offset);
    }
    fmt::format_to(out, "{}\n", finding.what);
  }
  if (findings.unlisted() > 0) fmt::format_to(out, "and {} more\n", findings.unlisted());
  return text;
}

}  // namespace powercut

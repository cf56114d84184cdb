#include "harness/watch/under_way.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "powercut/harness/finding.h"

namespace powercut {

namespace {

constinit thread_local const RunUnderWay* innermost_run = nullptr;
constinit thread_local const PointUnderWay* innermost_point = nullptr;

}  // namespace

RunUnderWay::RunUnderWay(const RunNames& names) : names_(names), outer_(innermost_run) {
  innermost_run = this;
}

RunUnderWay::~RunUnderWay() { innermost_run = outer_; }

PointUnderWay::PointUnderWay(const CrashStates& states, const Choice& choice)
    : states_(&states), choice_(&choice), outer_(innermost_point) {
  innermost_point = this;
}

PointUnderWay::PointUnderWay(const CrashPoint& killed) : killed_(&killed), outer_(innermost_point) {
  innermost_point = this;
}

PointUnderWay::~PointUnderWay() { innermost_point = outer_; }

// The outer ones first.
std::size_t PointUnderWay::write(std::span<char> target) const {
  std::size_t written = 0;
  if (outer_ != nullptr) {
    written = outer_->write(target);
    if (written == target.size()) return written;
    if (outer_->killed_ == nullptr) target[written++] = '>';
  }
  std::span<char> rest = target.subspan(written);
  if (killed_ == nullptr) return written + states_->write_point(*choice_, rest);
  written += write_text(*killed_, rest);
  if (written < target.size()) target[written++] = '!';
  return written;
}

std::size_t write_case_under_way(std::span<char> target) {
  if (innermost_run == nullptr) return 0;
  RunNames names = innermost_run->names_;
  for (const RunUnderWay* run = innermost_run; run != nullptr; run = run->outer_) {
    if (run->names_.holds_inside || !run->names_.whole.empty()) names = run->names_;
  }
  std::size_t written = 0;
  auto write = [&](std::string_view text) {
    text = text.substr(0, target.size() - written);
    std::ranges::copy(text, target.begin() + static_cast<std::ptrdiff_t>(written));
    written += text.size();
  };
  if (!names.whole.empty()) {
    write(names.whole);
    return written;
  }
  for (std::string_view name : {names.store, names.workload, names.model}) {
    write(name);
    write("/");
  }
  std::array<char, 24> seed{};
  auto end = fmt::format_to_n(seed.data(), seed.size(), "{}/", names.seed).out;
  write({seed.data(), static_cast<std::size_t>(end - seed.data())});
  if (innermost_point != nullptr) {
    written += innermost_point->write(target.subspan(written));
  } else {
    write(run_itself);
  }
  if (!names.rule.empty()) write("/");
  write(names.rule);
  return written;
}

}  // namespace powercut

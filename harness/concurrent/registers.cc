#include "harness/concurrent/registers.h"

#include <algorithm>
#include <optional>

namespace powercut {

namespace {

std::optional<RegisterKind> kind_of(const ConcurrentOperation& operation, Stamp stamp) {
  switch (operation.kind) {
    case ConcurrentKind::set:
      return RegisterKind::set;
    case ConcurrentKind::remove:
      return RegisterKind::remove;
    case ConcurrentKind::batch:
      return stamp == absent ? RegisterKind::clear : RegisterKind::set;
    case ConcurrentKind::get:
    case ConcurrentKind::scan:
      return RegisterKind::get;
    case ConcurrentKind::sync:
    case ConcurrentKind::compact:
      return std::nullopt;
  }
  return std::nullopt;
}

class Division {
 public:
  Division(const ConcurrentHistory& history, BatchView view)
      : keys_(history.keys), view_(view), registers_(keys_.names.size() + keys_.groups) {
    for (std::uint32_t key = 0; key < keys_.names.size(); ++key) {
      registers_[key].name = keys_.names[key];
      if (keys_.group_of[key] == no_group) continue;
      std::string& name = registers_[group_register(key)].name;
      name += (name.empty() ? "" : " ") + keys_.names[key];
    }
    for (std::uint32_t index = 0; index < history.operations.size(); ++index) {
      divide(history.operations[index], index);
    }
  }

  std::vector<Register> take() {
    std::erase_if(registers_, [](const Register& one) { return one.operations.empty(); });
    return std::move(registers_);
  }

 private:
  std::size_t group_register(std::uint32_t key) const {
    return keys_.names.size() + keys_.group_of[key];
  }

  void divide(const ConcurrentOperation& operation, std::uint32_t index) {
    for (std::size_t place = 0; place < operation.keys.size(); ++place) {
      const KeyStamp& entry = operation.keys[place];
      const bool is_free = keys_.group_of[entry.key] == no_group;
      if (is_free || view_ != BatchView::whole) {
        add(registers_[entry.key], operation, entry.stamp, index);
      }
      // Once for each group: its keys are neighbours.
      const bool is_first =
          place == 0 || keys_.group_of[operation.keys[place - 1].key] != keys_.group_of[entry.key];
      if (is_free || !is_first || view_ == BatchView::by_key) continue;
      if (operation.kind == ConcurrentKind::get && view_ == BatchView::whole_in_scan) continue;
      add(registers_[group_register(entry.key)], operation, entry.stamp, index);
    }
  }

  static void add(Register& target, const ConcurrentOperation& operation, Stamp stamp,
                  std::uint32_t index) {
    const auto kind = kind_of(operation, stamp);
    if (!kind) return;
    target.operations.push_back({.kind = *kind,
                                 .stamp = stamp,
                                 .was_there = operation.was_there,
                                 .answer = operation.answer,
                                 .invoked = operation.invoked,
                                 .returned = operation.returned,
                                 .source = index});
  }

  const ConcurrentKeys& keys_;
  BatchView view_;
  std::vector<Register> registers_;  // by key, then by group
};

}  // namespace

std::vector<Register> registers_of(const ConcurrentHistory& history, BatchView view) {
  return Division(history, view).take();
}

std::vector<std::uint32_t> torn_scans(const ConcurrentHistory& history) {
  std::vector<std::uint32_t> torn;
  const std::vector<std::uint32_t>& group_of = history.keys.group_of;
  for (std::uint32_t index = 0; index < history.operations.size(); ++index) {
    const ConcurrentOperation& scan = history.operations[index];
    if (scan.kind != ConcurrentKind::scan || scan.answer != Answer::ok) continue;
    const auto differs = [&](const KeyStamp& left, const KeyStamp& right) {
      const std::uint32_t group = group_of[left.key];
      return group != no_group && group == group_of[right.key] && left.stamp != right.stamp;
    };
    if (std::ranges::adjacent_find(scan.keys, differs) != scan.keys.end()) torn.push_back(index);
  }
  return torn;
}

std::uint64_t overlaps(const Register& one) {
  std::vector<RegisterOperation> operations = one.operations;
  std::ranges::sort(operations, {}, &RegisterOperation::invoked);
  std::uint64_t count = 0;
  Tick pending_until = 0;
  for (const RegisterOperation& operation : operations) {
    if (operation.invoked < pending_until) ++count;
    pending_until = std::max(pending_until, operation.returned);
  }
  return count;
}

}  // namespace powercut

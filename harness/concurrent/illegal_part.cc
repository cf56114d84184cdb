#include "harness/concurrent/illegal_part.h"
#include "engine/io/macros.h"

#include <algorithm>
#include <optional>

namespace powercut {

namespace {

using RegisterOperations = std::vector<RegisterOperation>;

bool is_illegal(const RegisterOperations& operations, std::uint64_t work_max) {
  return judge_register(operations, work_max).verdict == Verdict::violated;
}

bool changes(const RegisterOperation& operation) {
  return operation.kind != RegisterKind::get && !sees_absence(operation);
}

bool needs_presence(const RegisterOperation& operation) {
  return operation.kind == RegisterKind::remove && operation.answer == Answer::ok &&
         operation.was_there;
}

// The operations as they stood when this tick was over.
RegisterOperations up_to(const RegisterOperations& operations, Tick end) {
  RegisterOperations begun;
  for (RegisterOperation operation : operations) {
    if (operation.invoked > end) continue;
    if (operation.returned > end) {
      if (operation.kind == RegisterKind::get) continue;
      operation.answer = Answer::unknown;
    }
    begun.push_back(operation);
  }
  return begun;
}

// More ticks are never more legal, so the first end that is too late can be searched for by halves.
RegisterOperations shortest_illegal(const RegisterOperations& operations, std::uint64_t work_max) {
  std::vector<Tick> ends;
  for (const RegisterOperation& operation : operations) ends.push_back(operation.returned);
  std::ranges::sort(ends);
  const auto first = std::ranges::partition_point(
      ends, [&](Tick end) { return !is_illegal(up_to(operations, end), work_max); });
  return first == ends.end() ? RegisterOperations{} : up_to(operations, *first);
}

class Shrinker {
 public:
  Shrinker(RegisterOperations operations, std::uint64_t work_max)
      : operations_(std::move(operations)), work_max_(work_max) {}

  RegisterOperations run() {
    for (bool smaller = true; smaller;) {
      smaller = false;
      for (std::size_t index = operations_.size(); index-- > 0;) {
        std::optional<RegisterOperations> less = less_by(index);
        if (!less || !is_illegal(*less, work_max_)) continue;
        operations_ = std::move(*less);
        smaller = true;
      }
    }
    return std::move(operations_);
  }

 private:
  template <typename Predicate>
  bool any(const Predicate& predicate) const {
    return std::ranges::any_of(operations_, predicate);
  }

  bool is_read(Stamp stamp) const {
    return any([&](const RegisterOperation& other) {
      return other.kind == RegisterKind::get && other.stamp == stamp;
    });
  }
  // An operation that says that something was there came after this later set.
  bool is_overwritten_for_all(const RegisterOperation& set, const RegisterOperation& later) const {
    if (set.answer == Answer::unknown || later.answer != Answer::ok) return false;
    if (later.kind != RegisterKind::set || set.returned >= later.invoked) return false;
    return !any([&](const RegisterOperation& other) {
      return needs_presence(other) && other.invoked < later.returned;
    });
  }

  bool may_go(const RegisterOperation& operation) const {
    if (!changes(operation)) return true;
    if (operation.kind != RegisterKind::set) {
      return operation.answer != Answer::ok && !any(sees_absence);
    }
    if (is_read(operation.stamp)) return false;
    return !any(needs_presence) || any([&](const RegisterOperation& later) {
      return is_overwritten_for_all(operation, later);
    });
  }

  std::optional<RegisterOperations> less_by(std::size_t index) const {
    RegisterOperations less = operations_;
    if (may_go(less[index])) {
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(index));
      return less;
    }
    if (less[index].answer == Answer::unknown) return std::nullopt;
    if (less[index].kind == RegisterKind::set && is_read(less[index].stamp)) return std::nullopt;
    if (less[index].kind == RegisterKind::remove && less[index].answer == Answer::ok) {
      less[index].kind = RegisterKind::clear;
    } else {
      less[index].answer = Answer::unknown;
    }
    return less;
  }

  RegisterOperations operations_;
  std::uint64_t work_max_;
};

}  // namespace

std::vector<RegisterOperation> illegal_part(std::vector<RegisterOperation> operations,
                                            std::uint64_t work_max) {
  std::erase_if(operations, says_nothing);
  RegisterOperations part = Shrinker(shortest_illegal(operations, work_max), work_max).run();
  std::ranges::sort(part, {}, &RegisterOperation::invoked);
  return part;
}

const RegisterOperation& without_place(const std::vector<RegisterOperation>& part) {
  CHECK(!part.empty());
  return *std::ranges::max_element(part, {}, [](const RegisterOperation& operation) {
    return operation.answer == Answer::unknown ? 0 : operation.returned;
  });
}

}  // namespace powercut

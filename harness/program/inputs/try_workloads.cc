#include "harness/program/inputs/try_workloads.h"

#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <ctime>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>

#include "harness/program/report_error.h"
#include "harness/program/verbs/commands.h"
#include "harness/subject/subject_states.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

constexpr std::time_t cpu_seconds_max = 20;

// Looks now and then how much CPU time the thread that made it has taken.
class Watch {
 public:
  explicit Watch(const std::string& name) {
    pthread_getcpuclockid(pthread_self(), &clock_);
    const std::time_t limit = now() + cpu_seconds_max;
    watcher_ = std::jthread([this, name, limit](const std::stop_token& token) {
      std::unique_lock lock(mutex_);
      while (!token.stop_requested()) {
        changed_.wait_for(lock, token, std::chrono::milliseconds(100), [] { return false; });
        if (token.stop_requested() || now() <= limit) continue;
        report_error("the workload '{}' does not come back with a plan", name);
        _exit(exit_wrong_usage);
      }
    });
  }

 private:
  std::time_t now() const {
    timespec time{};
    clock_gettime(clock_, &time);
    return time.tv_sec;
  }

  clockid_t clock_{};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread watcher_;
};

bool makes_plan(const Workload& workload, std::uint64_t seed) {
  try {
    const Plan plan = workload.plan(seed);
    const std::size_t count = plan.setup.size() + plan.operations.size();
    if (count <= plan_operations_max) return true;
    report_error("the workload '{}' makes a plan of {} operations, {} at most", workload.name,
                 count, plan_operations_max);
  } catch (const std::exception& thrown) {
    report_error("the workload '{}' throws: {}", workload.name,
                 without_control_bytes(thrown.what()));
  } catch (...) {
    report_error("the workload '{}' throws", workload.name);
  }
  return false;
}

bool suits(const StoreUnderTest& store, const Plan& plan) {
  for (const auto* part : {&plan.setup, &plan.operations}) {
    for (const Operation& operation : *part) {
      if (!operation.changes_state()) continue;
      const bool is_of_subject = operation.kind == OperationKind::apply;
      if (is_of_subject == (store.subject != nullptr)) continue;
      report_error("the plan has {}(...), and '{}' is a {}", name_of(operation.kind), store.name,
                   is_of_subject ? "map: set, remove or batch" : "subject: apply(OPERATION)");
      return false;
    }
  }
  return true;
}

}  // namespace

bool make_plans(const std::vector<const Workload*>& workloads, std::uint64_t seed) {
  for (const Workload* workload : workloads) {
    Watch watch(workload->name);
    if (!makes_plan(*workload, seed)) return false;
  }
  return true;
}

bool suit_each_other(const std::vector<const StoreUnderTest*>& stores,
                     const std::vector<const Workload*>& workloads) {
  for (const StoreUnderTest* store : stores) {
    if (store->subject && !changes_its_state(*store)) {
      report_error("no operation of the subject '{}' changes its state", store->name);
      return false;
    }
    for (const Workload* workload : workloads) {
      const auto plan = parse_plan(workload->name);
      if (plan && !suits(*store, *plan)) return false;
    }
  }
  return true;
}

}  // namespace powercut

// Registry: holds the stores, workloads and models that a program knows.
//
//   Registry registry;
//   registry.add(my_store());
//   return run_program(argc, argv, std::move(registry));
//
// A new registry has the standard workloads and powercut's models, and no store. It is a value:
// nothing else in the process keeps its entries.
//
// Pointers to its entries stay valid as long as it lives, also when it is moved. Threads: it must
// be complete before any thread is started. Then any number of threads may read it, except by
// find_workload(), which keeps the plans that it makes: one thread at a time.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/faultfs/model_set.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

class Registry {
 public:
  Registry();
  Registry(Registry&&) = default;
  Registry& operator=(Registry&&) = default;

  // Adds an entry. It leaves out an entry that it cannot take, and problem() then says why: the
  // name is taken or is not allowed (registry.cc has the rules), or a store or workload lacks its
  // function.
  void add(StoreUnderTest store);
  void add(Workload workload);
  void add(PersistenceModel model);
  // Adds a workload that find_workload() finds by the text of its plan, which is its name.
  void add_plan(Workload workload);

  // The first entry that could not be taken, with the reason, in one line. nullopt: there is none.
  const std::optional<std::string>& problem() const { return problem_; }

  const std::deque<StoreUnderTest>& stores() const { return stores_; }
  const std::deque<Workload>& workloads() const { return workloads_; }
  const ModelSet& models() const { return models_; }

  // nullptr: there is none of that name. The name of a workload may be a plan (plan_text.h).
  const StoreUnderTest* find_store(std::string_view name) const;
  const Workload* find_workload(std::string_view name) const;
  const PersistenceModel* find_model(std::string_view name) const { return models_.find(name); }

  // Whether the store is known to fail under the model, or under a model within it.
  bool expects_failure(const StoreUnderTest& store, std::string_view model, bool with_errors) const;

  // The command that calls the program of this registry, for the commands that it prints. Empty:
  // the word that the program was started with.
  std::string program = {};

  // For `shrink --test`: the header that declares a function find_store(name), as the test includes
  // it. Empty: the test says that it needs one.
  std::string test_header = {};

 private:
  void refuse(std::string problem);
  bool takes_name(std::string_view what, std::string_view name, bool is_taken);

  std::deque<StoreUnderTest> stores_;
  std::deque<Workload> workloads_;
  ModelSet models_;
  std::optional<std::string> problem_;
  mutable std::deque<Workload> plans_;  // named by their text
  mutable std::map<std::string_view, const Workload*> plan_by_text_;
};

}  // namespace powercut

// Registry: the stores, workloads and models that a program knows.
//
//   Registry registry;
//   registry.add(my_store());
//   return run_program(argc, argv, std::move(registry));
//
// The standard workloads and powercut's models are in it from the beginning; no store is. It is a
// value: nothing of it is known to any other part of the process.
//
// Its entries stay where they are for as long as it lives, also when it is moved. It is complete
// before any thread is started; from then on any number may read it, but for find_workload(), which
// keeps the plans that it is asked for: one thread at a time.
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

  // An entry that cannot be taken is left out, and problem() says why: a name that is taken or
  // cannot be one (registry.cc says which those are); a store or a workload without its function.
  void add(StoreUnderTest store);
  void add(Workload workload);
  void add(PersistenceModel model);
  // A workload of which find_workload() knows by its plan's text, which is its name.
  void add_plan(Workload workload);

  // The first thing that could not be taken, in one line. nullopt: there is none.
  const std::optional<std::string>& problem() const { return problem_; }

  const std::deque<StoreUnderTest>& stores() const { return stores_; }
  const std::deque<Workload>& workloads() const { return workloads_; }
  const ModelSet& models() const { return models_; }

  // nullptr: there is none of that name. A workload's name may be a plan (plan_text.h).
  const StoreUnderTest* find_store(std::string_view name) const;
  const Workload* find_workload(std::string_view name) const;
  const PersistenceModel* find_model(std::string_view name) const { return models_.find(name); }

  // Whether the store is known to fail under the model, or under one within it.
  bool expects_failure(const StoreUnderTest& store, std::string_view model, bool with_errors) const;

  // The command that calls the program that has this registry, in the commands that it prints.
  // Empty: the word that the program was started with.
  std::string program = {};

  // For `shrink --test`: the header of a function find_store(name), as the test includes it. Empty:
  // the test says that it needs one.
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

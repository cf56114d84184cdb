// JudgedWalk: one run under one model, step by step. The graph of images may be shared with walks
// of other runs of the same plan.
//
//   walk     goes along the trace, call by call, and notes for each state its image and the promise
//            that it must hold: most states share both with others
//   judge    each pair of image and promise once
//   recall   walks again, opening no image, to say where the findings were
#pragma once

#include "harness/explore/explore_runs.h"
#include "harness/explore/graph/image_graph.h"
#include "harness/watch/under_way.h"

namespace powercut {

class JudgedWalk {
 public:
  JudgedWalk(const RunToTest& subject, const Plan& plan, const Recording& recording,
             const PersistenceModel& model, bool visits_all, CallRange range,
             const ExplorationOptions& options, ImageGraph& graph);

  // The states of the next call; false: there is none that is asked for. So several walks can
  // go along side by side, and each finds what the others have recovered just before.
  bool walk_next_call();

  // Once, after the last call, when the graph is closed. Leaves out the counts of the graph.
  Outcomes take_outcomes();

 private:
  using Ordinal = std::uint64_t;  // of a state that was visited, in the order of the walk

  // States with the same image and the same demands.
  struct Pair {
    NodeId node;
    std::uint32_t promise;
    Ordinal first;
    std::uint64_t states;
  };
  struct Failure {
    Ordinal ordinal;
    Violation violation;
    std::vector<CrashPoint> way;
    std::uint64_t states;
    CrashPath path = {};
  };
  // The actions of a walk at each state, and at each process that is killed.
  struct Visit {
    std::function<void(Disk&)> state;
    std::function<void(const CrashStates&)> kill;
  };

  void begin_walk();
  bool walk_call(const Visit& visit);
  void walk_point(CrashStates& states, const Visit& visit);
  void walk_half_a_write(const CrashStates& states, std::uint32_t call, const Visit& visit);
  void walk_states(CrashStates& states, CrashStates::Which which, std::uint64_t to_visit,
                   const Visit& visit);
  void note(NodeId node);
  void judge();
  std::optional<Failure> judge(const Pair& pair);
  std::optional<Violation> judge(ObservationId observation, std::uint32_t promise);
  void recall();
  bool is_recalled_before(Ordinal end) const;
  void report();

  const RunToTest& run_;
  const Plan& plan_;
  const Recording& recording_;
  const PersistenceModel& model_;  // as it is asked of the store
  CallRange range_;
  const ExplorationOptions& options_;
  std::uint64_t budget_;              // states of a crash point that are all visited
  std::optional<Promises> promises_;  // of the walk
  std::optional<CrashStates> states_;
  std::uint32_t next_call_ = 0;
  std::string rule_;  // the subject's, as text
  Oracle oracle_;
  ImageGraph& graph_;
  Outcomes outcomes_;

  bool counts_ = true;            // the walk is the first
  bool is_complete_ = true;       // no state of the crash points that demand this was left out
  Ordinal ordinal_ = 0;           // of the state that comes next
  std::vector<Promise> demands_;  // that differ, in order
  CrashPath here_;                // while recalling: where the state is
  std::vector<Pair> pairs_;
  absl::flat_hash_map<std::uint64_t, std::size_t> pair_index_;
  absl::flat_hash_map<std::uint64_t, std::optional<Violation>> judgements_;
  std::vector<Failure> failures_;  // those that will be told
  std::size_t recalled_ = 0;       // of them
  std::size_t stretch_ = 0;        // the states that are walked over in one go
  std::vector<Ordinal> stretch_ends_;
};

}  // namespace powercut

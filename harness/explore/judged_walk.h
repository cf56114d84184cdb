// JudgedWalk: walks along the trace of one run under one model, and judges the states of its crash
// points. Walks of several runs of one plan may share the graph of images.
//
//   walk     goes along the trace, call by call, and notes for each state its image and the promise
//            that it must hold. Most states share both with others.
//   judge    judges each pair of image and promise once
//   recall   walks again without opening any image, to find the crash points of the findings
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

  // Walks over the states of the next call. False if the range has no further call. Walks under
  // several models can take turns, so that each finds the images that the others have just
  // recovered.
  bool walk_next_call();

  // Judges what was noted. To be called once, after the last call and the close of the graph. The
  // counts of the graph are not in the outcomes.
  Outcomes take_outcomes();

 private:
  using Ordinal = std::uint64_t;  // the number of a visited state, in the order of the walk

  // An image and a promise, with the states that have both.
  struct Pair {
    NodeId node;
    std::uint32_t promise;  // index into demands_
    Ordinal first;          // the first of the states
    std::uint64_t states;   // how many there are
  };
  struct Failure {
    Ordinal ordinal;
    Violation violation;
    std::vector<CrashPoint> way;
    std::uint64_t states;
    CrashPath path = {};
  };
  // The actions of a walk: at each state, and at each process kill.
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
  const PersistenceModel& model_;  // the one to which the store is held (model_asked_of)
  CallRange range_;
  const ExplorationOptions& options_;
  std::uint64_t budget_;              // up to so many states of a crash point are all visited
  std::optional<Promises> promises_;  // of the walk
  std::optional<CrashStates> states_;
  std::uint32_t next_call_ = 0;
  std::string rule_;  // the fault rule of the run, as text
  Oracle oracle_;
  ImageGraph& graph_;
  Outcomes outcomes_;

  bool counts_ = true;            // this is the first walk; false: a recall
  bool is_complete_ = true;       // no state was left out since the demands last changed
  Ordinal ordinal_ = 0;           // that of the next state
  std::vector<Promise> demands_;  // in order, without crash points that demand the same
  CrashPath here_;                // the crash point of the state; in full only during a recall
  std::vector<Pair> pairs_;
  absl::flat_hash_map<std::uint64_t, std::size_t> pair_index_;
  absl::flat_hash_map<std::uint64_t, std::optional<Violation>> judgements_;
  std::vector<Failure> failures_;      // those that become findings
  std::size_t recalled_ = 0;           // how many of failures_ have their path
  std::size_t stretch_ = 0;            // the next stretch: the states of one walk_states()
  std::vector<Ordinal> stretch_ends_;  // by stretch
};

}  // namespace powercut

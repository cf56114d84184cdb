#include "faultfs/fidelity/conformance/failed_sync_conformance.h"

#include <algorithm>

#include "faultfs/fidelity/conformance/conformance.h"

namespace powercut {

namespace {

using StepKind = FailedSyncStep::Kind;

// A program as far as it is followed: its calls, the rules that let syncs fail, and what reads saw.
struct Followed {
  struct Read {
    std::size_t calls;  // that had returned
    const FailedSyncStep* step;
    std::string answer;
  };
  LitmusProgram program;
  std::vector<FaultRule> rules;
  std::vector<Read> reads;
};

std::optional<CallKind> sync_kind(const LitmusCall& call) {
  if (call.kind == LitmusCall::Kind::sync) return CallKind::sync;
  if (call.kind == LitmusCall::Kind::sync_data) return CallKind::sync_data;
  if (call.kind == LitmusCall::Kind::sync_dir) return CallKind::sync_dir;
  return std::nullopt;
}

// The call is the last of the program so far.
FaultRule rule_that_fails(const LitmusProgram& program) {
  const std::optional<CallKind> kind = sync_kind(program.calls.back());
  const auto nth = static_cast<std::uint64_t>(std::ranges::count_if(
      program.calls, [&](const LitmusCall& call) { return sync_kind(call) == kind; }));
  return {.kind = kind, .nth = nth, .error = ErrorCode::io_failed};
}

Followed follow(const AnsweredProgram& answered, const StepAnswers& run) {
  Followed followed;
  const LitmusProgram& whole = answered.program.program;
  followed.program = {.name = whole.name, .setup = whole.setup, .calls = {}};
  bool is_cached = true;
  for (std::size_t number = 0; number < run.answers.size(); ++number) {
    const FailedSyncStep& step = answered.program.steps[number];
    const std::string& answer = run.answers[number];
    const bool failed = answer.starts_with('E');
    if (step.kind == StepKind::drop_caches) is_cached = false;
    if (step.kind == StepKind::read) {
      if (failed) break;
      if (is_cached) followed.reads.push_back({followed.program.calls.size(), &step, answer});
    }
    if (step.kind != StepKind::call) continue;
    const bool is_sync = step.is_synced_write() || sync_kind(step.call).has_value();
    if (failed && !is_sync) break;
    followed.program.calls.insert(followed.program.calls.end(), whole.calls.begin() + step.number,
                                  whole.calls.begin() + step.number + step.calls());
    if (failed) followed.rules.push_back(rule_that_fails(followed.program));
  }
  return followed;
}

// A tree that was seen behind what is not followed was there at the last call that is.
std::vector<ObservedTree> trees_of(const std::vector<ObservedTree>& trees, std::size_t calls) {
  std::vector<ObservedTree> clipped = trees;
  for (ObservedTree& tree : clipped) {
    for (std::size_t& point : tree.points) point = std::min(point, calls);
    tree.points.erase(std::ranges::unique(tree.points).begin(), tree.points.end());
  }
  return clipped;
}

std::string content_of(const Disk& disk, const std::string& path) {
  const InodeId inode = disk.find(root_inode, path);
  if (inode == no_inode) return "missing";
  const std::string_view content = as_text(disk.contents(inode));
  return content.empty() ? "empty" : run_lengths(content);
}

// All that the row does not allow, if the failed syncs left the cache as the rules say.
std::expected<std::vector<Disagreement>, std::string> disagreements_with(
    const std::vector<FaultRule>& rules, const PersistenceModel& model,
    const AnsweredProgram& answered, const Followed& followed) {
  std::vector<Disagreement> found;
  const auto run = run_in_memory(followed.program, rules);
  if (!run) return std::unexpected(run.error());
  const std::string& name = followed.program.name;
  for (const Followed::Read& read : followed.reads) {
    const std::string wanted = content_of(run->caches[read.calls], read.step->call.path);
    if (wanted == read.answer) continue;
    found.push_back(
        {name, read.step->text + ": " + read.answer,
         name + ": " + read.step->text + " has " + read.answer + ", and in memory " + wanted});
  }
  const ObservedProgram observed{followed.program,
                                 trees_of(answered.trees, followed.program.calls.size())};
  const auto outside = trees_outside(model, observed, *run);
  if (!outside) return std::unexpected(outside.error());
  for (const OutsideTree& tree : *outside) {
    found.push_back({name, "tree " + tree.tree,
                     name + ": after " + std::to_string(tree.point) + " calls " + tree.tree});
  }
  return found;
}

// The rules, with each set of those that bring old bytes back; first none of them, then all.
std::vector<std::vector<FaultRule>> kept_or_brought_back(const std::vector<FaultRule>& rules) {
  std::vector<std::vector<FaultRule>> ways{{}};
  for (const FaultRule& rule : rules) {
    std::vector<std::vector<FaultRule>> longer;
    for (bool is_old : {false, true}) {
      if (is_old && rule.kind == CallKind::sync_dir) continue;
      for (std::vector<FaultRule> way : ways) {
        way.push_back(rule);
        if (is_old) way.back().part = FaultRule::old;
        longer.push_back(std::move(way));
      }
    }
    ways = std::move(longer);
  }
  return ways;
}

}  // namespace

std::expected<std::vector<Disagreement>, std::string> disagreements(
    const PersistenceModel& model, const AnsweredProgram& answered) {
  std::vector<Disagreement> all;
  for (const StepAnswers& answers : answered.runs) {
    const Followed followed = follow(answered, answers);
    std::optional<std::vector<Disagreement>> fewest;
    for (const std::vector<FaultRule>& rules : kept_or_brought_back(followed.rules)) {
      auto found = disagreements_with(rules, model, answered, followed);
      if (!found) return found;
      if (!fewest || found->size() < fewest->size()) fewest = std::move(*found);
      if (fewest->empty()) break;
    }
    std::ranges::move(*fewest, std::back_inserter(all));
  }
  return all;
}

}  // namespace powercut

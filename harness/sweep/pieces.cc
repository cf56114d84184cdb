#include "harness/sweep/pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/sweep/parallel.h"

namespace powercut {

namespace {

void add_piece(PieceOutcomes piece, std::uint64_t number, SweepResult& result) {
  for (auto& [cell, outcomes] : piece.by_cell) {
    for (Finding& finding : outcomes.findings) finding.piece = number;
    result.cells[cell].outcomes.add(std::move(outcomes));
  }
  for (const PlannedFault& fault : piece.faults) {
    FaultCount& count = result.faults[fault.call];
    ++count.planned;
    if (fault.struck) ++count.struck;
  }
}

std::vector<Finding> findings_of(PieceOutcomes piece) {
  std::vector<Finding> findings;
  for (auto& [cell, outcomes] : piece.by_cell) {
    std::ranges::move(outcomes.findings, std::back_inserter(findings));
  }
  return findings;
}

bool same_options(const ExplorationOptions& left, const ExplorationOptions& right) {
  return left.budget == right.budget && left.depth == right.depth &&
         left.reduces == right.reduces && left.audit_share == right.audit_share;
}

bool same_cell(const Cell& left, const Cell& right) {
  return left.store == right.store && left.workload == right.workload && left.model == right.model;
}

// As if the pieces of both had been done in order.
Outcomes joined(Outcomes left, Outcomes right) {
  Outcomes both;
  both.tally = left.tally;
  both.tally.add(right.tally);
  std::vector<Finding> findings = std::move(left.findings);
  std::ranges::move(right.findings, std::back_inserter(findings));
  // Findings of one piece stay in their order.
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (const Finding& finding : findings) order.emplace_back(finding.piece, order.size());
  std::ranges::sort(order);
  for (const auto& [piece, index] : order) {
    keep_first_and_last(both.findings, std::move(findings[index]),
                        [](const Finding& kept) { return kept.violation.kind; });
  }
  return both;
}

}  // namespace

void do_pieces(std::size_t pieces, const SweepOptions& options,
               const std::function<PieceOutcomes(std::size_t)>& work, SweepResult& result) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  std::vector<std::optional<PieceOutcomes>> outcomes(pieces);
  std::vector<std::optional<BrokenPiece>> broken_off(pieces);
  std::vector<std::size_t> mine;
  for (std::size_t piece = options.shard.index - 1; piece < pieces; piece += options.shard.count) {
    bool is_done = piece < options.done.size() && options.done[piece];
    if (!is_done) mine.push_back(piece);
  }
  parallel_for(mine.size(), options.jobs, [&](std::size_t index) {
    if (stops) return;
    WorkClock::Piece counted(options.clock);
    PieceOutcomes done = work(mine[index]);
    if (!stops) {
      outcomes[mine[index]] = std::move(done);
    } else {
      broken_off[mine[index]] = {.piece = mine[index], .findings = findings_of(std::move(done))};
    }
  });
  result.done.assign(pieces, false);
  for (std::size_t piece : mine) {
    if (broken_off[piece]) result.broken_off.push_back(std::move(*broken_off[piece]));
    if (!outcomes[piece]) continue;
    add_piece(std::move(*outcomes[piece]), piece, result);
    result.done[piece] = true;
  }
}

bool SweepResult::is_complete() const {
  return std::ranges::all_of(done, [](bool piece) { return piece; });
}

std::optional<std::string> join(SweepResult& result, SweepResult other) {
  if (result.command != other.command) {
    return fmt::format("one is of `{}`, the other of `{}`", result.command, other.command);
  }
  if (result.seed != other.seed) {
    return fmt::format("one has seed {}, the other {}", result.seed, other.seed);
  }
  if (!same_options(result.exploration, other.exploration)) {
    return "they differ in --budget, --depth or --audit-reduction";
  }
  if (result.worlds != other.worlds || result.plans != other.plans) {
    return "they differ in --worlds or --plans";
  }
  if (result.without != other.without) return "they differ in --without";
  if (!std::ranges::equal(result.cells, other.cells, same_cell) ||
      result.done.size() != other.done.size()) {
    return "they are of other stores, workloads or models";
  }
  for (std::size_t piece = 0; piece < result.done.size(); ++piece) {
    if (result.done[piece] && other.done[piece]) {
      return fmt::format("piece {} of the work is in both", piece + 1);
    }
  }
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    result.cells[cell].outcomes =
        joined(std::move(result.cells[cell].outcomes), std::move(other.cells[cell].outcomes));
  }
  for (const auto& [call, count] : other.faults) {
    result.faults[call].planned += count.planned;
    result.faults[call].struck += count.struck;
  }
  for (std::size_t piece = 0; piece < result.done.size(); ++piece) {
    if (other.done[piece]) result.done[piece] = true;
  }
  std::ranges::move(other.broken_off, std::back_inserter(result.broken_off));
  std::erase_if(result.broken_off,
                [&](const BrokenPiece& broken) { return result.done[broken.piece]; });
  return std::nullopt;
}

}  // namespace powercut

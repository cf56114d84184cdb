#include "harness/sweep/log_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/explore/examiner.h"
#include "harness/sweep/parallel.h"
#include "harness/sweep/reference_log.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

constexpr std::size_t cuts_per_piece = 1024;

struct LogPiece {
  const StoreUnderTest* store;
  std::size_t cell;
  std::size_t begin;  // cuts [begin, end)
  std::size_t end;
};

Outcomes sweep_piece(const LogSweepOptions& options, const History& history,
                     const LogPiece& piece) {
  Disk disk;
  InodeId file = disk.create_inode(InodeKind::file);
  disk.set_entry(root_inode, piece.store->log_file, file);
  Oracle oracle(history, true);
  Examiner examiner(*piece.store, history.keys);
  Bytes bytes = as_bytes(options.bytes);
  disk.write(file, 0, bytes.first(piece.begin));

  Outcomes outcomes;
  for (std::size_t cut = piece.begin; cut < piece.end; ++cut) {
    if (cut > piece.begin) disk.write(file, cut - 1, bytes.subspan(cut - 1, 1));
    Promise promise = promise_of_prefix(history, cut);
    oracle.expect(promise);
    const std::string id = fmt::format("{}/log/{}/1/0.{}", piece.store->name, byte_prefix, cut);
    RunUnderWay under_way({.whole = id});
    if (auto violation = examiner.examine(disk, oracle)) {
      outcomes.add_failure({.place = {.store = piece.store->name,
                                      .workload = "log",
                                      .model = std::string(byte_prefix),
                                      .crash = CrashPath{.first = {.call = 0, .byte = cut}}},
                            .violation = std::move(*violation),
                            .call = fmt::format("the first {} bytes of the log", cut),
                            .operation = fmt::format("{} whole records", promise.finished),
                            .log_file = options.path});
    }
    ++outcomes.tally.visited;
  }
  outcomes.tally.legal = piece.end - piece.begin;
  return outcomes;
}

}  // namespace

History history_of(std::string_view bytes) {
  ReferenceLog log = read_reference_log(bytes);
  std::vector<std::string> keys;
  for (const ReferenceRecord& record : log.records) {
    for (const Change& change : record.changes) keys.push_back(change.key);
  }
  History history(KeyTable(std::move(keys)));
  for (std::size_t index = 0; index < log.records.size(); ++index) {
    const ReferenceRecord& record = log.records[index];
    std::map<std::uint32_t, std::optional<std::string>> last;
    for (const Change& change : record.changes) {
      last[history.keys.number(change.key)] = change.value;
    }
    auto end = static_cast<std::uint32_t>(record.end);
    Step step{.operation = static_cast<std::uint32_t>(index),
              .outcome = Outcome::acknowledged,
              .invoked_calls = end,
              .finished_calls = end};
    for (auto& [key, value] : last) step.changes.push_back({key, std::move(value)});
    history.steps.push_back(std::move(step));
  }
  return history;
}

Promise promise_of_prefix(const History& history, std::size_t bytes) {
  auto whole = std::ranges::upper_bound(history.steps, bytes, {}, &Step::finished_calls) -
               history.steps.begin();
  auto steps = static_cast<std::uint32_t>(whole);
  return {.calls = static_cast<std::uint32_t>(bytes),
          .must = steps,
          .finished = steps,
          .invoked = steps};
}

LogSweepResult sweep_log(const LogSweepOptions& options, Progress& progress) {
  History history = history_of(options.bytes);
  LogSweepResult swept{.result = {.command = "sweep --log", .seed = 0},
                       .records = history.steps.size()};
  std::size_t good_bytes = history.steps.empty() ? 0 : history.steps.back().finished_calls;
  swept.tail_bytes = options.bytes.size() - good_bytes;

  std::vector<LogPiece> pieces;
  std::size_t cuts_end = options.bytes.size() + 1;
  for (const StoreUnderTest* store : options.stores) {
    swept.result.cells.push_back({store->name, "log", std::string(byte_prefix), {}});
    for (std::size_t begin = options.first_cut; begin < cuts_end; begin += cuts_per_piece) {
      pieces.push_back({store, swept.result.cells.size() - 1, begin,
                        std::min(begin + cuts_per_piece, cuts_end)});
    }
    progress.total += cuts_end - options.first_cut;
  }
  std::vector<Outcomes> outcomes(pieces.size());
  parallel_for(pieces.size(), options.jobs, [&](std::size_t index) {
    outcomes[index] = sweep_piece(options, history, pieces[index]);
    progress.states += outcomes[index].tally.visited;
    progress.done += outcomes[index].tally.visited;
  });
  for (std::size_t index = 0; index < pieces.size(); ++index) {
    swept.result.cells[pieces[index].cell].outcomes.add(std::move(outcomes[index]));
  }
  return swept;
}

}  // namespace powercut

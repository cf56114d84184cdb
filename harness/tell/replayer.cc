#include "harness/tell/replayer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/explore/graph/graph_answers.h"
#include "harness/tell/idle_faults.h"
#include "harness/tell/show_operations.h"

namespace powercut {

namespace {

constexpr std::size_t calls_shown_before = 6;
constexpr std::size_t calls_shown_after = 2;

std::vector<FaultRule> rules_of(const FindingPlace& place) {
  if (!place.rule) return {};
  return {*place.rule};
}

Fate fate_of(EffectOption option) {
  if (option == option_kept) return Fate::on_disk;
  return option == option_lost ? Fate::lost : Fate::torn;
}

bool is_emptied_by_removal(const PendingEffect& effect) {
  return effect.kind == PendingEffect::Kind::truncate && effect.directory != no_inode;
}

// name_note: the name that the file has by then, where it is not that of the call.
std::string what_of(const PendingEffect& effect, const std::string& name_note) {
  if (is_emptied_by_removal(effect)) {
    const Call& call = effect.trace->calls()[effect.call];
    return fmt::format("the file that was {} is emptied", effect.trace->changes(call).front().name);
  }
  bool tells_file = effect.kind != PendingEffect::Kind::entries;
  return describe(effect) + (tells_file ? name_note : "");
}

}  // namespace

Replayer::Replayer(const FindingPlace& place, const StoreUnderTest& store, const Plan& plan,
                   const PersistenceModel& model)
    : path_(*place.crash),
      store_(store),
      plan_(plan),
      model_(model_asked_of(store, model)),
      recording_(record(store, plan, rules_of(place), {.model = &model})),
      believes_readers_(believes_readers(model, store)),
      states_(model_, recording_.base),
      run_names_(recording_.trace, recording_.base) {}

Replay Replayer::replay() {
  Replay nowhere{.text = {}, .broken = false, .reached = false};
  if (!go_to_first()) return nowhere;
  for (const CrashPoint& point : path_.later) {
    restart();
    if (!go_to_next(point)) return nowhere;
  }
  text_ += fmt::format("\n{}\n{}", where(), show_disk(image_, parts_));
  std::optional<Violation> violation = judge();
  auto key = violation ? violation->key : std::nullopt;
  return {.text = show_idle_faults(recording_, operation_at(recording_, path_.first.call)) +
                  show_operations(plan_, recording_, promise_, key) + text_ +
                  show_verdict(violation),
          .broken = violation.has_value()};
}

std::optional<Violation> Replayer::judge() {
  Examiner examiner(store_, recording_.history.keys);
  Oracle oracle(recording_.history, believes_readers_);
  oracle.expect(promise_);
  Examination examination = examiner.run(image_, {.lives_on = true});
  std::optional<Violation> violation = examination.opening_violation;
  if (violation) return violation;
  auto is_asked = [&] { return violation && store_.clauses.asks(violation->kind); };
  if (!seen_.empty()) {
    violation = compare_readings(recording_.history.keys, seen_, examiner.found_keys());
  }
  if (!is_asked()) violation = oracle.judge(examiner.found_keys());
  if (!is_asked()) violation = examination.later_violation;
  if (!is_asked()) violation.reset();
  if (!violation && store_.clauses.asks(FindingKind::unstable) && probe_is_due_ &&
      !examiner.found().back().there) {
    violation = {FindingKind::unstable, std::nullopt,
                 "what was written after the recovery is there", "absent after a crash"};
  }
  return violation;
}

bool Replayer::go_to_first() {
  const CrashPoint& point = path_.first;
  if (point.call >= recording_.trace.size()) return false;
  Promises promises(recording_.history, recording_.trace, store_.policy, model_.power_loss);
  promise_ = promises.at(point);
  for (std::uint32_t call = 0; call < point.call; ++call) {
    states_.begin(recording_.trace, call);
    states_.finish();
  }
  text_ += fmt::format("\ncalls {}around the {}\n",
                       path_.later.empty() ? "" : "of " + whose_calls() + " ",
                       kills(point) ? "kill" : "crash");
  tell_calls(recording_.trace, point);
  note_call(recording_.trace, point);
  if (path_.killed_first && !point.returned()) return go_to_half_a_write(point);
  states_.begin(recording_.trace, point.call);
  if (point.returned()) states_.finish();
  if (!path_.killed_first) return leave(point);
  image_ = states_.cache();
  return true;
}

bool Replayer::go_to_half_a_write(const CrashPoint& point) {
  const Call& made = recording_.trace.calls()[point.call];
  if (made.effect != Effect::write || point.byte >= made.length) return false;
  Call first_half = made;
  first_half.length = point.byte;
  half_.append(first_half, recording_.trace.path(made),
               recording_.trace.data(made).first(first_half.length), {});
  states_.begin(half_, 1);
  states_.finish();
  image_ = states_.cache();
  return true;
}

// The store opens what is there, and goes on as an examination does.
void Replayer::restart() {
  Examiner examiner(store_, recording_.history.keys);
  restart_.clear();
  ++restarts_;
  examination_ = examiner.run(image_, {.trace = &restart_});
  restart_names_ = NamesByThen(restart_, image_);
  auto found = examiner.found_keys();
  found_.assign(found.begin(), found.end());
}

bool Replayer::go_to_next(const CrashPoint& point) {
  if (point.call == 0 || point.call >= restart_.size()) return false;
  bool goes_on = path_.killed_first && &point == path_.later.data();
  Disk base = image_;
  if (!goes_on) states_ = CrashStates(model_, base);
  for (std::uint32_t call = 1; call < point.call; ++call) {
    states_.begin(restart_, call);
    states_.finish();
  }
  states_.begin(restart_, point.call);
  if (point.returned()) states_.finish();
  std::uint32_t calls = point.call + (point.returned() ? 1 : 0);
  bool late = calls >= examination_.opened_calls;
  text_ += fmt::format("\nstarted again: calls of {} around the {}, {}\n", whose_calls(),
                       kills(point) ? "kill" : "crash",
                       late ? "after the open" : "before the open has returned");
  tell_calls(restart_, point);
  note_call(restart_, point);
  // A reader that a crash before its open has returned never was one; an earlier one still counts.
  if (late && restart_binds()) {
    seen_ = found_;
    probe_is_due_ = calls >= examination_.probed_calls;
  }
  return leave(point);
}

bool Replayer::leave(const CrashPoint& point) {
  auto choice = states_.choice_at(point);
  if (!choice) return false;
  tell_effects(*choice);
  states_.visit_one(*choice, [&](const Choice&, const Disk& disk) { image_ = disk; });
  return true;
}

// The process dies there and the machine does not.
bool Replayer::kills(const CrashPoint& point) const {
  return !model_.power_loss || (path_.killed_first && &point == &path_.first);
}

// The answers of a restart bind under `always`; after a kill, if the store gives that clause.
bool Replayer::restart_binds() const {
  if (!model_.power_loss) return true;
  bool goes_on_after_kill = path_.killed_first && restarts_ == 1;
  return goes_on_after_kill ? believes_readers_ : store_.policy == SyncPolicy::always;
}

bool Replayer::is_of_run(const PendingEffect& effect) const { return effect.trace != &restart_; }

std::string Replayer::whose_calls() const {
  constexpr std::array<std::string_view, 4> first{"the run", "the restart", "the second restart",
                                                  "the third restart"};
  if (restarts_ < first.size()) return std::string(first[restarts_]);
  return fmt::format("restart {}", restarts_);
}

// The place and the moment of which the last disk is a picture.
std::string Replayer::where() const {
  const CrashPoint& last = path_.later.empty() ? path_.first : path_.later.back();
  bool killed_once = path_.killed_first && model_.power_loss;
  std::size_t others = path_.later.size() - (killed_once && !path_.later.empty() ? 1 : 0);
  return fmt::format("{} after the {}{}", kills(last) ? "in the cache" : "on disk",
                     others > 0 ? "last " : "", kills(last) ? "kill" : "crash");
}

void Replayer::tell_calls(const Trace& trace, const CrashPoint& point) {
  const auto& calls = trace.calls();
  const NamesByThen& names = &trace == &restart_ ? restart_names_ : run_names_;
  const char* end_of_it = kills(point) ? "process killed" : "power cut";
  std::size_t first = point.call > calls_shown_before ? point.call - calls_shown_before : 0;
  std::size_t end = std::min(calls.size(), point.call + calls_shown_after + 1);
  for (std::size_t index = first; index < end; ++index) {
    std::string line =
        describe(trace, calls[index]) + names.note(static_cast<std::uint32_t>(index));
    const char* mark = " ";
    if (index == point.call) {
      mark = ">";
      if (point.returned()) {
        line += fmt::format("   <- {} after it", end_of_it);
      } else {
        line += fmt::format("   <- {} after byte {}", kills(point) ? end_of_it : "cut", point.byte);
      }
    } else if (index > point.call) {
      line += "   (never made)";
    }
    text_ += fmt::format("{} {:4} {}\n", mark, index, line);
  }
}

// Where in the files a person should look, if no effect says so: at the end of what was written.
void Replayer::note_call(const Trace& trace, const CrashPoint& point) {
  parts_.clear();
  const Call& last = trace.calls()[point.call];
  if (last.effect != Effect::write) return;
  parts_.push_back({last.inode, last.offset + point.byte, last.offset + last.length});
}

// Leaves out effects that were durable, or that are the same in every state. Before a sync a model
// that writes only then has lost everything, and one that writes at once what a failed sync forgot.
void Replayer::tell_effects(const Choice& choice) {
  std::vector<ToldEffect> forgotten;
  std::vector<ToldEffect> effects;
  for (const PendingEffect& effect : states_.pending()) {
    if (model_.writeback == Writeback::when_synced) {
      effects.push_back(told(effect, effect.must ? option_kept : option_lost));
    } else if (model_.writeback == Writeback::at_once && effect.forgotten) {
      forgotten.push_back(told(effect, option_lost));
    }
  }
  for (std::size_t index = 0; index < choice.size(); ++index) {
    effects.push_back(told(states_.effects()[index], choice[index]));
  }
  if (!forgotten.empty()) {
    text_ += "\nwhat a failed sync has forgotten\n" + show_effects(forgotten);
  }
  if (!effects.empty()) {
    text_ += states_.is_under_way() ? "\nparts of the call under way\n"
                                    : "\nwhat nothing had made durable yet\n";
    text_ += show_effects(effects);
  }
  note_parts(forgotten);
  note_parts(effects);
}

ToldEffect Replayer::told(const PendingEffect& effect, EffectOption option) const {
  std::uint32_t call = effect.trace == &half_ ? path_.first.call : effect.call;
  const NamesByThen& names = is_of_run(effect) ? run_names_ : restart_names_;
  ToldEffect told{.fate = fate_of(option),
                  .whose = restarts_ == 0      ? ""
                           : is_of_run(effect) ? "the run"
                                               : whose_calls(),
                  .call = call,
                  .what = what_of(effect, names.note(call))};
  std::uint64_t there = 0;
  if (told.fate == Fate::torn) {
    Tear tear = tear_of(model_, effect, option);
    told.what += ", " + describe(effect, tear);
    if (effect.growth != no_effect) {
      told.what += fmt::format(", {} {}", tear.subset ? "the rest" : "then", name_of(tear.tail));
    }
    there = tear.cut;
  }
  if (effect.must) told.what += ", which a sync demands";
  bool says_so = model_.writeback == Writeback::at_once;  // the heading
  if (effect.forgotten && !says_so) told.what += ", which a failed sync forgot";
  if (effect.kind != PendingEffect::Kind::entries) {
    told.part = {effect.inode, effect.offset + there, effect.end()};
  }
  return told;
}

// Before that: at what is torn, at what is there of little, and then at what is lost; the latest
// first.
void Replayer::note_parts(std::span<const ToldEffect> effects) {
  std::vector<FilePart> parts;
  auto note = [&](Fate fate) {
    for (std::size_t index = effects.size(); index-- > 0;) {
      const ToldEffect& told = effects[index];
      if (told.fate == fate && told.part) parts.push_back(*told.part);
    }
  };
  note(Fate::torn);
  if (is_mostly_lost(effects)) note(Fate::on_disk);
  note(Fate::lost);
  parts_.insert(parts_.begin(), parts.begin(), parts.end());
}

}  // namespace powercut

// SlowStates: makes every state that a power cut may leave, by the definition and one by one. It is
// for tests of CrashStates, with which it shares the trace, the disk and the row of the model, but
// no code.
//
// All effects since the mount stay in one list, each with all effects that the rules put before it.
// A sync marks the effects that it makes durable. No effect is settled, no states are merged or
// counted in a clever way: a state is one way for each effect, made from the base by all effects in
// turn.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "faultfs/disk/tree_text.h"
#include "faultfs/litmus/slow_crash_model.h"
#include "powercut/faultfs/persistence_model.h"

namespace powercut {

struct SlowEffect {
  enum class What : std::uint8_t { data, growth, size, names };

  int id = 0;
  What what = What::data;
  EffectClasses classes = 0;
  std::uint32_t call = 0;
  InodeId inode = no_inode;
  InodeId directory = no_inode;
  std::uint64_t offset = 0;  // or the new size
  std::string bytes = {};
  std::string stale = {};
  std::vector<EntryChange> changes = {};
  bool brings_size = false;  // data that makes the file as long as it needs
  bool empties = false;      // the size of a file that lost its last name
  int growth = -1;           // data: the index of its growth
  std::set<int> after = {};  // effects that must be kept unless this one is lost
  bool durable = false;
  bool forgotten = false;
  bool zeros_forgotten = false;  // a new size: its zeros beyond the new end are forgotten

  std::uint64_t end() const { return offset + bytes.size(); }
};

// The way in which a state has an effect.
struct SlowWay {
  bool kept = false;
  bool lost = false;
  std::uint64_t cut = 0;
  Tail tail = Tail::zeros;
  std::vector<bool> there = {};  // instead of a cut: by byte
};

// Content that earlier effects of a state leave for later ones.
struct SlowRemains {
  std::map<int, std::uint64_t> grew_from;      // of growths
  std::map<InodeId, std::string> behind_cuts;  // each whole file as it was before a cut
};

class SlowStates {
 public:
  SlowStates(const PersistenceModel& model, const Trace& trace, const Disk& base)
      : model_(model), trace_(trace), base_(base), cache_(base) {}

  // After begin() the call is under way; after finish() it is done.
  void begin(std::uint32_t call);
  void finish();

  // A bound on the number of states, computed cheaply: above it they are too many for this class.
  double states_at_most(bool under_way) const {
    double most = 1;
    for (const SlowEffect& effect : effects_) {
      if (!is_open(effect, under_way)) continue;
      if (scatters(effect) && effect.bytes.size() > scattered_bytes_max) return HUGE_VAL;
      most *= static_cast<double>(ways(effect).size());
    }
    return most;
  }

  // The images of all states here, as tree_text(), each as often as states have it.
  std::multiset<std::string> images(bool under_way) const {
    std::multiset<std::string> texts;
    if (under_way || model_.writeback == Writeback::any_time) {
      std::map<int, SlowWay> state;
      choose(0, state, under_way, texts);
      if (under_way) texts.erase(texts.find(image(lost_all(), true)));
    } else if (model_.writeback == Writeback::when_synced) {
      texts.insert(image(lost_all(), false));
    } else {
      texts.insert(tree_text(arrived(call_)));
    }
    return texts;
  }

 private:
  using What = SlowEffect::What;

  bool is_open(const SlowEffect& effect, bool under_way) const {
    return under_way ? effect.call == call_ : !effect.durable;
  }

  std::vector<Tail> tails(const SlowEffect& effect) const {
    std::vector<Tail> there = model_.tails;
    if (effect.stale.empty()) std::erase(there, Tail::stale);
    if (there.empty()) there.push_back(Tail::zeros);
    return there;
  }

  static constexpr std::size_t scattered_bytes_max = 12;

  bool tears(const SlowEffect& effect) const {
    bool is_overwrite = (effect.classes & effect_class::overwrite) != 0;
    return model_.tears_bytes && (model_.tears_overwrites || !is_overwrite);
  }

  bool scatters(const SlowEffect& effect) const {
    return model_.scatters_bytes && tears(effect) && effect.what == What::data &&
           !effect.brings_size;
  }

  // Every subset of the bytes, except those that are the first so many.
  static std::vector<std::vector<bool>> scattered(std::size_t bytes) {
    std::vector<std::vector<bool>> subsets{{}};
    for (std::size_t byte = 0; byte < bytes; ++byte) {
      for (std::size_t number = subsets.size(); number-- > 0;) {
        subsets.push_back(subsets[number]);
        subsets[number].push_back(false);
        subsets.back().push_back(true);
      }
    }
    std::erase_if(subsets, [](const std::vector<bool>& there) {
      return std::ranges::is_sorted(there, std::greater());
    });
    return subsets;
  }

  std::vector<SlowWay> ways(const SlowEffect& effect) const {
    Tail hole = effect.growth >= 0 ? tails(effect).front() : Tail::zeros;
    std::vector<SlowWay> all{{.lost = true, .tail = hole}, {.kept = true}};
    bool has_bytes = effect.what == What::data || effect.what == What::growth;
    if (!has_bytes) return all;
    std::uint64_t cuts = tears(effect) ? effect.bytes.size() : 1;
    for (std::uint64_t cut = 0; cut < cuts; ++cut) {
      if (effect.growth < 0) {
        if (cut > 0) all.push_back({.cut = cut});
        continue;
      }
      for (Tail tail : tails(effect)) {
        if (cut > 0 || tail != hole) all.push_back({.cut = cut, .tail = tail});
      }
    }
    if (!scatters(effect)) return all;
    std::vector<Tail> between = effect.growth < 0 ? std::vector{Tail::zeros} : tails(effect);
    for (const std::vector<bool>& there : scattered(effect.bytes.size())) {
      for (Tail tail : between) all.push_back({.tail = tail, .there = there});
    }
    return all;
  }

  void choose(std::size_t index, std::map<int, SlowWay>& state, bool under_way,
              std::multiset<std::string>& texts) const {
    while (index < effects_.size() && !is_open(effects_[index], under_way)) ++index;
    if (index == effects_.size()) {
      if (is_legal(state)) texts.insert(image(state, under_way));
      return;
    }
    for (const SlowWay& way : ways(effects_[index])) {
      state[effects_[index].id] = way;
      if (is_legal(state)) choose(index + 1, state, under_way, texts);
    }
    state.erase(effects_[index].id);
  }

  // Whether the state is legal so far. An effect that is not chosen yet may still be kept.
  bool is_legal(const std::map<int, SlowWay>& state) const {
    for (const SlowEffect& effect : effects_) {
      auto way = state.find(effect.id);
      if (way == state.end() || way->second.lost) continue;
      for (int needed : effect.after) {
        auto other = state.find(needed);
        if (other != state.end() && !other->second.kept) return false;
      }
    }
    return true;
  }

  std::map<int, SlowWay> lost_all() const {
    std::map<int, SlowWay> state;
    for (const SlowEffect& effect : effects_) state[effect.id] = ways(effect).front();
    return state;
  }

  std::string image(const std::map<int, SlowWay>& state, bool under_way) const {
    Disk disk = under_way ? before_ : base_;
    SlowRemains remains;
    for (const SlowEffect& effect : effects_) {
      if (under_way && effect.call != call_) continue;
      bool surely = effect.durable && !under_way;
      apply(effect, surely ? SlowWay{.kept = true} : state.at(effect.id), disk, remains);
    }
    return tree_text(disk);
  }

  void apply(const SlowEffect& effect, const SlowWay& way, Disk& disk, SlowRemains& remains) const;
  static void fill_hole(const SlowEffect& effect, const SlowWay& way, std::uint64_t from,
                        std::string& content);

  // Under at_once: the disk when the call has returned, and when one is about to begin.
  Disk arrived(std::uint32_t call) const {
    return slow_image(trace_, base_, {.call = call},
                      model_.power_loss ? "in-order" : "process-kill");
  }
  Disk arrived_before() const;

  void add_effects();
  void add_write(const Call& call);
  void add_zeros(const Call& call);
  void add_move(const Call& call, std::uint64_t new_size);
  void add_entries(const Call& call);
  SlowEffect& add(What what, EffectClasses classes, InodeId inode);
  void order_in_call(int first_id);
  void order_after_earlier(int first_id);
  bool ruled_in_call(const SlowEffect& first, const SlowEffect& then) const;
  bool comes_first(const SlowEffect& first, const SlowEffect& then) const;
  std::string stale_bytes() const;
  int names_of(InodeId inode) const;
  bool may_be_longer(InodeId file) const;

  void sync(const Call& call);
  void fail_sync(InodeId file, bool old_again);
  void demand(const std::set<int>& ids);
  std::set<int> names_leading_to(InodeId inode) const;
  void empty_the_nameless();
  std::uint64_t size_without_forgotten(InodeId file) const;
  void drop_what_was_cut_off();
  SlowEffect& by_id(int id) { return *std::ranges::find(effects_, id, &SlowEffect::id); }

  const PersistenceModel& model_;
  const Trace& trace_;
  Disk base_;
  Disk cache_;
  Disk before_;  // at_once: the disk before the call under way
  std::uint32_t call_ = 0;
  int next_id_ = 0;
  std::vector<SlowEffect> effects_;  // in the order in which they are done
};

inline void SlowStates::apply(const SlowEffect& effect, const SlowWay& way, Disk& disk,
                              SlowRemains& remains) const {
  if (effect.what == What::names) {
    if (!way.kept) return;
    for (const EntryChange& change : effect.changes) {
      disk.set_entry(change.directory, change.name, change.inode);
    }
    return;
  }
  disk.ensure_inode(effect.inode, InodeKind::file);
  std::string content(as_text(disk.contents(effect.inode)));
  std::uint64_t there = way.kept ? effect.bytes.size() : way.cut;
  // A file that grows shows the content that its last block had when it was cut.
  auto grow = [&](std::uint64_t size) {
    auto before_cut = remains.behind_cuts.find(effect.inode);
    while (content.size() < size) {
      bool is_there =
          before_cut != remains.behind_cuts.end() && content.size() < before_cut->second.size();
      content += is_there ? before_cut->second[content.size()] : '\0';
    }
  };
  if (effect.what == What::size && way.kept) {
    if (effect.offset < content.size()) {
      remains.behind_cuts.erase(effect.inode);
      if (model_.truncate_zeroes && !effect.zeros_forgotten) {
        std::uint64_t block_end = effect.offset;
        while (block_end % SlowFile::page_bytes != 0) ++block_end;
        remains.behind_cuts[effect.inode] = content.substr(0, block_end);
      }
      content.resize(effect.offset);
    }
    grow(effect.offset);
  }
  if (effect.what == What::growth && way.kept) {
    remains.grew_from[effect.id] = std::max<std::uint64_t>(content.size(), effect.offset);
    grow(effect.end());
  }
  bool makes_room = effect.brings_size || (effect.what == What::growth && !way.kept);
  if (makes_room && there > 0) grow(effect.offset + there);
  if (effect.what == What::data || makes_room) {
    for (std::uint64_t byte = 0; byte < effect.bytes.size(); ++byte) {
      bool is_there = way.there.empty() ? byte < there : way.there[byte];
      if (is_there && effect.offset + byte < content.size()) {
        content[effect.offset + byte] = effect.bytes[byte];
      }
    }
  }
  if (effect.growth >= 0 && !way.kept && remains.grew_from.contains(effect.growth)) {
    fill_hole(effect, way, remains.grew_from[effect.growth], content);
  }
  disk.resize(effect.inode, 0);
  disk.write(effect.inode, 0, as_bytes(content));
}

inline void SlowStates::fill_hole(const SlowEffect& effect, const SlowWay& way, std::uint64_t from,
                                  std::string& content) {
  if (way.tail == Tail::zeros) return;
  std::uint64_t begin = std::max(from, effect.offset + way.cut);
  for (std::uint64_t place = begin; place < std::min<std::uint64_t>(effect.end(), content.size());
       ++place) {
    if (!way.there.empty() && way.there[place - effect.offset]) continue;
    content[place] =
        way.tail == Tail::garbage ? '\xff' : effect.stale[(place - begin) % effect.stale.size()];
  }
}

}  // namespace powercut

#include "faultfs/litmus/slow_states_effects.h"
#include "faultfs/litmus/slow_states_failed_syncs.h"

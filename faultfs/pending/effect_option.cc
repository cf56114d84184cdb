#include "powercut/faultfs/effect_option.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "faultfs/pending/byte_subset.h"

namespace powercut {

namespace {

bool has_tails(const PendingEffect& effect) {
  return effect.kind == PendingEffect::Kind::data && effect.growth != no_effect;
}

// A store that has written nothing yet has nothing stale.
std::uint64_t tail_count(const PersistenceModel& model, const PendingEffect& effect) {
  bool none_stale = effect.stale.empty() && std::ranges::count(model.tails, Tail::stale) > 0;
  return std::max<std::uint64_t>(1, model.tails.size() - (none_stale ? 1 : 0));
}

Tail tail_at(const PersistenceModel& model, const PendingEffect& effect, std::uint64_t number) {
  for (Tail tail : model.tails) {
    if (tail == Tail::stale && effect.stale.empty()) continue;
    if (number-- == 0) return tail;
  }
  return Tail::zeros;
}

bool is_torn(const PersistenceModel& model, const PendingEffect& effect) {
  bool is_overwrite = (effect.classes & effect_class::overwrite) != 0;
  return model.tears_bytes && (model.tears_overwrites || !is_overwrite);
}

// Ways to scatter it: the subsets of its bytes, each with each tail. Bytes that bring the size with
// them come from the front.
std::uint64_t scatter_count(const PersistenceModel& model, const PendingEffect& effect) {
  bool scatters = model.scatters_bytes && is_torn(model, effect) && !effect.extends &&
                  effect.kind == PendingEffect::Kind::data;
  if (!scatters) return 0;
  std::uint64_t tails = has_tails(effect) ? tail_count(model, effect) : 1;
  return ByteSubset::count(effect.bytes.size()) * tails;
}

// Ways to cut it, without lost and kept.
std::uint64_t cut_count(const PersistenceModel& model, const PendingEffect& effect) {
  if (effect.kind == PendingEffect::Kind::truncate || effect.kind == PendingEffect::Kind::entries) {
    return 0;
  }
  bool tears = is_torn(model, effect);
  std::uint64_t cuts = tears && !effect.bytes.empty() ? effect.bytes.size() - 1 : 0;
  if (!has_tails(effect)) return cuts;
  std::uint64_t tails = tail_count(model, effect);
  return tails - 1 + cuts * tails;
}

// Bytes without any order, and the same for the same place in whatever file: so equal disks and
// equal calls leave equal images.
std::byte garbage_at(std::uint64_t place) {
  std::uint64_t mixed = (place + 1) * 0x9e3779b97f4a7c15;
  mixed ^= mixed >> 29;
  mixed *= 0xbf58476d1ce4e5b9;
  return static_cast<std::byte>((mixed >> 32) | 0x80);  // never a zero, never text
}

void fill(const PendingEffect& effect, std::uint64_t begin, std::uint64_t end, Tail tail,
          Disk& disk) {
  end = std::min<std::uint64_t>(end, disk.contents(effect.inode).size());
  if (tail == Tail::zeros || begin >= end) return;
  std::vector<std::byte> bytes(end - begin);
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    bytes[index] =
        tail == Tail::stale ? effect.stale[index % effect.stale.size()] : garbage_at(begin + index);
  }
  disk.write(effect.inode, begin, bytes);
}

// Bytes behind the end of the file are not there.
void write_inside(const PendingEffect& effect, std::uint64_t length, Disk& disk) {
  std::uint64_t size = disk.contents(effect.inode).size();
  if (effect.offset >= size) return;
  disk.write(effect.inode, effect.offset,
             effect.bytes.first(std::min(length, size - effect.offset)));
}

// Makes the file longer, if it is shorter.
void grow(InodeId file, std::uint64_t size, Disk& disk, const std::vector<Exposure>& exposures) {
  std::uint64_t old_size = disk.contents(file).size();
  if (old_size >= size) return;
  disk.resize(file, size);
  auto cut = std::find_if(exposures.rbegin(), exposures.rend(),
                          [&](const Exposure& exposure) { return exposure.cut == file; });
  if (cut == exposures.rend()) return;
  std::uint64_t begin = std::max(old_size, cut->from);
  std::uint64_t end = std::min<std::uint64_t>(size, cut->from + cut->rest.size());
  if (begin < end) {
    disk.write(file, begin, Bytes(cut->rest).subspan(begin - cut->from, end - begin));
  }
}

void cut_off(const PersistenceModel& model, const PendingEffect& truncate, Disk& disk,
             std::vector<Exposure>& exposures) {
  Bytes content = disk.contents(truncate.inode);
  std::uint64_t end = std::min<std::uint64_t>(content.size(), block_end_behind(truncate.offset));
  if (model.truncate_zeroes && truncate.offset < end && !truncate.zeros_forgotten) {
    Bytes rest = content.subspan(truncate.offset, end - truncate.offset);
    exposures.push_back(
        {.from = truncate.offset, .cut = truncate.inode, .rest = {rest.begin(), rest.end()}});
  } else if (!exposures.empty()) {  // what an earlier cut has left there is gone
    exposures.push_back({.from = truncate.offset, .cut = truncate.inode, .rest = {}});
  }
  disk.resize(truncate.inode, truncate.offset);
}

// Where the file was not so long before, the tail lies between them.
void write_scattered(const PendingEffect& effect, const Tear& tear, std::uint64_t exposed_from,
                     Disk& disk) {
  if (exposed_from != unexposed) {
    fill(effect, std::max(exposed_from, effect.offset), effect.end(), tear.tail, disk);
  }
  ByteSubset subset(*tear.subset, effect.bytes.size());
  Bytes there = disk.contents(effect.inode);
  std::vector<std::byte> bytes;
  for (std::uint64_t place = effect.offset; place < effect.end() && place < there.size(); ++place) {
    std::uint64_t byte = place - effect.offset;
    bytes.push_back(subset.has(byte) ? effect.bytes[byte] : there[place]);
  }
  if (!bytes.empty()) disk.write(effect.inode, effect.offset, bytes);
}

void apply_data(const PersistenceModel& model, const PendingEffect& effect, EffectOption option,
                Disk& disk, const std::vector<Exposure>& exposures) {
  bool kept = option == option_kept;
  Tear tear = kept ? Tear{} : tear_of(model, effect, option);
  std::uint64_t length = kept ? effect.bytes.size() : tear.cut;
  if (effect.extends) {
    if (length > 0 && !exposures.empty()) {
      grow(effect.inode, effect.offset + length, disk, exposures);
    }
    disk.write(effect.inode, effect.offset, effect.bytes.first(length));
    return;
  }
  std::uint64_t from = has_tails(effect) ? effect.exposed_from : unexposed;
  for (const Exposure& exposure : exposures) {
    if (has_tails(effect) && exposure.growth == effect.growth) from = exposure.from;
  }
  if (tear.subset) return write_scattered(effect, tear, from, disk);
  if (length > 0) write_inside(effect, length, disk);
  if (kept || !has_tails(effect)) return;
  if (from != unexposed) {
    fill(effect, std::max(from, effect.offset + length), effect.end(), tear.tail, disk);
  }
}

char letter_of(Tail tail) { return name_of(tail).front(); }

std::string option_text(const PersistenceModel& model, const PendingEffect& effect,
                        EffectOption option) {
  if (option == option_lost) return "l";
  if (option == option_kept) return "k";
  Tear tear = tear_of(model, effect, option);
  std::string text = tear.subset ? fmt::format("n{}", *tear.subset) : fmt::format("t{}", tear.cut);
  return has_tails(effect) ? text + letter_of(tear.tail) : text;
}

// Options of effects one after the other that are the same, and how many. The text of one is so
// short that a string needs no memory for it.
template <typename Tell>
void for_each_run(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                  const Choice& choice, const Tell& tell) {
  for (std::size_t index = 0; index < choice.size();) {
    std::string option = option_text(model, effects[index], choice[index]);
    std::size_t run = index;
    while (run < choice.size() && option_text(model, effects[run], choice[run]) == option) ++run;
    bool ends_in_number = option.size() > 1 && option.back() >= '0' && option.back() <= '9';
    if (ends_in_number) option += 'x';
    tell(option, run - index);
    index = run;
  }
}

bool take_number(std::string_view& text, std::uint64_t& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// An option without the effect it is for: that may come in runs.
struct OptionText {
  char kind = 0;  // l, k, t, n
  std::uint64_t number = 0;
  char tail = 0;
};

std::optional<OptionText> take_option(std::string_view& text) {
  OptionText option{.kind = text.front()};
  text.remove_prefix(1);
  if (option.kind == 'l' || option.kind == 'k') return option;
  if (option.kind != 't' && option.kind != 'n') return std::nullopt;
  if (!take_number(text, option.number)) return std::nullopt;
  // A run's length follows, and a letter or an 'x' stands between the two numbers.
  if (text.empty()) return std::nullopt;
  option.tail = text.front();
  text.remove_prefix(1);
  return option;
}

std::optional<EffectOption> option_for(const PersistenceModel& model, const PendingEffect& effect,
                                       const OptionText& wanted) {
  if (wanted.kind == 'l') return option_lost;
  if (wanted.kind == 'k') return option_kept;
  std::uint64_t first = option_torn;
  std::uint64_t end = cut_option_count(model, effect);
  if (wanted.kind == 'n') {
    std::uint64_t tails = has_tails(effect) ? tail_count(model, effect) : 1;
    if (wanted.number >= scatter_count(model, effect) / tails) return std::nullopt;
    first = end + wanted.number * tails;
    end = first + tails;
  }
  for (std::uint64_t option = first; option < end; ++option) {
    Tear tear = tear_of(model, effect, static_cast<EffectOption>(option));
    char tail = has_tails(effect) ? letter_of(tear.tail) : 'x';
    bool is_it = tear.subset || tear.cut == wanted.number;
    if (is_it && tail == wanted.tail) return static_cast<EffectOption>(option);
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t cut_option_count(const PersistenceModel& model, const PendingEffect& effect) {
  return option_torn + cut_count(model, effect);
}

std::uint64_t option_count(const PersistenceModel& model, const PendingEffect& effect) {
  return cut_option_count(model, effect) + scatter_count(model, effect);
}

Tear tear_of(const PersistenceModel& model, const PendingEffect& effect, EffectOption option) {
  if (option == option_lost) return {.cut = 0, .tail = tail_at(model, effect, 0)};
  std::uint64_t number = option - option_torn;
  std::uint64_t cuts = cut_count(model, effect);
  std::uint64_t tails = has_tails(effect) ? tail_count(model, effect) : 1;
  if (number >= cuts) {
    number -= cuts;
    return {.tail = tail_at(model, effect, number % tails),
            .subset = static_cast<std::uint32_t>(number / tails)};
  }
  if (!has_tails(effect)) return {.cut = number + 1};
  // No bytes, with the first tail, would be the option lost.
  return {.cut = (number + 1) / tails, .tail = tail_at(model, effect, (number + 1) % tails)};
}

std::string describe(const PendingEffect& effect, const Tear& tear) {
  if (!tear.subset) return fmt::format("cut after {}", tear.cut);
  ByteSubset subset(*tear.subset, effect.bytes.size());
  std::uint64_t there = 0;
  for (std::uint64_t byte = 0; byte < effect.bytes.size(); ++byte) there += subset.has(byte);
  return fmt::format("{} of them scattered", there);
}

void apply(const PersistenceModel& model, const PendingEffect& effect, EffectOption option,
           Disk& disk, std::vector<Exposure>& exposures) {
  switch (effect.kind) {
    case PendingEffect::Kind::data:
      return apply_data(model, effect, option, disk, exposures);
    case PendingEffect::Kind::growth: {
      if (option == option_lost) return;
      std::uint64_t size = disk.contents(effect.inode).size();
      if (option != option_kept) {
        std::uint64_t cut = tear_of(model, effect, option).cut;
        grow(effect.inode, effect.offset + cut, disk, exposures);
        return disk.write(effect.inode, effect.offset, effect.bytes.first(cut));
      }
      grow(effect.inode, effect.end(), disk, exposures);
      exposures.push_back({.growth = effect.id, .from = std::max(size, effect.offset)});
      return;
    }
    case PendingEffect::Kind::truncate:
      if (option != option_kept) return;
      if (effect.offset < disk.contents(effect.inode).size()) {
        cut_off(model, effect, disk, exposures);
      } else {
        grow(effect.inode, effect.offset, disk, exposures);
      }
      return;
    case PendingEffect::Kind::entries:
      if (option != option_kept) return;
      for (const EntryChange& change : effect.changes) {
        disk.set_entry(change.directory, change.name, change.inode);
      }
      return;
  }
}

std::string to_text(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                    const Choice& choice) {
  std::string text;
  for_each_run(model, effects, choice, [&](std::string_view option, std::size_t length) {
    text += fmt::format("{}{}", option, length);
  });
  return text;
}

std::size_t write_text(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                       const Choice& choice, std::span<char> target) {
  std::size_t written = 0;
  for_each_run(model, effects, choice, [&](std::string_view option, std::size_t length) {
    std::span<char> rest = target.subspan(written);
    auto result = fmt::format_to_n(rest.data(), rest.size(), "{}{}", option, length);
    written += std::min(result.size, rest.size());
  });
  return written;
}

std::optional<Choice> parse_choice(const PersistenceModel& model,
                                   const std::vector<PendingEffect>& effects,
                                   std::string_view text) {
  Choice choice;
  while (!text.empty()) {
    auto wanted = take_option(text);
    std::uint64_t run = 0;
    if (!wanted || !take_number(text, run) || run == 0 || run > effects.size() - choice.size()) {
      return std::nullopt;
    }
    for (; run > 0; --run) {
      auto option = option_for(model, effects[choice.size()], *wanted);
      if (!option) return std::nullopt;
      choice.push_back(*option);
    }
  }
  if (choice.size() != effects.size()) return std::nullopt;
  return choice;
}

}  // namespace powercut

#include "harness/catalog/command_rehearsal.h"

#include <algorithm>
#include <array>

namespace powercut {

namespace {

constexpr std::size_t watcher = 2;  // the other client
constexpr std::uint64_t commands_max = 5;

// Words of one capital are drawn: K, Q keys, V a value, N a position from either end, P one from
// the front, I an integer, F a number, L a limit, E the end of a range, G a pattern of one key.
constexpr auto reads = std::to_array<std::string_view>({"GET K",
                                                        "MGET K Q K",
                                                        "STRLEN K",
                                                        "GETRANGE K N N",
                                                        "GETRANGE K 0 -1",
                                                        "SUBSTR K N N",
                                                        "EXISTS K Q K",
                                                        "TOUCH K Q",
                                                        "TYPE K",
                                                        "OBJECT REFCOUNT K",
                                                        "OBJECT IDLETIME K",
                                                        "KEYS G",
                                                        "SCAN 0 MATCH G COUNT 100000",
                                                        "RANGE K E",
                                                        "RANGE K E LIMIT L",
                                                        "RANGE E E LIMIT L REV",
                                                        "RANGE E E LIMIT L",
                                                        "RANGE E E",
                                                        "DBSIZE",
                                                        "RANDOMKEY"});
constexpr auto all_shapes = std::to_array<std::string_view>(
    {"SET K V",          "SET K V NX",     "SET K V XX",       "SET K V XX GET", "SET K V GET",
     "GETSET K V",       "GETDEL K",       "SETNX K V",        "MSET K V Q V",   "MSET K V K V",
     "MSETNX K V",       "MSETNX K V Q V", "MSETNX K V K V",   "APPEND K V",     "SETRANGE K P V",
     "SETRANGE K 0 V",   "INCR K",         "DECR K",           "INCRBY K I",     "DECRBY K I",
     "INCRBYFLOAT K F",  "DEL K",          "DEL K Q K",        "UNLINK K",       "UNLINK K K Q",
     "RENAME K Q",       "RENAME K K",     "RENAMENX K Q",     "RENAMENX K K",   "COPY K Q",
     "COPY K Q REPLACE", "COPY K K",       "COPY K K REPLACE", "FLUSHALL",       "FLUSHDB"});

// Words that stand between single spaces.
Words split(std::string_view shape) {
  Words words;
  while (!shape.empty()) {
    const std::size_t end = std::min(shape.find(' '), shape.size());
    words.emplace_back(shape.substr(0, end));
    shape.remove_prefix(std::min(end + 1, shape.size()));
  }
  return words;
}

CommandRequest of_watcher(Words words, std::string_view answer) {
  return {.session = watcher, .words = std::move(words), .answer = std::string(answer)};
}

void apply_changes(HeldKeys& keys, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    if (change.value) {
      keys.insert_or_assign(change.key, *change.value);
    } else {
      keys.erase(change.key);
    }
  }
}

// A sum of such numbers has one spelling.
bool is_plain_number(std::string_view text) {
  constexpr std::size_t digits_max = 6;
  if (text.ends_with(".5")) text.remove_suffix(2);
  const auto number = integer_of(text);
  return number && text.size() <= digits_max && text != "0" && *number > 0;
}

void append(CommandTurn& turn, CommandTurn others) {
  std::ranges::move(others, std::back_inserter(turn));
}

}  // namespace

HeldKeys CommandRehearsal::afterwards() const {
  HeldKeys keys = held_;
  apply_changes(keys, changes_);
  return keys;
}

std::string CommandRehearsal::draw_key(const CommandModel& model) {
  const std::uint64_t kind = chooser_.below(6);
  if (kind == 0) return "a key that is not there";
  if (kind < 4) return changes_[chooser_.below(changes_.size())].key;
  if (model.keys().empty()) return "n";
  return std::next(model.keys().begin(),
                   static_cast<std::ptrdiff_t>(chooser_.below(model.keys().size())))
      ->first;
}

std::string CommandRehearsal::draw_value(const CommandModel& model) {
  constexpr std::size_t copied_max = 64;
  switch (chooser_.below(5)) {
    case 0:
      return "";
    case 1:
      return std::to_string(chooser_.below(200));
    case 2: {
      const auto found = model.keys().find(draw_key(model));
      return found == model.keys().end() ? "x" : found->second.substr(0, copied_max);
    }
    default:
      return std::string(chooser_.between(1, 9), static_cast<char>('A' + chooser_.below(26)));
  }
}

std::string CommandRehearsal::draw_word(char kind, const CommandModel& model) {
  constexpr std::uint64_t far = 12;
  switch (kind) {
    case 'K':
    case 'Q':
      return draw_key(model);
    case 'V':
      return draw_value(model);
    case 'N':
      return std::to_string(static_cast<std::int64_t>(chooser_.below(2 * far)) -
                            static_cast<std::int64_t>(far));
    case 'P':
    case 'L':
      return std::to_string(chooser_.below(far));
    case 'I':
      return std::to_string(static_cast<std::int64_t>(chooser_.below(3)) * 1000 - 1000);
    case 'F':
      return chooser_.below(2) == 0 ? "0.5" : "3";
    case 'E':
      return chooser_.below(2) == 0 ? std::string() : draw_key(model);
    default: {
      std::string pattern;
      for (char byte : draw_key(model)) pattern += {'\\', byte};
      return pattern;
    }
  }
}

// Which key is drawn at random is known where there is but one; and of numbers with a point only
// the simplest.
bool CommandRehearsal::is_told_for_sure(const Words& words, const CommandModel& model) const {
  if (words[0] == "RANDOMKEY") return model.keys().size() < 2;
  if (words[0] != "INCRBYFLOAT") return true;
  const auto found = model.keys().find(words[1]);
  return found == model.keys().end() || is_plain_number(found->second);
}

Words CommandRehearsal::draw(const CommandModel& model, bool only_reads) {
  const std::uint64_t drawn = chooser_.below(reads.size() + (only_reads ? 0 : all_shapes.size()));
  const std::string_view shape =
      drawn < reads.size() ? reads[drawn] : all_shapes[drawn - reads.size()];
  Words words = split(shape);
  for (std::size_t index = 1; index < words.size(); ++index) {
    const std::string& word = words[index];
    const bool is_drawn = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
    if (!is_drawn) continue;
    const bool repeats = word == "K" && index > 1 && shape[shape.find(' ') + 1] == 'K';
    words[index] = repeats ? words[1] : draw_word(word[0], model);
  }
  if (!is_told_for_sure(words, model)) return {"GET", draw_key(model)};
  return words;
}

CommandTurn CommandRehearsal::before() {
  constexpr int tries = 8;
  CommandTurn turn;
  for (int number = 0; number < tries; ++number) {
    CommandModel model(held_);
    Words words = draw(model, false);
    std::string answer = model.carry_out(words);
    if (model.keys() != held_) continue;
    turn.push_back(of_watcher(std::move(words), answer));
  }
  return turn;
}

CommandTurn CommandRehearsal::around(CommandTurn change) {
  if (changes_.empty()) return change;
  switch (chooser_.below(5)) {
    case 0:
      return inside();
    case 1:
      return overtaken(std::move(change));
    case 2:
      return beside(std::move(change));
    case 3:
      return given_up(std::move(change));
    default:
      return behind(std::move(change));
  }
}

// The commands as they are answered when they are queued; the model goes on to what they leave.
CommandTurn CommandRehearsal::queued(CommandModel& model, bool only_reads) {
  CommandTurn turn;
  for (std::uint64_t left = chooser_.between(1, commands_max); left > 0; --left) {
    Words words = draw(model, only_reads);
    static_cast<void>(model.carry_out(words));
    turn.push_back(of_watcher(std::move(words), queued_answer));
  }
  return turn;
}

CommandTurn CommandRehearsal::inside() {
  CommandModel model(held_);
  std::vector<Words> all;
  std::vector<std::string> answers;
  auto add = [&](Words words) {
    answers.push_back(model.carry_out(words));
    all.push_back(std::move(words));
  };
  for (std::uint64_t left = chooser_.between(1, commands_max); left > 0; --left) {
    add(draw(model, false));
  }
  const HeldKeys drawn = model.keys();
  for (const auto& [key, value] : drawn) {
    if (!held_.contains(key)) add({"DEL", key});
  }
  for (const auto& [key, value] : held_) {
    const auto found = drawn.find(key);
    if (found == drawn.end() || found->second != value) add({"SET", key, value});
  }
  for (const Change& change : changes_) {
    if (change.value) {
      add({"SET", change.key, *change.value});
    } else {
      add({"DEL", change.key});
    }
  }
  for (std::uint64_t left = chooser_.below(3); left > 0; --left) add(draw(model, true));
  CommandTurn turn;
  turn.push_back({.words = {"MULTI"}, .answer = std::string(ok_answer)});
  std::string answer = "*" + std::to_string(answers.size()) + "\r\n";
  for (std::size_t index = 0; index < all.size(); ++index) {
    turn.push_back({.words = std::move(all[index]), .answer = std::string(queued_answer)});
    answer += answers[index];
  }
  turn.push_back({.words = {"EXEC"}, .answer = std::move(answer)});
  return turn;
}

// A key that the change touches for sure.
std::optional<std::string> CommandRehearsal::changed_key() const {
  for (const Change& change : changes_) {
    if (change.value || held_.contains(change.key)) return change.key;
  }
  return std::nullopt;
}

std::optional<std::string> CommandRehearsal::unchanged_key() const {
  for (const auto& [key, value] : held_) {
    if (std::ranges::find(changes_, key, &Change::key) == changes_.end()) return key;
  }
  return std::nullopt;
}

CommandTurn CommandRehearsal::overtaken(CommandTurn change) {
  const std::optional<std::string> key = changed_key();
  if (!key) return change;
  const std::optional<std::string> other = unchanged_key();
  CommandTurn turn{of_watcher({"WATCH", *key}, ok_answer)};
  if (other) turn.front().words.push_back(*other);
  turn.push_back(of_watcher({"MULTI"}, ok_answer));
  CommandModel model(held_);
  append(turn, queued(model, false));
  append(turn, std::move(change));
  turn.push_back(of_watcher({"EXEC"}, null_array_answer));
  turn.push_back(of_watcher({"GET", *key}, CommandModel(afterwards()).carry_out({"GET", *key})));
  return turn;
}

CommandTurn CommandRehearsal::beside(CommandTurn change) {
  CommandTurn turn;
  const std::optional<std::string> other = unchanged_key();
  if (other) turn.push_back(of_watcher({"WATCH", *other}, ok_answer));
  // A client that has let go of the key is not told of its change.
  if (!other && changed_key()) {
    turn.push_back(of_watcher({"WATCH", *changed_key()}, ok_answer));
    turn.push_back(of_watcher({"UNWATCH"}, ok_answer));
  }
  turn.push_back(of_watcher({"MULTI"}, ok_answer));
  CommandModel model(afterwards());
  CommandTurn commands = queued(model, true);
  std::string answer = "*" + std::to_string(commands.size()) + "\r\n";
  for (const CommandRequest& command : commands) answer += model.carry_out(command.words);
  append(turn, std::move(commands));
  append(turn, std::move(change));
  turn.push_back(of_watcher({"EXEC"}, answer));
  return turn;
}

CommandTurn CommandRehearsal::given_up(CommandTurn change) {
  CommandTurn turn{of_watcher({"MULTI"}, ok_answer)};
  CommandModel model(held_);
  append(turn, queued(model, false));
  const bool is_wrong = chooser_.below(2) == 0;
  if (is_wrong) {
    turn.push_back(of_watcher({"GET"}, "-ERR wrong number of arguments for 'get' command\r\n"));
    turn.push_back(
        of_watcher({"EXEC"}, "-EXECABORT Transaction discarded because of previous errors.\r\n"));
  } else {
    turn.push_back(of_watcher({"DISCARD"}, ok_answer));
  }
  append(turn, std::move(change));
  return turn;
}

CommandTurn CommandRehearsal::behind(CommandTurn change) {
  CommandTurn turn = std::move(change);
  CommandModel model(afterwards());
  for (std::uint64_t left = chooser_.between(1, commands_max); left > 0; --left) {
    Words words = draw(model, true);
    std::string answer = model.carry_out(words);
    turn.push_back(of_watcher(std::move(words), answer));
  }
  return turn;
}

}  // namespace powercut

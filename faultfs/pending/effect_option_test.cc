#include "powercut/faultfs/effect_option.h"

#include <gtest/gtest.h>

#include <set>

#include "powercut/faultfs/fault_file_system.h"

namespace powercut {
namespace {

// The effects of one write to a file that holds "o", under a row.
class WriteEffects {
 public:
  explicit WriteEffects(PersistenceModel row, std::string_view text = "NAB", bool stale = false)
      : model(std::move(row)) {
    FaultFileSystem files(disk, {.trace = &trace, .injector = nullptr, .clock = nullptr});
    auto file = files.open("a", OpenMode::create);
    Disk before;
    if (file.ok() && (*file)->write(0, as_bytes("o")).ok()) before = disk;
    if (!stale) {
      trace = Trace();
    }
    EXPECT_TRUE(file.ok() && (*file)->write(0, as_bytes(text)).ok());
    auto last = static_cast<std::uint32_t>(trace.size() - 1);
    effects = split_call(model, trace, last, before, 0);
  }

  std::string text(const Choice& choice) const { return to_text(model, effects, choice); }
  std::optional<Choice> parse(std::string_view text) const {
    return parse_choice(model, effects, text);
  }

  PersistenceModel model;
  Disk disk;
  Trace trace;
  std::vector<PendingEffect> effects;
};

PersistenceModel row() {
  return {.name = "row", .summary = "", .overwrite_unit = 0, .append_unit = 0};
}

PersistenceModel row_of_many_options() {
  PersistenceModel model = row();
  model.tears_bytes = true;
  model.size_before_data = true;
  model.tails = {Tail::zeros, Tail::garbage, Tail::stale};
  return model;
}

// Goal: an effect has as many options as ways to be there. Method: a byte overwritten, two bytes
// appended, by rows that add one way each.
TEST(EffectOption, are_counted) {
  WriteEffects plain(row());
  ASSERT_EQ(plain.effects.size(), 2U);
  for (const PendingEffect& effect : plain.effects) {
    EXPECT_EQ(option_count(plain.model, effect), 2U);
  }

  PersistenceModel tearing = row();
  tearing.tears_bytes = true;
  WriteEffects torn(tearing);
  EXPECT_EQ(option_count(torn.model, torn.effects[0]), 2U);
  EXPECT_EQ(option_count(torn.model, torn.effects[1]), 3U);

  // Lost with zeros, kept; nothing or one byte, each with the other tails.
  WriteEffects many(row_of_many_options(), "NAB", true);
  ASSERT_EQ(many.effects.size(), 3U);
  EXPECT_EQ(option_count(many.model, many.effects[1]), 3U);
  EXPECT_EQ(option_count(many.model, many.effects[2]), 2U + 2U + 3U);

  // Nothing was written that could be stale.
  WriteEffects first(row_of_many_options());
  EXPECT_EQ(option_count(first.model, first.effects[2]), 2U + 1U + 2U);
}

// Goal: a choice prints as the header says. Method: each option, in runs and alone.
TEST(EffectOption, print_as_runs) {
  PersistenceModel tearing = row();
  tearing.tears_bytes = true;
  tearing.append_unit = 4;
  WriteEffects torn(tearing, "N12345678");  // an overwrite, and appends of 3, 4 and 1 bytes
  ASSERT_EQ(torn.effects.size(), 4U);
  EXPECT_EQ(torn.text({1, 1, 1, 1}), "k4");
  EXPECT_EQ(torn.text({0, 1, 1, 0}), "l1k2l1");
  EXPECT_EQ(torn.text({1, 2, 2, 0}), "k1t1x2l1");
  EXPECT_EQ(torn.text({1, 3, 4, 0}), "k1t2x1t3x1l1");

  WriteEffects many(row_of_many_options(), "NAB", true);
  std::vector<std::string> texts;
  for (EffectOption option = 0; option < option_count(many.model, many.effects[2]); ++option) {
    texts.push_back(many.text({1, 1, option}));
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"k2l1", "k3", "k2t0g1", "k2t0s1", "k2t1z1", "k2t1g1",
                                             "k2t1s1"}));
}

// Goal: every choice is found again by its text, and by no other's. Method: all there are.
TEST(EffectOption, choices_parse_from_their_texts) {
  WriteEffects many(row_of_many_options(), "NAB", true);
  std::set<std::string> texts;
  for (EffectOption overwrite = 0; overwrite < 2; ++overwrite) {
    for (EffectOption growth = 0; growth < 3; ++growth) {
      for (EffectOption data = 0; data < 7; ++data) {
        Choice choice{overwrite, growth, data};
        std::string text = many.text(choice);
        EXPECT_TRUE(texts.insert(text).second) << text;
        EXPECT_EQ(many.parse(text), choice) << text;
      }
    }
  }
  EXPECT_EQ(WriteEffects(row()).parse("k1k1"), (Choice{1, 1}));
}

// Goal: nothing else is taken for a choice. Method: one text for each way to be wrong, with the
// number of effects among them.
TEST(EffectOption, refuses_other_texts) {
  WriteEffects many(row_of_many_options(), "NAB", true);
  for (const char* text : {"",
                           "k",
                           "k2",
                           "k4",
                           "k2l2",
                           "l",
                           "3",
                           "q3",
                           "k3 ",
                           " k3",
                           "k-3",
                           "k2t1",
                           "k2t1g",
                           "k2tg1",
                           "k2t2g1",
                           "k2t1x1",
                           "k2t1q1",
                           "t1g1k2",
                           "k2t0z1",
                           "k99999999999999999999",
                           "k18446744073709551615",
                           "k2l1k1",
                           "k0k3",
                           "k3l0"}) {
    EXPECT_EQ(many.parse(text), std::nullopt) << '"' << text << '"';
  }
}

// The bytes that a file of "o" has then.
std::string left_of(const WriteEffects& write, const char* text) {
  InodeId file = write.effects[0].inode;
  Disk disk;
  disk.ensure_inode(file, InodeKind::file);
  disk.write(file, 0, as_bytes("o"));
  Choice choice = write.parse(text).value();
  std::vector<Exposure> exposures;
  for (std::size_t index = 0; index < choice.size(); ++index) {
    apply(write.model, write.effects[index], choice[index], disk, exposures);
  }
  std::string content(as_text(disk.contents(file)));
  for (char& byte : content) byte = byte == 0 ? '0' : byte < 0 ? '#' : byte;
  return content;
}

// Goal: each option leaves the bytes that its text names. Method: all three parts of the write.
TEST(EffectOption, leave_what_they_say) {
  WriteEffects many(row_of_many_options(), "NAB", true);
  EXPECT_EQ(left_of(many, "l3"), "o");
  EXPECT_EQ(left_of(many, "k1l2"), "N");
  EXPECT_EQ(left_of(many, "l1t1x1l1"), "oA");
  EXPECT_EQ(left_of(many, "l1k1l1"), "o00");
  EXPECT_EQ(left_of(many, "l1k1t0g1"), "o##");
  EXPECT_EQ(left_of(many, "l1k1t0s1"), "ooo");
  EXPECT_EQ(left_of(many, "l1k1t1z1"), "oA0");
  EXPECT_EQ(left_of(many, "l1k1t1g1"), "oA#");
  EXPECT_EQ(left_of(many, "k3"), "NAB");
}

// Goal: scattered bytes are counted, print, parse and are done as their numbers say. Method: two
// bytes are appended, and the second alone is there, with each tail.
TEST(EffectOption, of_scattered_bytes) {
  PersistenceModel row = row_of_many_options();
  row.scatters_bytes = true;
  WriteEffects write(row, "NAB", true);
  const PendingEffect& data = write.effects[2];
  EXPECT_EQ(option_count(row, write.effects[0]), 2U) << "one byte cannot be scattered";
  EXPECT_EQ(cut_option_count(row, data), 7U);
  ASSERT_EQ(option_count(row, data), 7U + 3U);
  std::vector<std::string> texts;
  for (EffectOption option = 7; option < 10; ++option) {
    texts.push_back(write.text({1, 1, option}));
    EXPECT_EQ(write.parse(texts.back()), (Choice{1, 1, option}));
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"k2n0z1", "k2n0g1", "k2n0s1"}));
  EXPECT_EQ(left_of(write, "l1k1n0z1"), "o0B");
  EXPECT_EQ(left_of(write, "l1k1n0g1"), "o#B");
  EXPECT_EQ(left_of(write, "k2n0s1"), "NoB");
  for (const char* text : {"k2n1z1", "k2n0x1", "k2n0z", "k2n0", "k1n0x1k1", "n0x1k2", "k2nz1"}) {
    EXPECT_EQ(write.parse(text), std::nullopt) << text;
  }
  EXPECT_EQ(describe(data, tear_of(row, data, 7)), "1 of them scattered");
  EXPECT_EQ(describe(data, tear_of(row, data, 6)), "cut after 1");
}

// Goal: a person can read what an effect is.
TEST(EffectOption, effects_are_described) {
  WriteEffects many(row_of_many_options());
  std::vector<std::string> texts;
  for (const PendingEffect& effect : many.effects) texts.push_back(describe(effect));
  EXPECT_EQ(texts, (std::vector<std::string>{"1 bytes at 0 of a", "a grows to 3 bytes",
                                             "2 bytes at 1 of a"}));
}

}  // namespace
}  // namespace powercut

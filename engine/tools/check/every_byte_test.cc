// Goal: no byte of a store can change, and no file end early, without the check saying so in the
// right file, or without harm; and a repair loses the records that were hit, and no other. Method:
// each byte of each file of a closed store flipped in turn, each file cut at each length. The
// expected rest is computed from the words of the undamaged store, without those that were hit.
#include "engine/tools/store_files_test.h"

namespace powercut {
namespace {

struct Harm {
  std::string file;
  std::uint64_t offset;  // of the byte that was changed, or the length to which the file was cut
  std::string bytes;     // of the file now
};

class EveryByteTest : public StoreFilesTest {
 protected:
  using Check = std::function<CheckReport(const std::string& directory)>;

  void SetUp() override {
    store_ = closed_store();
    words_ = words_of(store_);
    manifest_ = manifest_of(store_);
    victim_ = lay_out(store_);
  }

  std::vector<Harm> flips() const {
    std::vector<Harm> harms;
    for (const auto& [name, bytes] : store_) {
      for (std::size_t offset = 0; offset < bytes.size(); ++offset) {
        std::string flipped = bytes;
        flipped[offset] = static_cast<char>(flipped[offset] ^ (1 << offset % 8));
        harms.push_back({name, offset, std::move(flipped)});
      }
    }
    return harms;
  }

  std::vector<Harm> cuts() const {
    std::vector<Harm> harms;
    for (const auto& [name, bytes] : store_) {
      for (std::size_t length = 0; length < bytes.size(); ++length) {
        harms.push_back({name, length, bytes.substr(0, length)});
      }
    }
    return harms;
  }

  // Whether nobody reads it: behind the end of a manifest may stand what is left of a longer one.
  bool is_unread(const Harm& harm) const {
    if (!harm.file.starts_with("manifest")) return false;
    return harm.offset >= encode(*decode_manifest(as_bytes(store_.at(harm.file)))).size();
  }

  // The end of the bytes that were durable for sure, and are looked at, in a segment and in the
  // newest manifest, behind which the checkpoint was written. 0: a crash may leave any.
  std::uint64_t end_of(const std::string& file) const {
    const bool is_newest =
        file.starts_with("manifest") && *decode_manifest(as_bytes(store_.at(file))) == manifest_;
    if (is_newest) return encode(manifest_).size();
    for (const ManifestEntry& entry : manifest_.segments) {
      if (to_text(CaskFileName{CaskFileKind::log, entry.number}) == file) return entry.end;
    }
    return 0;
  }

  // Why the check is wrong about the harm; empty: it is right.
  std::string objection(const Harm& harm, const CheckReport& report) const {
    const bool must_be_damage = harm.offset < end_of(harm.file);
    bool is_told = false;
    for (const Finding& finding : report.findings.list()) {
      if (finding.kind == FindingKind::damage && !must_be_damage) return "harmless, called damage";
      if (finding.file != harm.file) return "told of " + finding.file;
      is_told = is_told || finding.kind == FindingKind::damage || !must_be_damage;
    }
    return is_told || is_unread(harm) ? "" : "not told";
  }

  // The harms of which the check says nothing, or something wrong.
  std::vector<std::string> missed(const std::vector<Harm>& harms, const Check& check) {
    std::vector<std::string> list;
    for (const Harm& harm : harms) {
      write_file(join_path(victim_, harm.file), harm.bytes);
      const std::string problem = objection(harm, check(victim_));
      if (!problem.empty()) {
        list.push_back(harm.file + " " + std::to_string(harm.offset) + ": " + problem);
      }
      write_file(join_path(victim_, harm.file), store_.at(harm.file));
    }
    return list;
  }

  // A repair opens neither hints nor checkpoints: some places of these will do.
  static bool is_tried(const Harm& harm) {
    return harm.file.ends_with(".log") || harm.file.starts_with("manifest") ||
           harm.offset % 64 == 0;
  }

  template <typename IsHit>
  void expect_repaired(const Harm& harm, IsHit&& is_hit) {
    if (!is_tried(harm)) return;
    write_file(join_path(victim_, harm.file), harm.bytes);
    const std::string target = fresh_path();
    const SalvageReport report = repair(victim_, target);
    std::vector<PlacedWord> left;
    for (const PlacedWord& word : words_) {
      if (word.file != harm.file || !is_hit(word)) left.push_back(word);
    }
    EXPECT_EQ(contents_of(target), replayed(left)) << harm.file << " " << harm.offset;
    if (left.size() < words_.size()) {
      EXPECT_FALSE(report.is_complete()) << harm.file << " " << harm.offset;
    }
    std::filesystem::remove_all(target);
    write_file(join_path(victim_, harm.file), store_.at(harm.file));
  }

  Check whole_check() {
    return [this](const std::string& directory) { return this->check(directory); };
  }

  StoreFiles store_;
  std::vector<PlacedWord> words_;
  Manifest manifest_;
  std::string victim_;
};

TEST_F(EveryByteTest, the_store_has_all_that_a_store_may_have) {
  EXPECT_EQ(contents_of(lay_out(store_)), replayed(words_));
  const CheckReport report = check(victim_);
  EXPECT_TRUE(report.findings.list().empty()) << to_text(report.findings);
  EXPECT_EQ(report.segments, manifest_.segments.size());
  EXPECT_EQ(report.sets + report.removes, words_.size());
  EXPECT_GT(report.removes, 0U);
  EXPECT_EQ(report.use, StoreUse::none);
  EXPECT_GT(
      std::ranges::count_if(store_, [](const auto& file) { return file.first.ends_with(".hint"); }),
      1);
  EXPECT_EQ(read_files(victim_), store_);
}

TEST_F(EveryByteTest, a_flip_is_told_in_the_right_file) {
  EXPECT_THAT(missed(flips(), whole_check()), testing::IsEmpty());
}

TEST_F(EveryByteTest, a_cut_is_told_in_the_right_file) {
  const auto harms = cuts();
  std::vector<Harm> told;
  for (const Harm& harm : harms) {
    // Zeros behind the end may go, and an empty manifest leaves nothing to tell of.
    const std::uint64_t end = end_of(harm.file);
    if (end == 0 || harm.offset < end) told.push_back(harm);
  }
  EXPECT_THAT(missed(told, whole_check()), testing::IsEmpty());
}

// So a check that says good can be relied on, also where it names a note.
TEST_F(EveryByteTest, what_is_called_good_opens_with_all_that_was_in_it) {
  const Contents all = replayed(words_);
  for (const Harm& harm : flips()) {
    write_file(join_path(victim_, harm.file), harm.bytes);
    if (check(victim_).findings.damages() == 0) {
      EXPECT_EQ(contents_of(victim_), all) << harm.file << " " << harm.offset;
    }
    write_file(join_path(victim_, harm.file), store_.at(harm.file));
  }
}

// Each of these leaves something out, as a careless check would.
TEST_F(EveryByteTest, canary_a_check_that_skips_something_is_caught) {
  const std::string last =
      to_text(CaskFileName{CaskFileKind::log, manifest_.segments.back().number});
  for (const std::string& skipped : {last, std::string(".hint"), std::string("manifest-0")}) {
    const Check careless = [&](const std::string& directory) {
      CheckReport report = check(directory);
      Findings kept;
      for (const Finding& finding : report.findings.list()) {
        if (finding.file.ends_with(skipped)) continue;
        finding.kind == FindingKind::damage ? kept.damage(finding.file, 0, finding.what)
                                            : kept.note(finding.file, 0, finding.what);
      }
      report.findings = kept;
      return report;
    };
    EXPECT_THAT(missed(flips(), careless), testing::Not(testing::IsEmpty())) << skipped;
  }
}

TEST_F(EveryByteTest, a_repair_after_a_flip_loses_only_the_record_that_was_hit) {
  for (const Harm& harm : flips()) {
    expect_repaired(harm, [&](const PlacedWord& word) {
      return harm.offset >= word.offset && harm.offset < word.offset + word.bytes;
    });
  }
}

TEST_F(EveryByteTest, a_repair_after_a_cut_loses_only_what_was_cut_off) {
  for (const Harm& harm : cuts()) {
    expect_repaired(harm,
                    [&](const PlacedWord& word) { return word.offset + word.bytes > harm.offset; });
  }
}

}  // namespace
}  // namespace powercut

// Goal: the check calls a store good if and only if it opens, with all that was in it, and can be
// written to. Method: each file of stores that were closed, killed or have lost their caches is put
// into each bad state that a name can be in, and both are asked.
#include <sys/stat.h>

#include "engine/io/macros.h"
#include "engine/tools/store_files_test.h"

namespace powercut {
namespace {

struct FileHarm {
  std::string what;
  std::function<void(const std::string& path)> strike;
};

class CheckAndOpenTest : public StoreFilesTest {
 protected:
  static void flip(const std::string& path, std::size_t offset) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(offset));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 1));
  }

  static std::vector<FileHarm> harms_of(std::size_t bytes) {
    const auto remove = [](const std::string& path) { std::filesystem::remove(path); };
    std::vector<FileHarm> harms = {
        {"missing", remove},
        {"empty", [](const std::string& path) { std::filesystem::resize_file(path, 0); }},
        {"longer", [](const std::string& path) { std::ofstream(path, std::ios::app) << "more"; }},
        {"a directory",
         [=](const std::string& path) {
           remove(path);
           std::filesystem::create_directory(path);
         }},
        {"a pipe",
         [=](const std::string& path) {
           remove(path);
           CHECK(::mkfifo(path.c_str(), 0600) == 0);
         }},
        {"a link to nothing",
         [=](const std::string& path) {
           remove(path);
           std::filesystem::create_symlink(path + ".none", path);
         }},
    };
    for (const std::size_t part : {0, 1, 2, 3, 4, 5, 6, 7, 8}) {
      if (bytes == 0) break;
      const std::size_t offset = part * (bytes - 1) / 8;
      harms.push_back({"flipped at " + std::to_string(offset),
                       [=](const std::string& path) { flip(path, offset); }});
    }
    return harms;
  }

  bool is_called_good(const std::string& directory) {
    const auto report = StoreCheck(files_, directory).run();
    return report.ok() && report->findings.damages() == 0;
  }

  // Its contents, if it opens, all of it can be read, and it takes a change.
  std::optional<Contents> opened(const std::string& directory) {
    const auto store = CaskStore::open(environment_, directory, small);
    if (!store.ok()) return std::nullopt;
    Contents contents;
    const Result<void> read = (*store)->scan({}, [&](std::string_view key, std::string_view value) {
      contents.emplace(key, value);
      return true;
    });
    if (!read.ok()) return std::nullopt;
    EXPECT_TRUE((*store)->set("another", "value").ok());
    EXPECT_TRUE((*store)->close().ok());
    return contents;
  }

  // Whether an open reads all that the check does, or leaves segments whose caches it has to later.
  enum class Reads : std::uint8_t { all, what_caches_leave };

  void expect_agreement(const StoreFiles& files, Reads reads) {
    const Contents all = contents_of(lay_out(files));
    int good = 0;
    int bad = 0;
    for (const auto& [name, bytes] : files) {
      for (const FileHarm& harm : harms_of(bytes.size())) {
        const std::string directory = lay_out(files);
        harm.strike(join_path(directory, name));
        const bool is_good = is_called_good(directory);
        const std::optional<Contents> contents = opened(directory);
        ++(is_good ? good : bad);
        if (is_good) {
          EXPECT_TRUE(contents.has_value()) << name << " " << harm.what;
        } else if (reads == Reads::all || !name.ends_with(".log")) {
          EXPECT_FALSE(contents.has_value()) << name << " " << harm.what;
        }
        if (contents && reads == Reads::what_caches_leave) {
          EXPECT_EQ(*contents, all) << name << " " << harm.what;
        }
      }
    }
    EXPECT_GT(good, 5);
    EXPECT_GT(bad, 5);
  }
};

TEST_F(CheckAndOpenTest, agree_on_a_closed_store) {
  expect_agreement(closed_store(), Reads::what_caches_leave);
}

TEST_F(CheckAndOpenTest, agree_on_a_store_without_caches) {
  StoreFiles files = closed_store();
  std::erase_if(files, [](const auto& file) {
    return file.first == "index" || file.first.ends_with(".hint");
  });
  expect_agreement(files, Reads::all);
}

TEST_F(CheckAndOpenTest, agree_on_a_store_that_was_killed) {
  const std::string path = fresh_path();
  const auto store = open(path);
  for (int number = 0; number < 12; ++number) {
    CHECK(store->set(std::to_string(number), std::string(40, 'x')).ok());
  }
  expect_agreement(read_files(path), Reads::all);
}

TEST_F(CheckAndOpenTest, agree_on_names_that_are_added) {
  const StoreFiles files = closed_store();
  for (const char* name : {"00000001.log", "00000090.log", "00000090.hint", "00000090.cut",
                           "90000000.log", "foreign", "00000014.hint"}) {
    if (files.contains(name)) continue;
    for (const FileHarm& harm : harms_of(0)) {
      const std::string directory = lay_out(files);
      write_file(join_path(directory, name), files.at("00000016.log"));
      harm.strike(join_path(directory, name));
      EXPECT_TRUE(is_called_good(directory)) << name << " " << harm.what;
      EXPECT_TRUE(opened(directory).has_value()) << name << " " << harm.what;
    }
  }
}

// That of another store says nothing of this one.
TEST_F(CheckAndOpenTest, agree_on_a_checkpoint_of_another_store) {
  const std::string other = fresh_path();
  for (int process = 0; process < 20; ++process) {
    const auto store = open(other);
    CHECK(store->set("other", std::to_string(process)).ok());
    CHECK(store->close().ok());
  }
  StoreFiles files = closed_store();
  const Contents all = contents_of(lay_out(files));
  files["index"] = read_files(other).at("index");
  const std::string directory = lay_out(files);
  EXPECT_TRUE(is_called_good(directory));
  EXPECT_EQ(opened(directory), all);
}

TEST_F(CheckAndOpenTest, agree_where_nothing_but_caches_is_left) {
  for (const char* name : {"index", "00000001.hint", "00000001.cut"}) {
    const std::string directory = lay_out({{"lock", ""}, {name, "bytes"}});
    EXPECT_FALSE(is_called_good(directory)) << name;
    EXPECT_FALSE(opened(directory).has_value()) << name;
  }
}

}  // namespace
}  // namespace powercut

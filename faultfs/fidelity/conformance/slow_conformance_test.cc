// Goal: the trees of real kernels are states of their rows by definition, too, and not by the word
// of StateSearch alone. Method: for each kept tree whose crash points have few states, SlowStates
// enumerates them all, and the tree must be among them.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "faultfs/fidelity/conformance/kernel_faults.h"
#include "faultfs/fidelity/conformance/model_run.h"
#include "faultfs/fidelity/files/state_file.h"
#include "faultfs/litmus/slow_states.h"

namespace powercut {
namespace {

constexpr double slow_states_max = 3000;

Disk disk_of(const FileTree& tree) {
  Disk disk;
  std::map<std::string, InodeId> inodes{{"", root_inode}};
  for (const auto& [path, content] : tree) {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "" : path.substr(0, slash);
    const auto inode = static_cast<InodeId>(root_inode + inodes.size());
    inodes[path] = inode;
    disk.ensure_inode(inode, content ? InodeKind::file : InodeKind::directory);
    disk.set_entry(inodes.at(directory), path.substr(directory.empty() ? 0 : slash + 1), inode);
    if (content) disk.write(inode, 0, as_bytes(*content));
  }
  return disk;
}

// The images behind each call of the trace; nullopt: too many.
std::vector<std::optional<std::set<std::string>>> slow_images_of(const PersistenceModel& row,
                                                                 const ModelRun& run) {
  std::vector<std::optional<std::set<std::string>>> behind;
  SlowStates slow(row, run.trace, run.base);
  for (std::uint32_t call = 0; call < run.trace.size(); ++call) {
    slow.begin(call);
    slow.finish();
    behind.emplace_back();
    if (slow.states_at_most(false) > slow_states_max) continue;
    const auto images = slow.images(false);
    behind.back().emplace(images.begin(), images.end());
  }
  return behind;
}

StateFile slow_states_of(const std::string& configuration) {
  std::ifstream file("faultfs/fidelity/states/" + configuration + ".states");
  auto states = parse_state_file(std::string(std::istreambuf_iterator<char>(file), {}));
  EXPECT_TRUE(states.has_value()) << states.error();
  return states.value_or(StateFile());
}

struct SlowAnswers {
  std::size_t asked = 0;  // trees at crash points
  std::size_t missing = 0;
  std::string first_missing = {};
};

SlowAnswers ask_slow_states(const PersistenceModel& row, const std::string& configuration) {
  std::ifstream faults_file("faultfs/fidelity/kernel_faults.txt");
  const KernelFaults faults(std::string(std::istreambuf_iterator<char>(faults_file), {}));
  SlowAnswers answers;
  for (const ObservedProgram& program : slow_states_of(configuration).programs) {
    const auto run = run_in_memory(program.program);
    EXPECT_TRUE(run.has_value()) << run.error();
    const auto behind = slow_images_of(row, *run);
    for (const ObservedTree& tree : program.trees) {
      if (faults.has(configuration, {program.program.name, "", 0, tree.line})) continue;
      const std::string image = tree_text(disk_of(tree.tree().value()));
      for (const std::size_t point : tree.points) {
        // As conformance.h says it: at the end of that call, or somewhere within the next.
        bool is_asked = true;
        bool is_there = false;
        const std::uint32_t end = run->ends[std::min(point + 1, run->ends.size() - 1)];
        for (std::uint32_t call = run->ends[point] - 1; call < end; ++call) {
          is_asked &= behind[call].has_value();
          is_there |= behind[call] && behind[call]->contains(image);
        }
        answers.asked += is_asked ? 1 : 0;
        if (is_there || !is_asked || answers.missing++ > 0) continue;
        answers.first_missing = to_text(program.program) + "\n" + tree.line;
      }
    }
  }
  return answers;
}

class SlowConformance : public testing::TestWithParam<const char*> {};

TEST_P(SlowConformance, every_tree_with_few_states_is_one_by_definition) {
  const StateFile states = slow_states_of(GetParam());
  const SlowAnswers answers = ask_slow_states(*find_persistence_model(states.row), GetParam());
  EXPECT_EQ(answers.missing, 0U) << answers.first_missing;
  EXPECT_GT(answers.asked, states.tree_count());
}

TEST(SlowConformanceCanary, a_row_that_is_wrong_lacks_trees) {
  PersistenceModel row = *find_persistence_model("ext4");
  row.truncate_zeroes = false;
  EXPECT_GT(ask_slow_states(row, "ext4").missing, 0U);
}

INSTANTIATE_TEST_SUITE_P(states, SlowConformance,
                         testing::Values("ext4", "xfs", "ext4-writeback", "ext4-journal", "btrfs",
                                         "btrfs-nodatacow", "f2fs"),
                         [](const auto& configuration) {
                           std::string name = configuration.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace powercut

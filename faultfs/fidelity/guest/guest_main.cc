// The first and only program of a user-mode Linux: runs litmus programs on a file system of its
// kernel and tells the trees that a power cut may leave.
//
//   for each program and schedule:
//     mount the fresh file system, do the setup, sync it
//     do the calls; the schedule says what the kernel is made to write between and after them
//     for each crash image of what was written: mount it (the kernel recovers), read, unmount
//
// Reads /job, which rig.py writes; prints lines that it reads:
//
//   ready                     the kernel and its disk are there
//   S PROGRAM MARKS TREE      a tree, and the crash points (calls that had returned) it was seen at
//   A PROGRAM N ANSWER ...    of failed syncs: writes refused, and what each step was answered
//   P PROGRAM COUNT=N ...     the program is done; subsets of writes, visited, images, recoveries
//                             made, recoveries made twice over, those that differed, trees
//   E TEXT                    the guest cannot go on
//   done                      all programs are
//
// In place of a tree "!unmountable" or "!unreadable" says that the kernel refused the image.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "faultfs/fidelity/guest/crash_images.h"
#include "faultfs/fidelity/guest/failed_sync_run.h"
#include "faultfs/fidelity/guest/kernel_check.h"
#include "faultfs/fidelity/guest/kernel_files.h"
#include "faultfs/fidelity/guest/kernel_settings.h"
#include "faultfs/fidelity/guest/known_recoveries.h"
#include "faultfs/fidelity/guest/network_disk.h"

namespace powercut {
namespace {

constexpr const char* mount_point = "/mnt";
constexpr std::uint64_t subsets_max = std::uint64_t{1} << 62;

struct Job {
  std::string file_system;
  std::string mount_options;
  std::string image;
  std::vector<std::string> modules;
  std::vector<std::string> schedules;
  ImageBudget budget = {};
  std::vector<LitmusProgram> programs;
  std::vector<FailedSyncProgram> failed_sync_programs;
};

template <typename Program>
void add_program(const std::expected<Program, std::string>& program,
                 std::vector<Program>& programs) {
  if (!program) {
    std::cout << "E " << program.error() << std::endl;
    std::exit(1);
  }
  programs.push_back(*program);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

// Lines of `KEY VALUE`.
Job read_job(const char* path) {
  Job job;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string key = line.substr(0, space);
    const std::string value = space < line.size() ? line.substr(space + 1) : "";
    if (key == "file_system") job.file_system = value;
    if (key == "mount_options") job.mount_options = value;
    if (key == "image") job.image = value;
    if (key == "modules") job.modules = words_of(value);
    if (key == "schedules") job.schedules = words_of(value);
    if (key == "exhaustive") job.budget.exhaustive = std::stoull(value);
    if (key == "in_vain") job.budget.in_vain = std::stoull(value);
    if (key == "program") add_program(parse_litmus_program(value), job.programs);
    if (key == "failed_sync_program") {
      add_program(parse_failed_sync_program(value), job.failed_sync_programs);
    }
  }
  return job;
}

void load_module(const std::string& path) {
  int file = check(open(path.c_str(), O_RDONLY), path.c_str());
  long loaded = syscall(SYS_finit_module, file, path.ends_with("/nbd.ko") ? "nbds_max=1" : "", 0);
  if (loaded != 0 && errno != EEXIST) check(-1, path.c_str());
  close(file);
}

// Without a disk of its own the kernel has nothing but what the rig's folder holds.
void set_up_kernel(const Job& job) {
  check(mount("none", "/dev", "tmpfs", 0, ""), "mount /dev");
  check(mknod(NetworkDisk::device, S_IFBLK | 0600, makedev(43, 0)), "mknod");
  check(mount("none", "/proc", "proc", 0, ""), "mount /proc");
  check(mount("none", "/host", "hostfs", MS_RDONLY, "/usr/lib/uml/modules"), "mount /host");
  for (const std::string& module : job.modules) load_module("/host/" + module);
  stop_flusher();
}

// Says when the kernel is made to write, besides what the calls ask for: after each call and
// behind the last,
// "BETWEEN/BEHIND".
class Schedule {
 public:
  explicit Schedule(const std::string& name)
      : between_(name.substr(0, name.find('/'))), behind_(name.substr(name.find('/') + 1)) {}

  // For the journals' timers, which else are of 5 to 30 seconds. f2fs has none that is so short.
  std::string mount_options(const Job& job) const {
    if (behind_ != "timer") return job.mount_options;
    if (job.file_system == "xfs") write_setting("/proc/sys/fs/xfs/xfssyncd_centisecs", "100");
    if (job.file_system != "ext4" && job.file_system != "btrfs") return job.mount_options;
    return job.mount_options + (job.mount_options.empty() ? "commit=1" : ",commit=1");
  }

  void between_calls(KernelFiles& files) const { write_back(between_, files); }
  void behind_last_call(KernelFiles& files) const { write_back(behind_, files); }

 private:
  static void write_back(const std::string& what, KernelFiles& files) {
    if (what == "first-pages") files.write_back_pages(false);
    if (what == "last-pages") files.write_back_pages(true);
    if (what == "stranger") files.sync_stranger();
    if (what == "stranger-if-it-can") files.try_to_sync_stranger();
    if (what == "last-pages+stranger") {
      files.write_back_pages(true);
      files.sync_stranger();
    }
    if (what == "flusher") hurry_flusher();
    if (what == "timer") usleep(1'300'000);
  }

  std::string between_;
  std::string behind_;
};

// The trees that the kernel recovers from images: each image once, and only one of those on which
// it would read the same, but for some that are looked at all the same.
class Recoveries {
 public:
  Recoveries(NetworkDisk& disk, const Job& job) : disk_(disk), job_(job) {}

  std::string tree_of(const BlockImage& image) {
    auto [tree, is_new] = trees_.try_emplace(image.hash());
    if (!is_new) return tree->second;
    std::optional<std::string> known = known_.find(image);
    if (known && ++found_ % recheck_one_of != 0) return tree->second = *known;
    tree->second = recovered_tree(image);
    ++recovered_;
    if (!known) known_.add(image, disk_.blocks_read(), tree->second);
    if (known) ++rechecked_;
    if (known && tree->second != *known) ++differing_;
    return tree->second;
  }

  std::size_t images() const { return trees_.size(); }
  std::size_t recovered() const { return recovered_; }
  std::size_t rechecked() const { return rechecked_; }
  std::size_t differing() const { return differing_; }

 private:
  static constexpr std::size_t recheck_one_of = 64;

  std::string recovered_tree(const BlockImage& image) {
    disk_.replace(image);
    if (mount(NetworkDisk::device, mount_point, job_.file_system.c_str(), 0,
              job_.mount_options.c_str()) != 0) {
      return "!unmountable";
    }
    const std::optional<FileTree> found = KernelFiles::tree_at(mount_point);
    const std::string tree = found ? tree_line(*found) : "!unreadable";
    check(umount(mount_point), "umount of a crash image");
    return tree;
  }

  NetworkDisk& disk_;
  const Job& job_;
  std::map<std::uint64_t, std::string> trees_;  // by the image's hash
  KnownRecoveries known_;
  std::size_t found_ = 0;
  std::size_t recovered_ = 0;
  std::size_t rechecked_ = 0;
  std::size_t differing_ = 0;
};

class Guest {
 public:
  explicit Guest(const Job& job)
      : job_(job),
        base_file_(check(open(job.image.c_str(), O_RDONLY), job.image.c_str())),
        disk_(BlockImage(base_file_), size_of(base_file_)) {}

  void run() {
    for (const LitmusProgram& program : job_.programs) {
      run(program.name, [&](const Schedule& schedule) { return log_of(program, schedule); });
    }
    for (const FailedSyncProgram& program : job_.failed_sync_programs) {
      run(program.program.name,
          [&](const Schedule& schedule) { return log_of(program, schedule); });
    }
  }

 private:
  static std::uint64_t size_of(int file) {
    struct stat status{};
    check(fstat(file, &status), "fstat");
    return static_cast<std::uint64_t>(status.st_size);
  }

  void run(const std::string& program, const std::function<BlockLog(const Schedule&)>& log_under) {
    std::map<std::string, std::set<int>> seen;  // at which crash points
    Recoveries recoveries(disk_, job_);
    ImageCount total;
    for (const std::string& name : job_.schedules) {
      const BlockLog log = log_under(Schedule(name));
      const ImageCount count = for_each_crash_image(
          BlockImage(base_file_), log, job_.budget, [&](const BlockImage& image, MarkRange marks) {
            std::set<int>& points = seen[recoveries.tree_of(image)];
            const std::size_t points_before = points.size();
            for (int mark = marks.first; mark <= marks.last; ++mark) points.insert(mark);
            return points.size() > points_before;
          });
      total.subsets = std::min(subsets_max, total.subsets + count.subsets);
      total.visited += count.visited;
    }
    for (const auto& [tree, points] : seen) {
      std::cout << "S " << program << ' ';
      for (int point : points) std::cout << point;
      std::cout << ' ' << tree << '\n';
    }
    std::cout << "P " << program << " subsets=" << total.subsets << " visited=" << total.visited
              << " images=" << recoveries.images() << " recovered=" << recoveries.recovered()
              << " rechecked=" << recoveries.rechecked() << " differing=" << recoveries.differing()
              << " trees=" << seen.size() << std::endl;
  }

  // The fresh file system, mounted, with what the program has there before its first call.
  void set_up(const LitmusProgram& program, KernelFiles& files) {
    for (std::size_t index = 0; index < program.setup.size(); ++index) {
      files.perform(program.setup[index], LitmusProgram::letter_of_setup(index));
    }
    files.sync_stranger();
    int root = check(open(mount_point, O_RDONLY | O_DIRECTORY), mount_point);
    check(syncfs(root), "syncfs");
    close(root);
    disk_.mark();
  }

  void mount_fresh(const Schedule& schedule) {
    disk_.replace(BlockImage(base_file_));
    disk_.start_log();
    check(mount(NetworkDisk::device, mount_point, job_.file_system.c_str(), 0,
                schedule.mount_options(job_).c_str()),
          "mount of the fresh file system");
  }

  BlockLog log_of(const LitmusProgram& program, const Schedule& schedule) {
    mount_fresh(schedule);
    BlockLog log;
    {
      KernelFiles files(mount_point);
      set_up(program, files);
      for (std::size_t index = 0; index < program.calls.size(); ++index) {
        files.perform(program.calls[index], LitmusProgram::letter_of_call(index));
        disk_.mark();
        schedule.between_calls(files);
      }
      schedule.behind_last_call(files);
      log = disk_.take_log();
    }
    check(umount(mount_point), "umount");
    return log;
  }

  BlockLog log_of(const FailedSyncProgram& program, const Schedule& schedule) {
    mount_fresh(schedule);
    BlockLog log;
    {
      KernelFiles files(mount_point);
      set_up(program.program, files);
      files.close_all();
      const std::uint64_t refused_before = disk_.refused();
      FailedSyncRun run(disk_, mount_point);
      const std::vector<std::string> answers = run.perform(program);
      schedule.behind_last_call(files);
      log = disk_.take_log();
      std::cout << "A " << program.program.name << ' ' << disk_.refused() - refused_before;
      for (const std::string& answer : answers) std::cout << ' ' << answer;
      std::cout << std::endl;
    }
    disk_.refuse({});
    check(umount(mount_point), "umount");
    return log;
  }

  const Job& job_;
  int base_file_;
  NetworkDisk disk_;
};

}  // namespace
}  // namespace powercut

int main() {
  const powercut::Job job = powercut::read_job("/job");
  powercut::set_up_kernel(job);
  powercut::Guest guest(job);
  std::cout << "ready" << std::endl;
  guest.run();
  std::cout << "done" << std::endl;
  reboot(RB_POWER_OFF);
}

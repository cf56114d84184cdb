#include "harness/run/edge_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/run/file_habits.h"
#include "harness/watch/run_random.h"
#include "harness/watch/virtual_time.h"
#include "harness/watch/watched_store.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

namespace {

// Limits of all that the probe does.
constexpr std::uint64_t calls_max = 60'000;
constexpr std::uint64_t bytes_max = std::uint64_t{6} << 20;

constexpr std::uint64_t file_bytes_min = 96;  // a smaller file holds no three records
constexpr std::uint64_t file_bytes_max = std::uint64_t{64} << 10;
constexpr std::size_t edges_of_a_kind_max = 3;
constexpr std::size_t lengths_max = 4;
constexpr std::uint64_t longest_value_bytes = 300'000;

struct UsedUp {};

// The calls and bytes that are left. It dates every call that changes a file, and so sees it.
class Allowance : public Clock {
 public:
  void watch(const Trace& trace) { trace_ = &trace; }

  // Takes what the trace that was watched has used.
  void settle() {
    if (trace_ == nullptr) return;
    calls_ += trace_->size();
    bytes_ += trace_->bytes_written();
    trace_ = nullptr;
  }

  // A destructor must not be thrown out of.
  void throws(bool throws) { throws_ = throws; }

  bool is_used_up() const {
    return calls_ + (trace_ ? trace_->size() : 0) > calls_max ||
           bytes_ + (trace_ ? trace_->bytes_written() : 0) > bytes_max;
  }

  Duration now() const override {
    if (throws_ && is_used_up()) {
      throws_ = false;  // nor is it while another exception goes up
      throw UsedUp{};
    }
    return Duration{0};
  }

 private:
  const Trace* trace_ = nullptr;
  std::uint64_t calls_ = 0;
  std::uint64_t bytes_ = 0;
  mutable bool throws_ = true;
};

// One disk and one store on it, which is asked for a change at a time.
class ProbedStore {
 public:
  ProbedStore(const StoreUnderTest& store, Disk disk, Allowance& allowance)
      : store_under_test_(store),
        disk_(std::move(disk)),
        allowance_(allowance),
        files_(disk_, {.trace = &trace_, .injector = &injector_, .clock = &allowance}) {
    allowance_.watch(trace_);
  }
  ~ProbedStore() {
    drop();
    allowance_.settle();
  }
  ProbedStore(const ProbedStore&) = delete;
  ProbedStore& operator=(const ProbedStore&) = delete;

  // False: it failed, or threw, or all is used up.
  bool open() {
    return tries([&] {
      auto opened = open_watched(store_under_test_, environment_);
      if (opened.ok()) store_ = std::move(*opened);
      return opened.ok();
    });
  }
  bool set(std::uint64_t key, std::uint64_t value_bytes) {
    return tries([&] {
      std::string value = fmt::format("{}", ++versions_);
      value.resize(value_bytes, static_cast<char>('a' + versions_ % 26));
      return store_->set(fmt::format("key{}", key), value).ok();
    });
  }
  bool remove(std::uint64_t key) {
    return tries([&] { return store_->remove(fmt::format("key{}", key)).ok(); });
  }
  bool compact() {
    return tries([&] {
      auto compacted = store_->compact();
      return compacted.ok() || compacted.error().code == ErrorCode::unsupported;
    });
  }
  bool wait() {
    return tries([&] {
      time_.advance(std::chrono::milliseconds(1500));
      return !time_.runs_endlessly();
    });
  }
  bool close() {
    return tries([&] { return store_->close().ok(); });
  }

  // As a process that is killed.
  void drop() {
    allowance_.throws(false);
    store_.reset();
    time_.reset(time_.now());
    allowance_.throws(true);
  }

  const Trace& trace() const { return trace_; }
  const std::vector<SeenCall>& seen() const { return injector_.seen(); }
  const Disk& disk() const { return disk_; }

 private:
  template <typename Action>
  bool tries(const Action& action) {
    try {
      return !allowance_.is_used_up() && action();
    } catch (...) {  // whatever it is: a store of somebody else's
      return false;
    }
  }

  const StoreUnderTest& store_under_test_;
  Disk disk_;
  Allowance& allowance_;
  Trace trace_;
  Injector injector_;
  FaultFileSystem files_;
  VirtualTime time_;
  RunRandom random_;
  Environment environment_{files_, time_, time_, time_, random_};
  std::unique_ptr<Store> store_;
  std::uint64_t versions_ = 0;
};

// A size that was met several times, between these.
struct Cluster {
  std::uint64_t low;
  std::uint64_t high;  // not any more
  std::uint64_t times = 1;
};

// The most exact end comes first; a less exact one that says the same is one with it.
std::vector<std::uint64_t> sizes_of(std::vector<FileHabits::End> ends) {
  std::ranges::stable_sort(ends, {}, &FileHabits::End::step);
  std::vector<Cluster> clusters;
  for (const FileHabits::End& end : ends) {
    std::uint64_t high = end.size + std::max<std::uint64_t>(end.step, 1);
    auto same = std::ranges::find_if(clusters, [&](const Cluster& cluster) {
      return end.size < cluster.high && cluster.low < high;
    });
    if (same == clusters.end()) {
      clusters.push_back({end.size, high});
      continue;
    }
    same->low = std::max(same->low, end.size);
    same->high = std::min(same->high, high);
    ++same->times;
  }
  std::ranges::stable_sort(clusters, std::greater{}, &Cluster::times);
  std::vector<std::uint64_t> sizes;
  for (const Cluster& cluster : clusters) {
    if (sizes.size() == edges_of_a_kind_max) break;
    sizes.push_back(roundest_limit({cluster.low, cluster.high - cluster.low}));
  }
  return sizes;
}

// Sizes that came several times, and often among all, the most frequent first.
std::vector<std::uint64_t> frequent(const std::vector<std::uint64_t>& sizes) {
  std::map<std::uint64_t, std::uint64_t> times;
  for (std::uint64_t size : sizes) ++times[size];
  std::vector<std::pair<std::uint64_t, std::uint64_t>> order;
  for (auto [size, count] : times) {
    if (count >= 2 && count * 4 >= sizes.size()) order.emplace_back(count, size);
  }
  std::ranges::stable_sort(order, std::greater{});
  std::vector<std::uint64_t> found;
  for (auto [count, size] : order) {
    if (found.size() < edges_of_a_kind_max) found.push_back(size);
  }
  return found;
}

class Probe {
 public:
  explicit Probe(const StoreUnderTest& store) : store_(store) {}

  FoundEdges run() {
    grow();
    vary_lengths();
    return tell();
  }

 private:
  // Small sets first, which show best where a small file ends; then larger ones, for larger files.
  void grow() {
    struct Stretch {
      std::uint64_t sets;
      std::uint64_t value_bytes;
    };
    constexpr Stretch stretches[] = {{160, 6}, {120, 90}, {80, 900}, {40, 9000}};
    constexpr std::uint64_t keys = 24;
    ProbedStore store(store_, Disk(), allowance_);
    if (!store.open()) return;
    habits_.look(store.trace(), false);
    for (const Stretch& stretch : stretches) {
      for (std::uint64_t number = 0; number < stretch.sets; ++number) {
        if (!store.set(number * 7 % keys, stretch.value_bytes)) return;
        habits_.look(store.trace(), true);
        if (number % 32 == 31 && !(store.remove(number % keys) && store.wait())) return;
        habits_.look(store.trace(), number % 32 == 31);
      }
      if (!store.compact() || !store.close()) return;
      std::size_t calls = store.seen().size();
      store.drop();
      if (!store.open()) return;
      note_windows(std::span(store.seen()).subspan(calls));
      habits_.look(store.trace(), false);
      if (!store.set(0, stretch.value_bytes)) return;
      habits_.look(store.trace(), false);
      begins_file_at_open_ = begins_file_at_open_ && habits_.begins_file();
      ++opens_;
    }
  }

  void note_windows(std::span<const SeenCall> calls) {
    std::vector<std::uint64_t> lengths;
    for (const SeenCall& call : calls) {
      bool is_round = (call.bytes & (call.bytes - 1)) == 0 && call.bytes >= 1024;
      if (call.kind == CallKind::read && is_round) lengths.push_back(call.bytes);
    }
    for (std::uint64_t length : frequent(lengths)) {
      if (std::ranges::find(windows_, length) == windows_.end()) windows_.push_back(length);
    }
  }

  // The calls that a set makes on the small store, or none if it fails.
  std::optional<std::vector<std::pair<CallKind, std::uint32_t>>> calls_of_set(
      std::uint64_t value_bytes) {
    ProbedStore store(store_, small_, allowance_);
    if (!store.open()) return std::nullopt;
    std::size_t before = store.trace().size();
    if (!store.set(1, value_bytes)) return std::nullopt;
    std::vector<std::pair<CallKind, std::uint32_t>> made;
    std::map<InodeId, std::uint32_t> files;  // in the order in which they come up
    for (const Call& call : std::span(store.trace().calls()).subspan(before)) {
      auto number = static_cast<std::uint32_t>(files.size());
      made.emplace_back(call.kind, files.try_emplace(call.inode, number).first->second);
    }
    return made;
  }

  // Between two lengths with other calls there is one up to which they are the same.
  void vary_lengths() {
    {
      ProbedStore store(store_, Disk(), allowance_);
      if (!(store.open() && store.set(0, 5) && store.set(1, 5) && store.close())) return;
      store.drop();
      small_ = store.disk();
    }
    std::uint64_t shorter = 1;
    auto before = calls_of_set(shorter);
    for (std::uint64_t longer = 16; before && shorter < longest_value_bytes; longer *= 2) {
      longer = std::min(longer, longest_value_bytes);
      auto after = calls_of_set(longer);
      if (!after) return;
      if (*after != *before) {
        auto last = last_length_like(*before, shorter, longer);
        if (!last || lengths_.size() == lengths_max) return;
        lengths_.push_back(*last);
      }
      shorter = longer;
      before = std::move(after);
    }
  }

  std::optional<std::uint64_t> last_length_like(
      const std::vector<std::pair<CallKind, std::uint32_t>>& calls, std::uint64_t low,
      std::uint64_t high) {
    while (high - low > 1) {
      std::uint64_t middle = low + (high - low) / 2;
      auto made = calls_of_set(middle);
      if (!made) return std::nullopt;
      (*made == calls ? low : high) = middle;
    }
    return low;
  }

  FoundEdges tell() const {
    FoundEdges found;
    std::vector<std::string> parts;
    auto say = [&](const char* what, const auto& sizes) {
      if (!sizes.empty()) parts.push_back(fmt::format("{} {}", what, fmt::join(sizes, ", ")));
    };
    std::vector<std::uint64_t> ends = sizes_of(habits_.ends());
    std::vector<std::uint64_t> reuses = sizes_of(habits_.reuses());
    std::vector<std::uint64_t> grows = frequent(habits_.grows());
    std::vector<std::uint64_t> units;
    if (auto unit = habits_.unit()) units.push_back(*unit);
    say("files end at", ends);
    say("files are written over from", reuses);
    say("files are made longer ahead by", grows);
    say("writes in units of", units);
    say("reads in windows of", windows_);
    say("other calls for values over", lengths_);
    found.text =
        fmt::format("edges found: {}\n", parts.empty() ? std::string("none")
                                                       : fmt::format("{}", fmt::join(parts, "; ")));

    StoreEdges& edges = found.edges;
    std::vector<std::uint64_t> sizes;
    for (const auto* some : {&ends, &reuses}) sizes.insert(sizes.end(), some->begin(), some->end());
    auto file = std::ranges::find_if(
        sizes, [](std::uint64_t size) { return size >= file_bytes_min && size <= file_bytes_max; });
    if (file != sizes.end()) {
      edges.file_bytes = static_cast<std::uint32_t>(*file);
      sizes.erase(file);
    }
    const std::vector<std::uint64_t>* const others[] = {&grows, &units, &windows_};
    for (const auto* some : others) {
      sizes.insert(sizes.end(), some->begin(), some->end());
    }
    for (std::uint64_t size : sizes) {
      auto edge = static_cast<std::uint32_t>(std::min<std::uint64_t>(size, bytes_max));
      if (std::ranges::find(edges.edges, edge) == edges.edges.end()) edges.edges.push_back(edge);
    }
    edges.value_bytes.assign(lengths_.begin(), lengths_.end());
    if (opens_ > 0) edges.begins_file_at_open = begins_file_at_open_;
    return found;
  }

  const StoreUnderTest& store_;
  Allowance allowance_;
  FileHabits habits_;
  Disk small_;
  std::vector<std::uint64_t> windows_;
  std::vector<std::uint64_t> lengths_;
  bool begins_file_at_open_ = true;
  int opens_ = 0;
};

}  // namespace

FoundEdges probe_edges(const StoreUnderTest& store) { return Probe(store).run(); }

}  // namespace powercut

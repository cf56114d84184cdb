#include "harness/audit/sync_site.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <unwind.h>

#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#ifdef POWERCUT_HAS_BACKTRACE
#include <backtrace.h>
#endif

namespace powercut {

namespace {

constexpr std::size_t lines_told = 3;

// Enough for three lines between which many inlined or system functions lie.
constexpr std::size_t frames_max = 24;

// The object whose address bounds the store's part of the stack; nullptr: all of it counts.
thread_local const void* boundary = nullptr;

// A frame is known by its lowest address. The stack grows to lower addresses.
struct Unwinding {
  std::uintptr_t begin;  // frames below this address stand for the file interface
  std::uintptr_t end;    // lies in the frame of the harness's function that called the store
  std::array<std::uintptr_t, frames_max> counters = {};
  std::size_t count = 0;
};

_Unwind_Reason_Code take_frame(_Unwind_Context* context, void* data) {
  auto& unwinding = *static_cast<Unwinding*>(data);
  const std::uintptr_t frame = _Unwind_GetCFA(context);
  if (frame < unwinding.begin) return _URC_NO_REASON;
  if (frame > unwinding.end) {
    if (unwinding.count > 0) --unwinding.count;  // the function that has `end`
    return _URC_END_OF_STACK;
  }
  if (unwinding.count == frames_max) return _URC_END_OF_STACK;
  int is_exact = 0;
  const std::uintptr_t counter = _Unwind_GetIPInfo(context, &is_exact);
  unwinding.counters[unwinding.count++] = is_exact != 0 ? counter : counter - 1;
  return _URC_NO_REASON;
}

struct Line {
  std::string place;     // "log_writer.cc:88"
  std::string function;  // "LogWriter::sync"; empty: unknown
};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Without parameters and without our namespace.
std::string short_name(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> demangled(
      abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
  std::string name = status == 0 ? demangled.get() : symbol;
  name = name.substr(0, name.find('('));
  constexpr std::string_view ours = "powercut::";
  if (name.starts_with(ours)) name.erase(0, ours.size());
  return name;
}

#ifdef POWERCUT_HAS_BACKTRACE
void ignore_problem(void*, const char*, int) {}

int add_line(void* data, std::uintptr_t, const char* file, int number, const char* function) {
  if (file == nullptr || std::string_view(file).starts_with("/usr/")) return 0;
  static_cast<std::vector<Line>*>(data)->push_back(
      {fmt::format("{}:{}", base_name(file), number), function ? short_name(function) : ""});
  return 0;
}

void add_symbol(void* data, std::uintptr_t, const char* symbol, std::uintptr_t, std::uintptr_t) {
  if (symbol == nullptr) return;
  std::string name = short_name(symbol);
  static_cast<std::vector<Line>*>(data)->push_back({name, name});
}

// The debug information of the program, read once; nullptr: it cannot be read.
backtrace_state* debug_information() {
  static backtrace_state* const state =
      backtrace_create_state(nullptr, /*threaded=*/1, ignore_problem, nullptr);
  return state;
}

// An address stands for several lines where functions are inlined.
void add_lines(std::uintptr_t counter, std::vector<Line>& lines) {
  if (debug_information() == nullptr) return;
  backtrace_pcinfo(debug_information(), counter, add_line, ignore_problem, &lines);
}

void add_symbols(std::uintptr_t counter, std::vector<Line>& lines) {
  if (debug_information() == nullptr) return;
  backtrace_syminfo(debug_information(), counter, add_symbol, ignore_problem, &lines);
}
#else
void add_lines(std::uintptr_t, std::vector<Line>&) {}
void add_symbols(std::uintptr_t, std::vector<Line>&) {}
#endif

// The place in the file of the program, which does not move from run to run.
Line offset_of(std::uintptr_t counter) {
  Dl_info module{};
  std::uintptr_t base = 0;
  if (dladdr(reinterpret_cast<void*>(counter), &module) != 0) {
    base = reinterpret_cast<std::uintptr_t>(module.dli_fbase);
  }
  return {fmt::format("+{:x}", counter - base), ""};
}

std::vector<Line> lines_of(std::span<const std::uintptr_t> counters) {
  std::vector<Line> lines;
  for (std::uintptr_t counter : counters) add_lines(counter, lines);
  if (lines.empty()) {
    for (std::uintptr_t counter : counters) add_symbols(counter, lines);
  }
  if (lines.empty()) {
    for (std::uintptr_t counter : counters) lines.push_back(offset_of(counter));
  }
  if (lines.size() > lines_told) lines.resize(lines_told);
  return lines;
}

SyncSite site_of(CallKind kind, std::span<const std::uintptr_t> counters) {
  SyncSite site{.id = fmt::format("{}@", name_of(kind)), .stack = {}};
  std::string_view between;
  for (const Line& line : lines_of(counters)) {
    site.id += fmt::format("{}{}", between.empty() ? "" : "<", line.place);
    site.stack += line.function.empty() || line.function == line.place
                      ? fmt::format("{}{}", between, line.place)
                      : fmt::format("{}{} ({})", between, line.function, line.place);
    between = " < ";
  }
  return site;
}

}  // namespace

bool sites_name_functions() {
#ifdef POWERCUT_HAS_BACKTRACE
  return true;
#else
  return false;
#endif
}

StoreFrames::StoreFrames() : outer_(std::exchange(boundary, this)) {}
StoreFrames::~StoreFrames() { boundary = outer_; }

const SyncSite& sync_site(CallKind kind, const void* frame) {
  // At the frame's address are two saved words; behind them the caller's frame begins.
  constexpr std::uintptr_t saved_bytes = 2 * sizeof(void*);
  Unwinding unwinding{
      .begin = reinterpret_cast<std::uintptr_t>(frame) + saved_bytes,
      .end = boundary == nullptr ? UINTPTR_MAX : reinterpret_cast<std::uintptr_t>(boundary)};
  _Unwind_Backtrace(take_frame, &unwinding);
  const std::span counters(unwinding.counters.data(), unwinding.count);
  thread_local std::map<std::pair<CallKind, std::vector<std::uintptr_t>>, SyncSite> known;
  auto [entry, is_new] = known.try_emplace({kind, {counters.begin(), counters.end()}});
  if (is_new) entry->second = site_of(kind, counters);
  return entry->second;
}

}  // namespace powercut

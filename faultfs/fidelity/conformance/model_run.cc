#include "faultfs/fidelity/conformance/model_run.h"

#include <map>
#include <memory>

#include "engine/io/macros.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

namespace {

// The calls of a program on a disk; files stay open until they are closed, as on a real kernel.
class ModelFiles {
 public:
  ModelFiles(Disk& disk, Trace* trace, Injector* injector, const Disk* base)
      : files_(disk, {.trace = trace, .injector = injector, .base = base}) {}

  Result<void> perform(const LitmusCall& call, char letter) {
    using Kind = LitmusCall::Kind;
    switch (call.kind) {
      case Kind::create:
        return opened(call.path, OpenMode::create);
      case Kind::replace:
        handles_.clear();
        return opened(call.path, OpenMode::replace);
      case Kind::write: {
        TRY(opened(call.path, OpenMode::create));
        const std::string bytes(call.length, letter);
        TRY(handles_[call.path]->write(call.offset, as_bytes(bytes)));
        return {};
      }
      case Kind::truncate:
        TRY(opened(call.path, OpenMode::write));
        return handles_[call.path]->truncate(call.length);
      case Kind::allocate:
        TRY(opened(call.path, OpenMode::write));
        return handles_[call.path]->allocate(call.length);
      case Kind::reserve:
        TRY(opened(call.path, OpenMode::write));
        return handles_[call.path]->reserve(call.length);
      case Kind::rename:
        return renamed(call);
      case Kind::link:
        return files_.link(call.path, call.target);
      case Kind::remove:
        handles_.erase(call.path);
        return files_.remove(call.path);
      case Kind::make_dir:
        return files_.make_dir(call.path);
      case Kind::sync:
        TRY(opened(call.path, OpenMode::write));
        return handles_[call.path]->sync();
      case Kind::sync_data:
        TRY(opened(call.path, OpenMode::write));
        return handles_[call.path]->sync_data();
      case Kind::sync_dir:
        return files_.sync_dir(call.path == "." ? "/" : call.path);
      case Kind::close:
        handles_.erase(call.path);
        return {};
    }
    return {};
  }

 private:
  Result<void> opened(const std::string& path, OpenMode mode) {
    if (handles_.contains(path) && mode != OpenMode::replace) return {};
    TRY_ASSIGN(handles_[path], files_.open(path, mode));
    return {};
  }

  Result<void> renamed(const LitmusCall& call) {
    TRY(files_.rename(call.path, call.target));
    auto node = handles_.extract(call.path);
    handles_.erase(call.target);
    if (node) handles_[call.target] = std::move(node.mapped());
    return {};
  }

  FaultFileSystem files_;
  std::map<std::string, std::unique_ptr<File>> handles_;
};

}  // namespace

std::expected<ModelRun, std::string> run_in_memory(const LitmusProgram& program,
                                                   std::vector<FaultRule> rules) {
  ModelRun run;
  Injector injector(std::move(rules));
  auto perform = [&](ModelFiles& files, const LitmusCall& call, char letter) {
    const std::uint64_t struck_before = injector.struck();
    const Result<void> done = files.perform(call, letter);
    if (done.ok() || injector.struck() > struck_before) return std::string();
    return program.name + ": " + to_text(call) + ": " + describe(done.error());
  };
  Disk disk;
  {
    Trace unused;
    ModelFiles files(disk, &unused, nullptr, nullptr);
    for (std::size_t index = 0; index < program.setup.size(); ++index) {
      std::string error =
          perform(files, program.setup[index], LitmusProgram::letter_of_setup(index));
      if (!error.empty()) return std::unexpected(error);
    }
  }
  run.base = disk;
  auto note_end = [&] {
    run.ends.push_back(static_cast<std::uint32_t>(run.trace.size()));
    run.caches.push_back(disk);
  };
  note_end();
  ModelFiles files(disk, &run.trace, &injector, &run.base);
  for (std::size_t index = 0; index < program.calls.size(); ++index) {
    std::string error = perform(files, program.calls[index], LitmusProgram::letter_of_call(index));
    if (!error.empty()) return std::unexpected(error);
    note_end();
  }
  return run;
}

}  // namespace powercut

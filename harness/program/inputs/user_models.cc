#include "harness/program/inputs/user_models.h"

#include <algorithm>

#include "harness/program/report_error.h"
#include "powercut/harness/model_file.h"
#include "powercut/io/whole_file.h"

namespace powercut {

bool UserModels::load(const std::string& path, Registry& registry) {
  if (path.empty()) return true;
  auto text = read_whole_file(path, model_file_bytes_max);
  if (!text.ok()) {
    report_error("cannot read the model file {}: {}", path,
                 why_not_read(text.error(), model_file_bytes_max));
    return false;
  }
  auto models = read_models(*text, registry.models());
  if (!models) {
    report_error("{}: {}", path, models.error());
    return false;
  }
  path_ = path;
  for (PersistenceModel& model : *models) {
    names_.push_back(model.name);
    registry.add(std::move(model));
  }
  return true;
}

void UserModels::mark(SweepResult& result) const {
  for_each_finding(result, [&](Finding& finding) { mark(finding); });
}

void UserModels::mark(Finding& finding) const {
  bool is_ours = std::ranges::find(names_, finding.place.model) != names_.end();
  if (is_ours) finding.model_file = path_;
}

}  // namespace powercut

// Reads model files: persistence models that a user adds, as JSON.
//
//   {"format": "powercut-models", "version": 1, "models": [
//     {"name": "my-disk", "like": "ext4", "summary": "...", "append_unit": 512}]}
//
// A row has the attributes of PersistenceModel under their names. An attribute that is left out has
// that struct's default, or the value of the model named by "like"; name, summary and within are
// not taken from that model. Units are bytes, 0 is a whole write. reports/samples/models.json shows
// every attribute.
//
// Errors: one line that names the model and the attribute. Threads: before any is started.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/faultfs/model_set.h"

namespace powercut {

inline constexpr std::uint64_t model_file_bytes_max = std::uint64_t{1} << 20;
inline constexpr std::uint64_t unit_bytes_max = std::uint64_t{1} << 30;

// The models of such a file, none of which may have the name or an alias of a known one.
std::expected<std::vector<PersistenceModel>, std::string> read_models(std::string_view text,
                                                                      const ModelSet& known = {});

}  // namespace powercut

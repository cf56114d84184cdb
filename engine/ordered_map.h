// OrderedMap: holds keys and values in memory, in key order, for the stores that keep everything
// there.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "powercut/engine/batch.h"
#include "powercut/engine/store.h"

namespace powercut {

using OrderedMap = std::map<std::string, std::string, std::less<>>;

// These do on a map what Store::get, scan and apply do.
bool get_from(const OrderedMap& map, std::string_view key, std::string& value);
void scan_map(const OrderedMap& map, const KeyRange& range, const ScanVisitor& visit);
void apply_to(OrderedMap& map, const Batch& batch);

}  // namespace powercut

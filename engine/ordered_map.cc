#include "engine/ordered_map.h"

namespace powercut {
namespace {

template <typename Iterator>
void visit_each(Iterator from, const Iterator& to, std::size_t limit, const ScanVisitor& visit) {
  for (; from != to && limit > 0; ++from, --limit) {
    if (!visit(from->first, from->second)) return;
  }
}

}  // namespace

bool get_from(const OrderedMap& map, std::string_view key, std::string& value) {
  const auto found = map.find(key);
  if (found == map.end()) return false;
  value = found->second;
  return true;
}

void scan_map(const OrderedMap& map, const KeyRange& range, const ScanVisitor& visit) {
  if (range.to && *range.to <= range.from) return;
  const auto from = map.lower_bound(range.from);
  const auto to = range.to ? map.lower_bound(*range.to) : map.end();
  if (range.reverse) {
    visit_each(std::make_reverse_iterator(to), std::make_reverse_iterator(from), range.limit,
               visit);
  } else {
    visit_each(from, to, range.limit, visit);
  }
}

void apply_to(OrderedMap& map, const Batch& batch) {
  for (const auto& [key, value] : batch.changes()) {
    if (value) {
      map.insert_or_assign(key, *value);
    } else {
      map.erase(key);
    }
  }
}

}  // namespace powercut

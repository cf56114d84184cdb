#include "server/commands/watch_table.h"

#include <algorithm>

namespace powercut {

void WatchTable::watch(Session& session, std::string_view key) {
  std::vector<Session*>& watchers = watchers_[std::string(key)];
  if (std::ranges::find(watchers, &session) != watchers.end()) return;
  watchers.push_back(&session);
  session.watched_keys.emplace_back(key);
  constexpr std::size_t key_overhead = 128;
  session.watched_bytes += 2 * key.size() + key_overhead;
}

void WatchTable::unwatch(Session& session) {
  for (const std::string& key : session.watched_keys) {
    const auto watched = watchers_.find(key);
    std::erase(watched->second, &session);
    if (watched->second.empty()) watchers_.erase(watched);
  }
  std::vector<std::string>().swap(session.watched_keys);
  session.watched_bytes = 0;
  session.watch_is_broken = false;
}

void WatchTable::touch(std::string_view key) {
  const auto watched = watchers_.find(key);
  if (watched == watchers_.end()) return;
  for (Session* session : watched->second) session->watch_is_broken = true;
}

void WatchTable::touch_all() {
  for (const auto& [key, watchers] : watchers_) {
    for (Session* session : watchers) session->watch_is_broken = true;
  }
}

}  // namespace powercut

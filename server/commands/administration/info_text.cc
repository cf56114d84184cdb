#include "server/commands/administration/info_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/commands/administration/memory_text.h"
#include "server/commands/command_processor.h"
#include "server/commands/redis_version.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

class InfoWriter {
 public:
  void section(std::string_view title) {
    if (!text_.empty()) text_ += "\r\n";
    text_ += fmt::format("# {}\r\n", title);
  }
  template <typename Value>
  void field(std::string_view name, const Value& value) {
    text_ += fmt::format("{}:{}\r\n", name, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return fmt::format(
      "{:.2f}%", whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void write_server(CommandProcessor& processor, const HostFacts& facts, InfoWriter& info) {
  const auto uptime =
      static_cast<std::int64_t>(seconds(processor.host().now() - processor.started_at()));
  info.section("Server");
  info.field("redis_version", redis_version);
  info.field("redis_mode", "standalone");
  info.field("powercut_store", facts.store_name);
  info.field("os", "Linux");
  info.field("arch_bits", sizeof(void*) * 8);
  info.field("multiplexing_api", "epoll");
  info.field("process_id", facts.process_id);
  info.field("run_id", facts.run_id);
  info.field("tcp_port", facts.port);
  info.field("server_time_usec", processor.host().unix_microseconds());
  info.field("uptime_in_seconds", uptime);
  info.field("uptime_in_days", uptime / (24 * 3600));
  info.field("executable", facts.executable);
  info.field("config_file", "");
}

void write_clients(CommandProcessor& processor, const HostFacts& facts, InfoWriter& info) {
  const std::vector<Session*> sessions = processor.host().sessions();
  std::size_t largest_input = 0;
  std::size_t largest_output = 0;
  for (const Session* session : sessions) {
    largest_input = std::max(largest_input, session->input_bytes);
    largest_output = std::max(largest_output, session->output_bytes);
  }
  info.section("Clients");
  info.field("connected_clients", sessions.size());
  info.field("maxclients", processor.config().clients_max);
  info.field("client_recent_max_input_buffer", largest_input);
  info.field("client_recent_max_output_buffer", largest_output);
  info.field("client_buffer_bytes", facts.buffer_bytes);
  info.field("blocked_clients", 0);
  info.field("tracking_clients", 0);
}

void write_memory(CommandProcessor&, const HostFacts& facts, InfoWriter& info) {
  info.section("Memory");
  info.field("used_memory", facts.memory_bytes);
  info.field("used_memory_human", bytes_text(facts.memory_bytes));
  info.field("used_memory_rss", facts.memory_bytes);
  info.field("used_memory_rss_human", bytes_text(facts.memory_bytes));
  info.field("used_memory_peak", facts.memory_peak_bytes);
  info.field("used_memory_peak_human", bytes_text(facts.memory_peak_bytes));
  info.field("used_memory_peak_perc", percent(facts.memory_bytes, facts.memory_peak_bytes));
  info.field("total_system_memory", facts.system_memory_bytes);
  info.field("total_system_memory_human", bytes_text(facts.system_memory_bytes));
  info.field("maxmemory", 0);
  info.field("maxmemory_human", "0B");
  info.field("maxmemory_policy", "noeviction");
  info.field("mem_clients_normal", facts.buffer_bytes);
  info.field("index_bytes", facts.index_bytes);
}

void write_persistence(CommandProcessor& processor, const HostFacts& facts, InfoWriter& info) {
  const StoreStats stats = processor.keys().store().stats();
  const std::optional<Error> error = processor.last_write_error();
  info.section("Persistence");
  info.field("loading", 0);
  info.field("async_loading", 0);
  info.field("rdb_bgsave_in_progress", 0);
  info.field("rdb_last_save_time", processor.last_save_seconds());
  info.field("rdb_last_bgsave_status", "ok");
  info.field("aof_enabled", 1);
  info.field("aof_rewrite_in_progress", processor.host().is_compacting() ? 1 : 0);
  info.field("aof_last_bgrewrite_status", "ok");
  info.field("aof_last_write_status", error || facts.refuses_writes ? "err" : "ok");
  info.field("aof_current_size", stats.file_bytes);
  info.field("sync_policy", facts.sync_policy);
  info.field("writes_refused", facts.refuses_writes ? 1 : 0);
  info.field("last_write_error", error ? describe(*error) : "none");
  info.field("wasted_bytes", stats.wasted_bytes);
  info.field("commits", facts.commits);
  info.field("syncs", facts.syncs);
  info.field("compactions", facts.compactions);
}

void write_stats(CommandProcessor& processor, const HostFacts& facts, InfoWriter& info) {
  info.section("Stats");
  info.field("total_connections_received", facts.connections_received);
  info.field("total_commands_processed", processor.commands_processed());
  info.field("instantaneous_ops_per_sec", processor.operations_per_second());
  info.field("total_net_input_bytes", facts.bytes_received);
  info.field("total_net_output_bytes", facts.bytes_sent);
  info.field("rejected_connections", facts.connections_rejected);
  info.field("expired_keys", 0);
  info.field("evicted_keys", 0);
  info.field("keyspace_hits", processor.key_hits);
  info.field("keyspace_misses", processor.key_misses);
  info.field("pubsub_channels", 0);
  info.field("total_error_replies", processor.errors_replied());
}

void write_replication(CommandProcessor&, const HostFacts& facts, InfoWriter& info) {
  info.section("Replication");
  info.field("role", "master");
  info.field("connected_slaves", 0);
  info.field("master_replid", facts.run_id);
  info.field("master_repl_offset", 0);
}

void write_cpu(CommandProcessor&, const HostFacts& facts, InfoWriter& info) {
  info.section("CPU");
  info.field("used_cpu_sys", fmt::format("{:.6f}", seconds(facts.system_time)));
  info.field("used_cpu_user", fmt::format("{:.6f}", seconds(facts.user_time)));
}

void write_modules(CommandProcessor&, const HostFacts&, InfoWriter& info) {
  info.section("Modules");
}

void write_command(const CommandProcessor& processor, const Command& command, InfoWriter& info) {
  const CommandStats& stats = processor.stats_of(command);
  if (stats.calls + stats.rejected_calls == 0) return;
  const double microseconds = seconds(stats.time) * 1e6;
  const double each = stats.calls == 0 ? 0.0 : microseconds / static_cast<double>(stats.calls);
  info.field(
      fmt::format("cmdstat_{}", command.name),
      fmt::format("calls={},usec={:.0f},usec_per_call={:.2f},rejected_calls={},"
                  "failed_calls={}",
                  stats.calls, microseconds, each, stats.rejected_calls, stats.failed_calls));
}

void write_command_stats(CommandProcessor& processor, const HostFacts&, InfoWriter& info) {
  info.section("Commandstats");
  for (const Command& command : all_commands()) {
    write_command(processor, command, info);
    for (const Command& subcommand : command.subcommands) {
      write_command(processor, subcommand, info);
    }
  }
}

void write_cluster(CommandProcessor&, const HostFacts&, InfoWriter& info) {
  info.section("Cluster");
  info.field("cluster_enabled", 0);
}

void write_keyspace(CommandProcessor& processor, const HostFacts&, InfoWriter& info) {
  info.section("Keyspace");
  const std::uint64_t keys = processor.keys().store().stats().keys;
  if (keys > 0) info.field("db0", fmt::format("keys={},expires=0,avg_ttl=0", keys));
}

struct Section {
  std::string_view name;
  void (*write)(CommandProcessor& processor, const HostFacts& facts, InfoWriter& info);
  bool is_usual = true;
};

constexpr Section all_sections[] = {
    {"server", write_server},
    {"clients", write_clients},
    {"memory", write_memory},
    {"persistence", write_persistence},
    {"stats", write_stats},
    {"replication", write_replication},
    {"cpu", write_cpu},
    {"modules", write_modules},
    {"commandstats", write_command_stats, false},
    {"cluster", write_cluster},
    {"keyspace", write_keyspace},
};

bool is_wanted(const Section& section, const std::vector<std::string_view>& names) {
  if (names.empty()) return section.is_usual;
  return std::ranges::any_of(names, [&](std::string_view name) {
    if (equals_ignoring_case(name, "default")) return section.is_usual;
    return equals_ignoring_case(name, "all") || equals_ignoring_case(name, "everything") ||
           equals_ignoring_case(name, section.name);
  });
}

}  // namespace

std::string info_text(CommandProcessor& processor, const std::vector<std::string_view>& sections) {
  InfoWriter info;
  const HostFacts facts = processor.host().facts();
  for (const Section& section : all_sections) {
    if (is_wanted(section, sections)) section.write(processor, facts, info);
  }
  return info.take();
}

}  // namespace powercut

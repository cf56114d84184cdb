// The program `powercut-server`: a store for Redis's clients and for the line protocol.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include <asio/ip/address.hpp>

#include "server/commands/administration/memory_text.h"
#include "server/net/server.h"

namespace powercut {

namespace {

constexpr int exit_good = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

struct Arguments {
  ServerConfig config;
  StoreChoice store;
  LineDialect lines = LineDialect::by_line_end;
  std::string password_file;
  std::string log_level = "info";
  bool without_ordered_index = false;
};

const std::map<std::string, SyncPolicy> policies = {{"always", SyncPolicy::always},
                                                    {"everysec", SyncPolicy::everysec},
                                                    {"never", SyncPolicy::never}};
const std::map<std::string, LineDialect> dialects = {{"auto", LineDialect::by_line_end},
                                                     {"lines", LineDialect::line_protocol},
                                                     {"redis", LineDialect::redis_inline}};

int report_error(std::string_view what) {
  fmt::print(stderr, "powercut-server: {}\n", what);
  return exit_usage;
}

void add_options(CLI::App& app, Arguments& arguments) {
  ServerConfig& config = arguments.config;
  const auto size = [&app](const std::string& name, std::size_t& target, const std::string& what) {
    app.add_option_function<std::string>(
           name,
           [&target, name](const std::string& text) {
             const std::optional<std::uint64_t> bytes = parse_bytes(text);
             if (!bytes) throw CLI::ValidationError(name, "is no size: " + text);
             target = *bytes;
           },
           what)
        ->type_name("SIZE");
  };
  app.add_option("directory", config.directory, "where the store is, or shall be")->required();
  app.add_option("--port", config.port, "0: any that is free")->capture_default_str();
  app.add_option("--bind", config.bind, "the address to listen on")->capture_default_str();
  app.add_option("--sync", config.policy,
                 "when a change is durable: always (before its answer), "
                 "everysec (a second later), never (when the system likes)")
      ->transform(CLI::CheckedTransformer(policies, CLI::ignore_case));
  app.add_option("--store", arguments.store.kind, "what keeps the data")
      ->check(CLI::IsMember(store_kinds()))
      ->capture_default_str();
  app.add_flag("--ordered", arguments.store.ordered,
               "keep an ordered index: RANGE costs what it answers, a key more memory");
  app.add_option("--requirepass", config.password, "the password that clients must tell");
  app.add_option("--requirepass-file", arguments.password_file, "a file whose first line is that")
      ->check(CLI::ExistingFile);
  app.add_option("--inline", arguments.lines,
                 "what requests that are no RESP are: lines (SET k v), redis (inline commands), or "
                 "auto (by how the connection began)")
      ->transform(CLI::CheckedTransformer(dialects, CLI::ignore_case));
  app.add_option("--max-clients", config.clients_max)
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option_function<std::int64_t>(
         "--timeout",
         [&config](std::int64_t time) { config.idle_time_max = std::chrono::seconds(time); },
         "close clients that are idle for so many seconds; 0: never")
      ->check(CLI::Range(0, 1 << 30));
  size("--max-value", config.argument_bytes_max, "the largest argument of a request (512mb)");
  size("--max-request", config.request_bytes_max, "the largest request (1gb)");
  size("--max-reply", config.reply_bytes_max, "the largest answer (1gb)");
  size("--max-client-memory", config.client_bytes_max,
       "requests and answers of all clients together (2gb); the largest client goes");
  app.add_option("--slowlog-log-slower-than", config.slow_log_microseconds,
                 "microseconds; negative: no slow log")
      ->capture_default_str();
  app.add_option("--log-level", arguments.log_level)
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
}

// Empty: all is well.
std::string check(Arguments& arguments) {
  ServerConfig& config = arguments.config;
  if (!arguments.password_file.empty()) {
    std::ifstream file(arguments.password_file);
    if (!std::getline(file, config.password)) config.password.clear();
    if (config.password.ends_with('\r')) config.password.pop_back();
    if (config.password.empty()) {
      return fmt::format("{}: has no password in its first line", arguments.password_file);
    }
  }
  asio::error_code error;
  const asio::ip::address address = asio::ip::make_address(config.bind, error);
  if (error) return fmt::format("--bind {}: is no address", config.bind);
  config.is_loopback = address.is_loopback();
  if (!config.is_loopback && config.password.empty()) {
    return fmt::format("--bind {}: not without a password; see --requirepass-file", config.bind);
  }
  constexpr std::size_t argument_bytes_most = std::size_t{1} << 30U;
  if (config.argument_bytes_max > argument_bytes_most) return "--max-value: 1gb at most";
  return {};
}

// Clients, segments of the store, and some more.
void raise_descriptor_limit(std::size_t clients_max) {
  constexpr std::size_t others = 4096;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(clients_max + others, limit.rlim_max);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// A client that left, and a limit on file sizes, are errors of calls, not the end of the process.
void ignore_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

int serve(Arguments& arguments) {
  std::string text;
  arguments.store.directory = arguments.config.directory;
  arguments.store.policy = arguments.config.policy;
  arguments.store.seed = random_seed();
  const std::unique_ptr<ServedStore> store = ServedStore::open(arguments.store, text);
  if (store == nullptr) {
    report_error(text);
    return exit_failed;
  }
  spdlog::info("store {} opened: {}", arguments.config.directory, text);
  Server server(*store, arguments.config, arguments.lines);
  const std::string wrong = server.listen();
  if (!wrong.empty()) {
    report_error(fmt::format("{}:{}: {}", arguments.config.bind, arguments.config.port, wrong));
    return exit_failed;
  }
  spdlog::info("listening on {}:{}, sync {}", arguments.config.bind, server.port(),
               name_of(arguments.config.policy));
  server.run();
  const Result<void> closed = store->store().close();
  if (!closed.ok()) {
    spdlog::error("the store did not close well: {}", describe(closed.error()));
    return exit_failed;
  }
  spdlog::info("store closed");
  return exit_good;
}

int main_of(int argument_count, char** argument_values) {
  CLI::App app("Serves a store to Redis's clients and to the line protocol.", "powercut-server");
  Arguments arguments;
  add_options(app, arguments);
  try {
    app.parse(argument_count, argument_values);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_good : exit_usage;
  }
  const std::string wrong = check(arguments);
  if (!wrong.empty()) return report_error(wrong);
  spdlog::set_default_logger(spdlog::stderr_logger_mt("powercut-server"));
  spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %l %v");
  spdlog::set_level(
      spdlog::level::from_str(arguments.log_level == "error" ? "err" : arguments.log_level));
  ignore_signals();
  raise_descriptor_limit(arguments.config.clients_max);
  return serve(arguments);
}

}  // namespace

}  // namespace powercut

int main(int argument_count, char** argument_values) {
  return powercut::main_of(argument_count, argument_values);
}

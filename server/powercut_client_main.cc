// The program `powercut-client`: asks a server in the line protocol.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "server/client/connect.h"
#include "server/client/exchange.h"

namespace powercut {

namespace {

constexpr int exit_good = 0;
constexpr int exit_error_answered = 1;
constexpr int exit_impossible = 2;

constexpr double seconds_max = 1'000'000;

struct Arguments {
  ServerAddress address;
  double timeout_seconds = 30;
  std::string command;  // empty: they come from standard input

  std::chrono::milliseconds timeout() const {
    return std::chrono::milliseconds(std::llround(std::ceil(timeout_seconds * 1000)));
  }
};

// Text from a server, or from a user, may hold codes that a terminal obeys.
int report_error(std::string_view what) {
  std::string plain;
  for (const char byte : what) {
    const auto number = static_cast<unsigned char>(byte);
    const bool controls = number < ' ' || number == 0x7f;
    plain += controls ? fmt::format("\\x{:02x}", number) : std::string(1, byte);
  }
  std::fflush(stdout);
  fmt::print(stderr, "powercut-client: {}\n", plain);
  return exit_impossible;
}

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("--host", arguments.address.host, "a name or an address")->capture_default_str();
  app.add_option("--port", arguments.address.port)
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  app.add_option("--timeout", arguments.timeout_seconds,
                 "so many seconds without an answer, or a connection, are too many; 0: wait on")
      ->check(CLI::Range(0.0, seconds_max))
      ->capture_default_str();
  app.prefix_command();
  app.footer(
      "COMMAND is SET key value..., GET key or DEL key: its words are sent with a space between\n"
      "them. Without one, commands are read from standard input, one a line.\n"
      "Exit code: 0 all answers are good, 1 an answer was ERR, 2 there is something without one.");
}

// Empty: all is well.
std::string take_command(std::vector<std::string> words, Arguments& arguments) {
  if (words.empty()) return {};
  if (words.front() == "--") {
    words.erase(words.begin());
  } else if (words.front().starts_with('-')) {
    return fmt::format("no option '{}'; powercut-client --help lists them", words.front());
  }
  arguments.command = fmt::format("{}", fmt::join(words, " "));
  if (arguments.command.find('\n') != std::string::npos) {
    return "a command is one line: it cannot have a newline in it";
  }
  if (arguments.command.find_first_not_of(" \t\v\f\r") == std::string::npos) {
    return "the command is empty; powercut-client --help shows some";
  }
  return {};
}

std::string advice_on(const Arguments& arguments) {
  return fmt::format(
      "is a powercut-server there (--host, --port)? `./run serve DIRECTORY --port {}` starts one",
      arguments.address.port);
}

std::string loss_of(const Exchange& exchange) {
  if (exchange.unanswered() == 0) return "all that was sent is answered; send the rest again";
  return fmt::format("{} without answer, carried out or not: look with GET, or ask again",
                     exchange.unanswered() == 1
                         ? "1 command is"
                         : fmt::format("{} commands are", exchange.unanswered()));
}

int ask(const Arguments& arguments) {
  constexpr auto forever = std::chrono::hours(24 * 365);
  const std::string server = text_of(arguments.address);
  const std::chrono::milliseconds time_max = arguments.timeout();
  asio::io_context loop;
  asio::ip::tcp::socket socket(loop);
  const std::string failed =
      connect(loop, arguments.address, time_max.count() == 0 ? forever : time_max, socket);
  if (!failed.empty()) {
    return report_error(fmt::format("{}: {}; {}", server, failed, advice_on(arguments)));
  }
  asio::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  ExchangeOptions options;
  options.answer_time_max = time_max;
  if (arguments.command.empty()) {
    options.input = STDIN_FILENO;
    if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0) options.prompt = server + "> ";
  }
  const bool is_terminal = !options.prompt.empty();
  Exchange exchange(socket.native_handle(), options);
  if (!arguments.command.empty()) exchange.ask(arguments.command);
  const std::string wrong = exchange.run();
  if (is_terminal) fmt::print("\n");
  if (!wrong.empty()) {
    return report_error(fmt::format("{}: {}; {}", server, wrong, loss_of(exchange)));
  }
  return exchange.saw_error() ? exit_error_answered : exit_good;
}

// The caller may have closed one of the three: without this the connection would become it. Writes
// to it fail as before, and there is nothing to read.
void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  }
}

int main_of(int argument_count, char** argument_values) {
  occupy_standard_descriptors();
  CLI::App app(
      "powercut-client [OPTIONS] [COMMAND...] asks a powercut-server in the line protocol.",
      "powercut-client");
  Arguments arguments;
  add_options(app, arguments);
  try {
    app.parse(argument_count, argument_values);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return report_error(fmt::format("{}; powercut-client --help lists the options", error.what()));
  }
  const std::string wrong = take_command(app.remaining(), arguments);
  if (!wrong.empty()) return report_error(wrong);
  return ask(arguments);
}

}  // namespace

}  // namespace powercut

int main(int argument_count, char** argument_values) {
  return powercut::main_of(argument_count, argument_values);
}

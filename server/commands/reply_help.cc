#include "server/commands/reply_help.h"

#include <fmt/format.h>

namespace powercut {

void reply_help(CommandCall& call, std::initializer_list<std::string_view> lines) {
  // A subcommand is named "container|subcommand"; the heading shows the container in capitals.
  std::string container(call.command.name.substr(0, call.command.name.find('|')));
  for (char& letter : container) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  call.reply.array(lines.size() + 3);  // a heading before the lines, and two lines on HELP after
  call.reply.simple(
      fmt::format("{} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:", container));
  for (const std::string_view line : lines) call.reply.simple(line);
  call.reply.simple("HELP");
  call.reply.simple("    Prints this help.");
}

}  // namespace powercut

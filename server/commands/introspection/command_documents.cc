#include "server/commands/introspection/command_documents.h"

#include <algorithm>

namespace powercut {

const CommandDocument* find_document(std::string_view name) {
  for (const auto documents :
       {documents_of_keys(), documents_of_connection(), documents_of_server()}) {
    const auto found = std::ranges::find(documents, name, &CommandDocument::name);
    if (found != documents.end()) return &*found;
  }
  return nullptr;
}

}  // namespace powercut

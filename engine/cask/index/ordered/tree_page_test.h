// OwnedPage: a TreePage of a test, freed with it.
#pragma once

#include <memory>

#include "engine/cask/index/ordered/tree_page.h"

namespace powercut {

struct FreePage {
  void operator()(TreePage* page) const { TreePage::free(page); }
};
using OwnedPage = std::unique_ptr<TreePage, FreePage>;

}  // namespace powercut

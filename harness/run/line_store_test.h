// LineStore: one file of lines, "key=value\n" each, synced before each acknowledgement; and ways in
// which its recovery goes wrong, that show only after several crashes, or not at all.
//
//   lines    the changes, oldest first; a line without its end is torn, and cut at open
//   stray    a temporary that each change writes and never reads, and that open removes
#pragma once

#include <optional>

#include "engine/ordered_map.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

enum class Flaw : std::uint8_t {
  none,
  repairs_in_place,        // of a torn file all is cut off, and what is whole written anew
  goes_on_with_old_file,   // a torn file is replaced by a new one, and the old one written to
  gives_up_at_third_try,   // a repair that was interrupted twice ends in an empty store
  gives_up_at_fifth_try,   // that was interrupted four times
  forgets_to_sync,         // a process whose repair was interrupted before syncs no set
  shows_before_syncing,    // a change from a journal is shown, the journal removed, nothing synced
  leaves_strays,           // none, but for the stray
  renames_strays,          // likewise; open renames it, and removes it then
  links_strays,            // likewise; open links it to another name, and removes both then
  reads_stray_when_twice,  // an open that was interrupted believes what the stray says
  counts_on_a_note,        // a repair needs the order that the growth of a note gives its writes;
                           // the second set of a process writes it
  remembers_other_opens,   // every fifth open in the process finds nothing
};

class LineStore : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, Flaw flaw);

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;

 private:
  LineStore(FileSystem& files, Flaw flaw) : files_(files), flaw_(flaw) {}

  bool has(Flaw flaw) const { return flaw_ == flaw; }
  Result<void> recover();
  Result<void> repair(std::string_view whole);
  Result<void> replace_file(std::string_view whole);
  Result<void> repair_or_give_up(std::string_view whole, int tries);
  Result<void> empty();
  Result<void> take_journal(std::string& lines);
  Result<void> take_stray();
  Result<void> take_note();
  Result<void> repair_with_note(File& left, File& right, bool was_interrupted);
  Result<void> write_note();
  Result<bool> exists(std::string_view name);
  Result<std::string> read(std::string_view name);
  Result<void> mark(std::string_view name);
  Result<void> unmark(std::string_view name);
  void replay(std::string_view lines);

  FileSystem& files_;
  Flaw flaw_;
  std::unique_ptr<File> file_;
  std::uint64_t end_ = 0;
  int sets_ = 0;  // by this process
  bool syncs_ = true;
  OrderedMap map_;
};

StoreUnderTest line_store(Flaw flaw);

}  // namespace powercut

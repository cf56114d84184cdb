#include "harness/damage/drawn_damage.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "faultfs/disk/sectors.h"
#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

struct NamedFile {
  InodeId inode;
  std::string path;
  std::uint64_t bytes;
};

// Files with a byte in them, in the order of their names.
void list_files(const Disk& disk, InodeId directory, const std::string& path,
                std::vector<bool>& is_listed, std::vector<NamedFile>& files) {
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    if (is_listed[entry.inode]) continue;  // a directory may be within itself
    is_listed[entry.inode] = true;
    std::string name = path.empty() ? entry.name : path + "/" + entry.name;
    if (disk.kind(entry.inode) == InodeKind::directory) {
      list_files(disk, entry.inode, name, is_listed, files);
    } else if (std::uint64_t bytes = disk.contents(entry.inode).size(); bytes > 0) {
      files.push_back({entry.inode, std::move(name), bytes});
    }
  }
}

struct Place {
  const NamedFile* file;
  std::uint64_t offset;
};

Place draw_place(const std::vector<NamedFile>& files, Chooser& chooser) {
  if (chooser.below(2) == 0) {
    const NamedFile& file = files[chooser.below(files.size())];
    return {&file, chooser.below(file.bytes)};
  }
  std::uint64_t all = 0;
  for (const NamedFile& file : files) all += file.bytes;
  std::uint64_t byte = chooser.below(all);
  std::size_t number = 0;
  while (byte >= files[number].bytes) byte -= files[number++].bytes;
  return {&files[number], byte};
}

// Sectors are those of the file.
DrawnDamage draw_at(const Place& place, const Disk& disk, Chooser& chooser) {
  std::string_view contents = as_text(disk.contents(place.file->inode));
  DrawnDamage damage{.file = place.file->inode, .path = place.file->path, .offset = place.offset};
  std::uint64_t dice = chooser.below(100);
  if (dice < 60) {
    bool is_bit = dice < 35;
    auto turned = is_bit ? 1U << chooser.below(8) : chooser.between(1, 255);
    damage.bytes.assign(
        1, static_cast<char>(static_cast<unsigned char>(contents[place.offset]) ^ turned));
    damage.what = is_bit ? "one bit" : "one byte";
    return damage;
  }
  damage.offset = place.offset / sector_bytes * sector_bytes;
  damage.bytes.assign(std::min(sector_bytes, contents.size() - damage.offset), '\0');
  damage.what = "a sector that became zeros";
  if (dice < 80) return damage;
  for (char& byte : damage.bytes) byte = static_cast<char>(chooser.next());
  damage.what = "a sector that became random bytes";
  return damage;
}

// Without the bytes at both ends that stay as they were.
std::optional<DrawnDamage> trimmed(DrawnDamage damage, const Disk& disk) {
  std::string_view before =
      as_text(disk.contents(damage.file)).substr(damage.offset, damage.bytes.size());
  std::size_t begin = 0;
  std::size_t end = damage.bytes.size();
  while (begin < end && damage.bytes[begin] == before[begin]) ++begin;
  while (end > begin && damage.bytes[end - 1] == before[end - 1]) --end;
  if (begin == end) return std::nullopt;
  damage.offset += begin;
  damage.bytes = damage.bytes.substr(begin, end - begin);
  return damage;
}

}  // namespace

std::string DrawnDamage::describe() const {
  if (bytes.size() == 1) return fmt::format("{} of {} changed, at {}", what, path, offset);
  return fmt::format("{} of {} changed, in {} to {}", what, path, offset, end() - 1);
}

bool closes_before_damage(std::uint64_t lot) { return lot != 0 && Chooser(lot).below(2) == 0; }

std::optional<DrawnDamage> draw_damage(const Disk& disk, std::uint64_t lot) {
  std::vector<NamedFile> files;
  std::vector<bool> is_listed(disk.inode_count());
  list_files(disk, root_inode, "", is_listed, files);
  if (files.empty()) return std::nullopt;
  if (lot == 0) {
    const NamedFile& file = *std::ranges::max_element(files, {}, &NamedFile::bytes);
    std::uint64_t middle = file.bytes / 2;
    char byte = as_text(disk.contents(file.inode))[middle];
    return DrawnDamage{.file = file.inode,
                       .path = file.path,
                       .offset = middle,
                       .bytes = std::string(1, static_cast<char>(byte ^ 1)),
                       .what = "one bit"};
  }
  Chooser chooser(lot);
  chooser.next();  // closes_before_damage()
  return trimmed(draw_at(draw_place(files, chooser), disk, chooser), disk);
}

}  // namespace powercut

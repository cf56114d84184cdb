#include "faultfs/unsynced_changes.h"

#include <algorithm>

namespace powercut {

UnsyncedChanges::FileChanges& UnsyncedChanges::of(InodeId file) {
  if (file >= files_.size()) files_.resize(file + 1);
  return files_[file];
}

std::vector<UnsyncedChanges::Piece> UnsyncedChanges::write(InodeId file, const Piece& piece) {
  FileChanges& changes = of(file);
  std::vector<Piece> revived;
  if (!changes.lost.empty() && !piece.bytes.empty()) {
    std::uint64_t first_page = piece.offset / page_bytes;
    std::uint64_t last_page = (piece.offset + piece.bytes.size() - 1) / page_bytes;
    std::erase_if(changes.lost, [&](const Piece& lost) {
      std::uint64_t page = lost.offset / page_bytes;
      if (page < first_page || page > last_page) return false;
      revived.push_back(lost);
      return true;
    });
  }
  for (const Piece& lost : revived) changes.pending.push_back({.truncates = false, .piece = lost});
  changes.pending.push_back({.truncates = false, .piece = piece});
  return revived;
}

void UnsyncedChanges::truncate(InodeId file, std::uint64_t size) {
  FileChanges& changes = of(file);
  changes.pending.push_back({.truncates = true, .piece = {.offset = size, .bytes = {}}});
  cut_lost(changes, size);
}

void UnsyncedChanges::sync(InodeId file, Disk& durable) {
  FileChanges& changes = of(file);
  durable.ensure_inode(file, InodeKind::file);
  for (const Change& change : changes.pending) {
    if (change.truncates) {
      durable.resize(file, change.piece.offset);
    } else {
      durable.write(file, change.piece.offset, change.piece.bytes);
    }
  }
  changes.pending.clear();
}

void UnsyncedChanges::fail_sync(InodeId file, Disk& durable) {
  FileChanges& changes = of(file);
  durable.ensure_inode(file, InodeKind::file);
  for (const Change& change : changes.pending) {
    const Piece& piece = change.piece;
    if (change.truncates) {
      durable.resize(file, piece.offset);
      cut_lost(changes, piece.offset);
      continue;
    }
    std::uint64_t end = piece.offset + piece.bytes.size();
    if (durable.contents(file).size() < end) durable.resize(file, end);
    lose(changes, piece);
  }
  changes.pending.clear();
}

void UnsyncedChanges::lose(FileChanges& changes, Piece piece) {
  while (!piece.bytes.empty()) {
    std::uint64_t page_end = (piece.offset / page_bytes + 1) * page_bytes;
    std::size_t length = std::min<std::uint64_t>(piece.bytes.size(), page_end - piece.offset);
    changes.lost.push_back({piece.offset, piece.bytes.first(length)});
    piece = {piece.offset + length, piece.bytes.subspan(length)};
  }
}

void UnsyncedChanges::cut_lost(FileChanges& changes, std::uint64_t size) {
  for (Piece& piece : changes.lost) {
    std::uint64_t kept = size > piece.offset ? size - piece.offset : 0;
    if (kept < piece.bytes.size()) piece.bytes = piece.bytes.first(kept);
  }
  std::erase_if(changes.lost, [](const Piece& piece) { return piece.bytes.empty(); });
}

}  // namespace powercut

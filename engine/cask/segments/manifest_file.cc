#include "engine/cask/segments/manifest_file.h"
#include "engine/io/macros.h"

namespace powercut {

Result<ManifestFile> read_manifest_file(CaskFiles& files, std::uint32_t number) {
  const auto file = files.open({CaskFileKind::manifest, number}, OpenMode::read);
  if (!file.ok()) {
    if (file.error().code == ErrorCode::not_found) return ManifestFile{};
    if (is_no_file(file.error().code)) return ManifestFile{ManifestFile::State::no_file};
    return file.error();
  }
  TRY_ASSIGN(const std::uint64_t size, (*file)->size());
  std::string buffer;
  TRY_ASSIGN(const Bytes bytes, (*file)->view(0, size, buffer));
  Result<Manifest> manifest = decode_manifest(bytes);
  if (manifest.ok()) return ManifestFile{ManifestFile::State::good, std::move(*manifest)};
  if (manifest.error().code == ErrorCode::newer_version) {
    return ManifestFile{ManifestFile::State::newer};
  }
  return ManifestFile{ManifestFile::State::bad};
}

}  // namespace powercut

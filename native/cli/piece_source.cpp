// SPDX-License-Identifier: Apache-2.0
#include "native/cli/piece_source.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "native/cli/music_file.h"
#include "shared/base/sha256.h"

namespace segue {
namespace {

class FolderSource : public PieceSource {
 public:
  explicit FolderSource(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  Result<NoteSequence> make(std::uint64_t seed) override {
    const std::string& path = paths_.at(static_cast<std::size_t>(seed));
    auto music = read_music(path);
    // One bad file of many is left out, as a piece that fails the floor is.
    if (!music) return Error{ErrorCode::kNoMusic, music.error().message};
    return std::move(music->sequence);
  }

 private:
  std::vector<std::string> paths_;
};

bool is_inside(const std::string& path, const std::string& folder) {
  std::error_code ignored;
  const auto whole = std::filesystem::weakly_canonical(path, ignored);
  auto outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), ignored);
  if (!outer.has_filename()) outer = outer.parent_path();  // "album/"
  return std::mismatch(outer.begin(), outer.end(), whole.begin(), whole.end()).first == outer.end();
}

}  // namespace

Result<PieceSupply> make_folder_supply(const std::string& folder, const std::string& output) {
  if (!std::filesystem::is_directory(folder)) {
    return Error{ErrorCode::kNotFound, folder + " is no folder; --input takes one of music files."};
  }
  const auto files = list_given_files({folder});
  if (!files) return files.error();
  std::vector<std::string> paths, titles;
  std::set<std::string> taken;
  std::string all;
  const bool apart = !is_inside(folder, output);
  for (const auto& file : *files) {
    if (apart && is_inside(file.path, output)) continue;
    paths.push_back(file.path);
    const auto title = std::filesystem::path(file.inside).stem().string();
    std::string unique = title;
    for (int i = 2; !taken.insert(unique).second; ++i) {
      unique = title + " (" + std::to_string(i) + ")";
    }
    titles.push_back(unique);
    all += file.inside + "\n";
  }
  if (paths.empty()) {
    return Error{ErrorCode::kNoMusic, folder + " holds no music files but the album's own."};
  }
  PieceSupply supply;
  supply.name = std::filesystem::weakly_canonical(folder).filename().string();
  supply.pieces = paths.size();
  const std::vector<std::uint8_t> names(all.begin(), all.end());
  supply.settings = {{"input", supply.name}, {"files", sha256_hex(names)}};
  supply.title = [titles](std::uint64_t seed) { return titles.at(static_cast<std::size_t>(seed)); };
  supply.open = [paths]() -> Result<std::unique_ptr<PieceSource>> {
    return std::unique_ptr<PieceSource>(std::make_unique<FolderSource>(paths));
  };
  return supply;
}

}  // namespace segue

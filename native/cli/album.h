// SPDX-License-Identifier: Apache-2.0
// What an album's folder holds, as its album.json says: enough to go on where the work stopped.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/result.h"

namespace segue {

inline constexpr const char* kAlbumFile = "album.json";

/// A piece that is there: both files, whole.
struct AlbumTrack {
  std::string title, audio, midi;  ///< file names inside the folder
  double seconds = 0, integrated_lufs = 0, true_peak_dbtp = 0;
  int notes = 0;
  bool operator==(const AlbumTrack&) const = default;
};

/// A piece that was made and left out.
struct AlbumDrop {
  std::string title, kind, why;
  bool operator==(const AlbumDrop&) const = default;
};

struct Album {
  std::string name, artist;
  /// All that the pieces depend on beside their seeds, in the order of --help.
  std::vector<std::pair<std::string, std::string>> settings;
  std::uint64_t first_seed = 0;
  std::uint64_t count = 0;                     ///< wanted pieces
  std::map<std::uint64_t, AlbumTrack> tracks;  ///< by seed
  std::map<std::uint64_t, AlbumDrop> drops;
  bool operator==(const Album&) const = default;
};

/// The album in `folder`, nothing where there is none. Errors: kIo, kCorruptData with the path.
Result<std::optional<Album>> read_album(const std::string& folder);

/// Writes album.json, whole or not at all.
Result<void> write_album(const std::string& folder, const Album& album);

/// Whether `wanted` can go on with what `found` began: the same settings and first seed, and not
/// fewer pieces. Errors: kInvalidArgument, naming what differs.
Result<void> check_same_album(const Album& found, const Album& wanted, const std::string& folder);

}  // namespace segue

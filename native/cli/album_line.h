// SPDX-License-Identifier: Apache-2.0
// The assembly line: pieces from a supply, judged, rendered and written in several threads, until
// the album has as many as it wants.
#pragma once

#include <functional>
#include <string>

#include "native/audio/audio_file.h"
#include "native/cli/album.h"
#include "native/cli/piece_source.h"
#include "native/cli/sound_option.h"
#include "shared/base/result.h"
#include "shared/measures/quality_floor.h"

namespace segue {

struct AlbumLineOptions {
  std::string folder;  ///< is there
  AudioFormat format = AudioFormat::kFlac;
  SoundOption sound;
  QualityFloor floor;
  bool judge = true;  ///< false: everything that can be rendered is taken
  int jobs = 1;
  /// Told after every piece, from any thread but one at a time. May be empty.
  std::function<void(const Album&)> on_progress;
};

/// So many pieces more than wanted may be dropped before the line gives up.
std::uint64_t most_drops(std::uint64_t count);

/// Fills `album`, and once a second and at the end its file in the folder. Candidates are the seeds
/// from first_seed on; the album is the first `count` that pass, whatever `jobs` is and wherever
/// the work stopped before: tracks whose files are there and drops are taken as they are. A piece's
/// files are written whole, the MIDI file first, before album.json names them.
/// Errors: the first one of any thread; kCancelled after interrupted(); kNoMusic when too many
/// pieces were dropped. What was finished stays.
Result<void> run_album_line(const PieceSupply& supply, const AlbumLineOptions& options,
                            Album& album);

}  // namespace segue

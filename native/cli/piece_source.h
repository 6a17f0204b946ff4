// SPDX-License-Identifier: Apache-2.0
// Where the pieces of an album come from: a seed in, a piece out. assemble knows nothing else about
// models, so that its tests need none.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// What one thread asks for pieces.
class PieceSource {
 public:
  virtual ~PieceSource() = default;
  /// The same seed gives the same piece, whoever asks and whenever. Errors end the album, kNoMusic
  /// only this piece; kCancelled when interrupted() came between.
  virtual Result<NoteSequence> make(std::uint64_t seed) = 0;
};

/// A kind of source, ready to be opened by every thread.
struct PieceSupply {
  std::string name;     ///< of the model or folder: the artist
  int asked_steps = 0;  ///< sixteenths a piece is meant to have, 0: any
  std::uint64_t first_seed = 0;
  std::optional<std::uint64_t> pieces = {};  ///< how many seeds there are; none: without end
  /// What the pieces depend on beside the seed, for people and for comparison: ("steps", "512").
  std::vector<std::pair<std::string, std::string>> settings;
  /// What a piece is called, in lists and as its file: no slashes.
  std::function<std::string(std::uint64_t seed)> title;
  std::function<Result<std::unique_ptr<PieceSource>>()> open;
};

/// The music files of a folder, in the order of their names, without those inside `output`: an
/// album beside its music is no music for it. Errors: those of list_given_files; kNoMusic without a
/// file.
Result<PieceSupply> make_folder_supply(const std::string& folder, const std::string& output);

}  // namespace segue

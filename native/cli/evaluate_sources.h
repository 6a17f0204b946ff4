// SPDX-License-Identifier: Apache-2.0
// The music that `segue evaluate` measures: folders of files, windows of a data set, clips of a
// model, all as pieces on the grid.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/cli/cli.h"
#include "native/io/dataset_file.h"
#include "shared/base/result.h"
#include "shared/measures/grid_piece.h"
#include "shared/model/clip_grid.h"
#include "shared/model/model_package.h"
#include "shared/model/music_clip.h"

namespace segue {

/// Pieces and where they came from.
struct PieceSet {
  std::string origin;  ///< for people: "songs", "mel.h5, held out"
  std::vector<GridPiece> pieces;
  std::vector<std::string> names;  ///< of folders: each piece's file, relative to its folder
  std::int64_t files = 0;          ///< of folders: files that were read
  /// Files that could not be used: path and reason.
  std::vector<std::pair<std::string, std::string>> unreadable;
};

struct FolderOptions {
  std::vector<std::string> folders;  ///< or single files
  std::string option;                ///< what messages call it: "--input"
  /// Cut the music into windows as this representation's data sets have them; else whole pieces.
  std::optional<Representation> form;
  int bars = 0;  ///< without `form`: pieces of this many bars; 0 = whole
  OutputOptions report;
};
/// Errors: kNotFound, kIo, kNoMusic (no file, none readable, nothing in them, with the reasons),
/// kCancelled.
Result<PieceSet> read_folders(const FolderOptions& options);

/// The representation of a data set's windows.
Representation form_of(const Dataset& dataset);
/// Held-out windows as clips, all of them. Errors: kInvalidArgument where there are none.
Result<std::vector<MusicClip>> held_out_clips(const Dataset& dataset, const std::string& path);

/// Held-out streams as pieces, cut into `bars` (0: whole). Errors: kInvalidArgument where there are
/// none, kNoMusic where all are shorter, those of decode_window.
Result<std::vector<GridPiece>> held_out_streams(const Dataset& dataset, const std::string& path,
                                                int bars);

/// Each clip as a piece. Errors: those of to_grid_clip.
Result<std::vector<GridPiece>> to_grid_clips(const std::vector<MusicClip>& clips,
                                             const Representation& form);

}  // namespace segue

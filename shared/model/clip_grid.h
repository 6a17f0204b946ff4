// SPDX-License-Identifier: Apache-2.0
// From a clip of any representation to a piece on the grid, for everything that measures clips.
#pragma once

#include "shared/base/result.h"
#include "shared/measures/grid_piece.h"
#include "shared/model/music_clip.h"

namespace segue {

/// Errors: those of clips_to_notes and to_grid_clip.
Result<GridPiece> to_grid_clip(const MusicClip& clip, const Representation& form);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "shared/model/clip_grid.h"

#include <algorithm>

namespace segue {

Result<GridPiece> to_grid_clip(const MusicClip& clip, const Representation& form) {
  Representation plain = form;  // what the model is told has no part in the notes
  plain.controls.clear();
  MusicClip music = clip;
  music.controls.clear();
  const auto notes = clips_to_notes({&music, 1}, plain, kDefaultTempoQpm, /*program=*/0);
  if (!notes) return notes.error();
  const int steps = form.grid_steps() * 4 / form.steps_per_quarter;  // sixteenths
  return to_grid_clip(*notes, steps, std::max(1, steps / std::max(form.bars, 1)));
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// Clips of any representation from files on the command line, named as melody_input.h says.
#pragma once

#include <string>

#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/model/music_vae.h"

namespace segue {

struct ChosenClips {
  MusicVae::MusicClips clips;  ///< at least one
  double tempo_qpm = 120;      ///< where the first of them is
};

/// The clips that `text` names, as the model wants them. Errors: those of choose_windows; for
/// drums, grooves and trios kNoMusic (the file has no such window, with the reasons) and
/// kInvalidArgument (several and none chosen, no such number).
Result<ChosenClips> choose_clips(const std::string& text, const Representation& form,
                                 bool allow_all);

}  // namespace segue

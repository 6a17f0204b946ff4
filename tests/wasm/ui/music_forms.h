// SPDX-License-Identifier: Apache-2.0
// A form of each kind that a model may have, and a clip of it, for tests and scenes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shared/model/music_clip.h"

namespace segue {

/// By the names of models that have them: mel_2bar, mel_16bar, mel_2bar_chords, drums_2bar,
/// trio_4bar, groove_2bar.
const std::vector<std::pair<std::string, Representation>>& every_form();
const Representation& form_named(const std::string& id);

/// A clip that fits, with notes in every voice; another `variant`, other notes.
MusicClip clip_of(const Representation& form, int variant = 0);

}  // namespace segue

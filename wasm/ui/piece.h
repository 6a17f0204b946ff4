// SPDX-License-Identifier: Apache-2.0
// What can be heard, as notes: clips, walks, inputs, what was played on keys. The page plays it and
// renders it to sound files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "shared/music/note_sequence.h"
#include "wasm/ui/app_state.h"

namespace segue {

struct Piece {
  NoteSequence notes;
  double length_s = 0;
  double tempo_qpm = kDefaultTempoQpm;
};
/// Nothing when the target is gone or means nothing.
std::optional<Piece> piece_of(const AppState& state, PlayTarget target, std::uint64_t clip_id,
                              Slot slot);

/// What a model that continues music has made, or is making; null: nothing.
const Continuation* shown_continuation(const AppState& state);
/// The step of it that is heard.
double made_step(const AppState& state);

/// What plays, or what Space would play.
struct Heard {
  PlayTarget target = PlayTarget::kNone;
  std::uint64_t clip_id = 0;
  Slot slot = Slot::kA;
};
Heard heard_now(const AppState& state);
/// Seconds of that, 0 of nothing.
double heard_length_s(const AppState& state);
/// Of a sound file of that.
std::string sound_file_name(const AppState& state);

}  // namespace segue

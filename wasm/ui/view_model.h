// SPDX-License-Identifier: Apache-2.0
// What several panels work out from the state: what sounds, which clip is shown, how things are
// called.
#pragma once

#include <cstdint>
#include <string>

#include "wasm/ui/ui.h"

namespace segue {

/// Where the sound is within the clips of the stage; clip -1: none of them plays.
struct PlayingPoint {
  int clip = -1;
  double step = 0;        ///< within that clip
  double walk_part = -1;  ///< 0..1 of the whole walk; below 0: the walk does not play
};
PlayingPoint playing_point(const AppState& state);

/// Index of the clip on the large roll: the one that sounds in a walk, else the selected one. -1:
/// none.
int shown_clip(const AppState& state);

/// A's colour to B's along a walk; Segue's own for samples.
ImU32 clip_color(const Ui& ui, int index);

/// "850 kB", "3.2 MB".
std::string bytes_text(std::uint64_t bytes);
/// "0:04".
std::string time_text(double seconds);
/// "calm", "balanced", "lively", "adventurous".
const char* temperature_word(double temperature);
/// 0..1 of the download, below 0 while it is not known.
float load_fraction(const ModelStatus& model);
/// "Fetching \"Many voices\": 1.2 MB of 4.8 MB".
std::string load_text(const ModelStatus& model);
/// Whether there is something that a link would hold.
bool can_share(const AppState& state);
/// What keeps the main button from working, empty when nothing does.
std::string generate_hint(const AppState& state);
/// The examples that fit the chosen model, one by one; null behind the last.
const ExampleEntry* example_for(const AppState& state, int index);

}  // namespace segue

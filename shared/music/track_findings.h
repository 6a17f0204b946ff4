// SPDX-License-Identifier: Apache-2.0
// What melody_windows.cpp notices about each track on its way, and the sentences made of it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "shared/music/melody_windows.h"

namespace segue::detail {

struct TrackFindings {
  std::int64_t notes = 0, drum_notes = 0, program_notes = 0, range_notes = 0;
  int other_program = 0;                    ///< one outside the wanted range
  std::vector<std::pair<int, int>> meters;  ///< those that do not fit
  std::string unusable;                     ///< why a stretch could not be put on the grid
  double longest_segment_bars = 0;          ///< between changes of tempo or meter
  double segment_start_s = -1;              ///< of the last one with a note of it
  int segments = 0;                         ///< with a note of it
  int longest_melody_bars = 0;
  int polyphonic_bar = 0;  ///< first bar with notes that start together
  int polyphonic_windows = 0, too_few_notes = 0, repeats = 0, windows = 0;
};

/// One Rejection for each track without a window; before them one for the file when no track has
/// any.
std::vector<Rejection> explain(const NoteSequence& sequence, const WindowOptions& options,
                               const std::vector<TrackFindings>& tracks,
                               const std::vector<MelodyWindow>& windows);

}  // namespace segue::detail

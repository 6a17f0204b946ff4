// SPDX-License-Identifier: Apache-2.0
// What the named configurations ask of the data: window length, grid and representation. The
// trainer's table (native/train/config.cpp) has the same names and adds the network.
#pragma once

#include <span>
#include <string_view>

namespace segue {

struct WindowConfig {
  std::string_view name;            ///< "mel_2bar_small"
  std::string_view representation;  ///< "melody_90"
  int bars = 2;
  int steps_per_quarter = 4;
  int hop_bars = 1;                ///< what the reference system takes
  std::string_view controls = "";  ///< stored kinds, blank between: "chords"
  int min_steps = 0;  ///< of streams, which differ in length: least steps; 0: windows of one length

  /// Steps of a window, in bars of four quarters; of events, see RepresentationInfo::fixed_rows.
  int steps() const { return bars * steps_per_quarter * 4; }
};

std::span<const WindowConfig> window_configs();

/// Null when there is none of that name.
const WindowConfig* find_window_config(std::string_view name);

}  // namespace segue

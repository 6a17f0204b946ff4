// SPDX-License-Identifier: Apache-2.0
// Icons drawn with lines and shapes on a grid of 24: sharp at every size, no icon font to load.
#pragma once

#include "imgui.h"

namespace segue {

enum class Icon {
  kNone,
  kPlay,
  kStop,
  kLoop,
  kDownload,
  kDownloadAll,
  kDice,
  kSwap,
  kUndo,
  kRedo,
  kSun,
  kMoon,
  kVolume,
  kMuted,
  kHelp,
  kClose,
  kPlus,
  kMinus,
  kDown,
  kLeft,
  kRight,
  kCheck,
  kShare,
  kPin,
  kNote,
  kVary,
  kWarning,
  kTrash,
  kFile,
  kWalk,
  kShape,
  kKeys,
  kWave
};

/// `size` is the side of the square around `center`.
void draw_icon(ImDrawList& draw, Icon icon, ImVec2 center, float size, ImU32 color);

}  // namespace segue

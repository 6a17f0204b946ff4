// SPDX-License-Identifier: Apache-2.0
// Windows of a data set as music, for `segue evaluate`, and as lines of characters, for `segue
// dataset show`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "native/io/dataset_file.h"
#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// A window or stream of any representation but grooves as notes on the grid. Errors: those of the
/// codecs, kUnsupported.
Result<QuantizedSequence> decode_window(const RepresentationInfo& info,
                                        std::span<const std::uint16_t> tokens,
                                        std::span<const float> features);

/// A line for each pitch or drum that plays, '#' where a note starts, '=' while it sounds, and a
/// line with the chords where the data set has some; soft strokes of a groove are 'o'.
std::string draw_window(const Dataset& dataset, const DatasetSplit& split, std::int64_t index);

}  // namespace segue

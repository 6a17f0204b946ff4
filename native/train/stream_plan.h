// SPDX-License-Identifier: Apache-2.0
// Streams and how far they may be moved: what training, evaluation and baselines share.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "native/io/dataset_file.h"
#include "native/train/config.h"

namespace segue {

/// Semitones that windows and streams are moved by, lowest and highest: what the data set was built
/// for (its attribute `transpose`, of --one-key, --all-keys and --transpose), else the
/// configuration's augment_semitones up and down. A configuration of 0 moves nothing.
std::pair<int, int> transposition_range(const Config& config, const Dataset& dataset);

/// How far a stream can be moved without a pitch leaving the representation: lowest (<= 0) and
/// highest (>= 0) semitones. Drums: 0 and 0.
std::pair<int, int> transposition_room(const RepresentationInfo& info,
                                       std::span<const std::uint16_t> tokens);

/// What both allow; 0 and 0 where that is nothing.
std::pair<int, int> within_room(std::pair<int, int> range, std::pair<int, int> room);

/// Events of a stream that can be foretold: all but the first.
std::int64_t foretold_events(const Dataset& dataset, const DatasetSplit& split, std::int64_t index);

}  // namespace segue

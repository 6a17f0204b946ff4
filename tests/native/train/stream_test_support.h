// SPDX-License-Identifier: Apache-2.0
// What the tests of streams need: a small rnn and music that it can learn.
#pragma once

#include <cstdint>

#include "native/io/dataset_file.h"
#include "native/train/config.h"

namespace segue {

/// Two layers of 12 units, batches of 4, pieces of 8 events.
Config small_rnn_config();

/// The same for drums with position counters, whose first layer looks back at its last `attention`
/// outputs.
Config small_drum_rnn_config(int attention);

/// Streams of 6 to 14 steps: two voices from `seed`, one that repeats a figure of four notes and a
/// long note below, in which what comes next depends on more than the event before.
Dataset make_streams(int train_streams, int eval_streams, std::uint64_t seed);

}  // namespace segue

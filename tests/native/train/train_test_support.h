// SPDX-License-Identifier: Apache-2.0
// What several trainer tests need: a small network, melodies that can be learned.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/config.h"
#include "tests/native/temporary_folder.h"

namespace segue {

/// 12 and 10 units, z 6, windows of 16 steps: a step takes about a millisecond.
Config small_config();

/// Scales and repeated notes from `seed`, in the melody vocabulary.
Dataset make_melodies(int train_windows, int eval_windows, int steps, std::uint64_t seed);

/// A short configuration of each kind: flat and hierarchical, one part and several, all heads and
/// controls, dropout.
std::vector<Config> small_family();

/// Windows for any configuration: repeated patterns with a few changes.
Dataset make_windows(const Config& config, int train_windows, int eval_windows, std::uint64_t seed);

/// The lines of a text file.
std::vector<std::string> read_lines(const std::string& path);

}  // namespace segue

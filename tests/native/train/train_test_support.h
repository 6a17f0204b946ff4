// SPDX-License-Identifier: Apache-2.0
// What several trainer tests need: a small network, melodies that can be learned, a folder that
// goes away.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/config.h"

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

/// An empty folder below the tests' temporary folder, removed in the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The lines of a text file.
std::vector<std::string> read_lines(const std::string& path);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/train_test_support.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "shared/base/rng.h"

namespace segue {

Config small_config() {
  Config config;
  config.name = "small";
  config.steps = 16;
  config.encoder_size = 12;
  config.decoder_sizes = {10, 10};
  config.z_size = 6;
  config.batch_size = 8;
  config.latent_init_stddev = 0.1;
  config.train_steps = 6;
  config.eval_interval_steps = 3;
  config.log_interval_steps = 1;
  return config;
}

Dataset make_melodies(int train_windows, int eval_windows, int steps, std::uint64_t seed) {
  Dataset dataset;
  dataset.config = "small";
  dataset.steps = steps;
  Rng rng(seed);
  const auto fill = [&](DatasetSplit& split, int windows) {
    for (int i = 0; i < windows; ++i) {
      int token = 30 + static_cast<int>(rng.below(20));
      const int period = 1 << rng.below(3), direction = static_cast<int>(rng.below(3)) - 1;
      for (int t = 0; t < steps; ++t) {
        split.tokens.push_back(t % period == 0 ? static_cast<std::uint16_t>(token) : 0);
        if (t % period == 0) token += direction;
      }
      split.piece.push_back(0);
      split.bar.push_back(1);
      split.instrument.push_back(0);
    }
  };
  fill(dataset.train, train_windows);
  fill(dataset.eval, eval_windows);
  dataset.pieces = {{"a.mid", std::string(64, '0'), "train", train_windows + eval_windows}};
  return dataset;
}

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> count{0};
  path_ = testing::TempDir() + "segue_train_" + std::to_string(getpid()) + "_" +
          std::to_string(count++);
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace segue

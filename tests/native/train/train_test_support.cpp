// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/train_test_support.h"

#include <fstream>

#include "shared/base/rng.h"

namespace segue {
namespace {

void count_window(DatasetSplit& split) {
  split.piece.push_back(0);
  split.bar.push_back(1);
  split.instrument.push_back(0);
}

DatasetPiece a_piece_of(int windows) { return {"a.mid", std::string(64, '0'), "train", windows}; }

}  // namespace

Config small_config() {
  Config config;
  config.name = "small";
  config.steps = 16;
  config.encoder_sizes = {12};
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
      count_window(split);
    }
  };
  fill(dataset.train, train_windows);
  fill(dataset.eval, eval_windows);
  dataset.pieces = {a_piece_of(train_windows + eval_windows)};
  return dataset;
}

std::vector<Config> small_family() {
  const auto make = [](const char* name, const char* representation) {
    Config c = small_config();
    c.name = name;
    c.representation = representation;
    c.augment_semitones = 2;
    c.sampling_schedule = "constant";
    c.sampling_rate = 0.5;
    return c;
  };
  const auto hierarchical = [](Config c) {
    c.encoder_levels = {4, 4};
    c.conductor_sizes = {7, 7};
    c.conductor_levels = {4};
    c.split_cores = c.info()->parts.size() > 1;
    return c;
  };
  Config two_layers = make("two_layers", "melody_90");
  two_layers.encoder_sizes = {12, 9};
  Config chords = make("chords", "melody_90");
  chords.controls = {"chords", "key"};
  Config nade = make("nade", "drums_9_nade");
  nade.nade_size = 5;
  Config groove = make("groove", "groove_27");
  groove.groove_input = "tap_fixed_velocity_note_dropout";
  Config hits = make("hits", "groove_27");
  hits.controls = {"hits"};
  Config dropout = make("dropout", "groove_27");
  dropout.dropout_keep = 0.5;
  dropout.sampling_rate = 0;
  Config levels = make("levels", "melody_90");
  levels.encoder_levels = {2, 2, 4};
  Config hierarchical_chords = hierarchical(make("hierarchical_chords", "melody_90"));
  hierarchical_chords.controls = {"chords"};
  return {two_layers,
          chords,
          nade,
          groove,
          hits,
          dropout,
          levels,
          hierarchical_chords,
          make("drums", "drums_9"),
          make("trio", "trio_692"),
          hierarchical(make("hierarchical", "melody_90")),
          hierarchical(make("hierarchical_trio", "trio_692"))};
}

Dataset make_windows(const Config& config, int train_windows, int eval_windows,
                     std::uint64_t seed) {
  const RepresentationInfo& info = *config.info();
  Dataset dataset;
  dataset.representation = config.representation;
  dataset.config = config.name;
  dataset.steps = config.steps;
  for (const auto& name : config.controls) {
    if (find_control(name)->stored) dataset.controls.push_back(name);
  }
  Rng rng(seed);
  const auto fill = [&](DatasetSplit& split, int windows) {
    for (int i = 0; i < windows; ++i) {
      const auto base = rng.below(60), period = 1 + rng.below(4);
      for (std::uint64_t t = 0; t < static_cast<std::uint64_t>(config.steps); ++t) {
        for (const auto& part : info.parts) {
          const auto classes = static_cast<std::uint64_t>(part.classes);
          if (classes > 0) {
            split.tokens.push_back(
                static_cast<std::uint16_t>(t % period == 0 ? (base + t / 4) % classes : 0));
          }
        }
        std::vector<float> row(static_cast<std::size_t>(info.feature_depth), 0.0f);
        for (std::size_t f = 0; f < row.size(); ++f) {
          const bool groove = info.head == DecoderHead::kGroove;
          const bool on = (t + base) % (f % 9 + 2) == 0;
          if (on) row[f] = !groove || f < 9 ? 1.0f : f < 18 ? 0.75f : -0.25f;
        }
        split.features.insert(split.features.end(), row.begin(), row.end());
        for (std::size_t k = 0; k < dataset.controls.size(); ++k) {
          const int depth = find_control(dataset.controls[k])->depth;
          split.controls.push_back(
              static_cast<std::uint8_t>((base + t / 8) % static_cast<std::uint64_t>(depth)));
        }
      }
      count_window(split);
    }
  };
  fill(dataset.train, train_windows);
  fill(dataset.eval, eval_windows);
  dataset.pieces = {a_piece_of(train_windows + eval_windows)};
  return dataset;
}

std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace segue

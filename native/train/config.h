// SPDX-License-Identifier: Apache-2.0
// Everything a training run can be told: one struct, printed at the start and saved with every
// checkpoint.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

/// Defaults are those of magenta's cat-mel_2bar_small where it has the setting.
struct Config {
  std::string name = "mel_2bar_small";

  // Network
  int classes = 90;                             ///< V, size of the token vocabulary
  int steps = 32;                               ///< T, tokens a window
  int encoder_size = 512;                       ///< H, units of each direction of the encoder
  std::vector<int> decoder_sizes = {256, 256};  ///< D, units of each decoder layer, all equal
  int z_size = 256;                             ///< Z, latent dimensions
  double latent_init_stddev = 0.001;  ///< kernels of mu, sigma and the decoder's initial state

  // Data
  int batch_size = 512;
  int augment_semitones =
      5;  ///< transposition drawn anew for every window of every epoch, 0 for none

  // Loss
  double free_bits = 0;        ///< bits of KL a window may use at no cost
  double max_beta = 0.2;       ///< weight of the KL cost in the end
  double beta_rate = 0.99999;  ///< beta(t) = max_beta (1 - beta_rate^t); 0: max_beta from the start

  // Scheduled sampling: how often the decoder gets its own sample as previous token
  std::string sampling_schedule = "inverse_sigmoid";  ///< constant, exponential, inverse_sigmoid
  double sampling_rate = 1000;  ///< c of constant and exponential, k of inverse sigmoid

  // Optimiser: Adam (Kingma and Ba, 2015)
  double learning_rate = 1e-3;
  double min_learning_rate = 1e-5;
  double decay_rate = 0.9999;  ///< lr(t) = (learning_rate - min) decay_rate^t + min
  double adam_beta1 = 0.9, adam_beta2 = 0.999, adam_epsilon = 1e-8;
  double clip_norm = 1.0;                 ///< gradients are scaled down to this global norm
  double grad_norm_clip_to_zero = 10000;  ///< a step with a norm this large or larger is dropped
  double ema_decay = 0;  ///< moving average of the weights, used for evaluation and export; 0: off

  // Run
  std::int64_t train_steps = 50000;
  std::uint64_t seed = 1;
  int eval_interval_steps = 1000;
  int eval_windows = 2048;  ///< held-out windows looked at during training; all at the end
  int checkpoint_interval_s = 60;
  int checkpoints_to_keep = 3;
  int log_interval_steps = 20;

  bool operator==(const Config&) const = default;
};

/// The named starting points, in the order `--list-configs` prints them.
const std::vector<Config>& config_table();

/// Errors: kNotFound, listing the names there are.
Result<Config> find_config(std::string_view name);

/// Changes one field: "batch_size=256", "decoder_sizes=256,256".
/// Errors: kInvalidArgument, naming the fields there are or the kind of value expected.
Result<void> set_config_field(Config& config, std::string_view assignment);

/// Errors: kInvalidArgument for values that cannot work (sizes below 1, unequal decoder layers,
/// rates outside their range, an unknown schedule), saying what is allowed.
Result<void> check_config(const Config& config);

nlohmann::json config_to_json(const Config& config);

/// Fields that are missing keep their defaults; unknown ones are ignored.
/// Errors: kCorruptData naming the field of a wrong type; those of `check_config`.
Result<Config> config_from_json(const nlohmann::json& json);

/// Names and shapes of the weights this configuration has (values empty), see weights.h.
std::map<std::string, std::vector<std::int64_t>> weight_shapes(const Config& config);

/// Number of trainable values.
std::int64_t parameter_count(const Config& config);

}  // namespace segue

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
#include "shared/codec/groove_codec.h"
#include "shared/codec/representation.h"

namespace segue {

/// Values of Config::best_by.
inline constexpr const char* kBestByLoss = "loss";
inline constexpr const char* kBestBySampling = "sampling";

/// Values of Config::network.
inline constexpr const char* kVaeNetwork = "vae";
inline constexpr const char* kRnnNetwork = "rnn";

/// Values of Config::clip_by.
inline constexpr const char* kClipByGlobalNorm = "global";
inline constexpr const char* kClipByTensorNorm = "tensor";

/// Defaults are those of magenta's cat-mel_2bar_small where it has the setting.
struct Config {
  std::string name = "mel_2bar_small";

  // Network
  std::string network = kVaeNetwork;            ///< "vae", or "rnn": what comes next in a stream
  std::string representation = "melody_90";     ///< shared/codec/representation.h
  std::vector<std::string> controls;            ///< "chords", "key", "hits": told at every step
  std::string groove_input = "same";            ///< what a groove model sees, see groove_inputs()
  int steps = 32;                               ///< T, steps a window
  std::string meter = "4/4";                    ///< of the windows; taken from the data set
  std::vector<int> encoder_sizes = {512};       ///< H, units of each direction, one a layer;
                                                ///< an rnn has no encoder
  std::vector<int> encoder_levels;              ///< steps a segment, segments a window; none: flat
  std::vector<int> conductor_sizes;             ///< C, units of each layer, all equal; none: flat
  std::vector<int> conductor_levels;            ///< segments a window, one number; none: flat
  std::vector<int> decoder_sizes = {256, 256};  ///< D, units of each core's layers, all equal;
                                                ///< of an rnn, its layers
  bool split_cores = false;                     ///< one core for each part of the representation
  int nade_size = 128;                          ///< hidden units, for representations with NADE
  int z_size = 256;                             ///< Z, latent dimensions
  int counters = 0;   ///< K: of an rnn, columns that tell the place in the bar as binary digits
  int attention = 0;  ///< A: of an rnn, the last outputs of its first layer that the layer looks
                      ///< back at, see attention_lstm.h; 0: none
  double dropout_keep = 1;  ///< share of the inputs of every LSTM layer kept in training; of an
                            ///< rnn, of the outputs
  double latent_init_stddev = 0.001;  ///< kernels of mu, sigma and the decoders' initial states

  int code_steps = 0;  ///< on a warm start: steps in which the upper levels learn to carry the
                       ///< short model's codes before anything else, see code_training.h

  // Data
  int batch_size = 512;
  int augment_semitones =
      5;                 ///< transposition drawn anew for every window of every epoch, 0 for none
  int bptt_steps = 0;    ///< of an rnn: events that gradients go back; the state is carried on from
                         ///< one piece of a stream to the next. 0: streams are learned whole
  double mix_drums = 0;  ///< share of drum windows that are made of two, see window_mixing.h
  double mix_parts =
      0;  ///< share of windows of several parts whose parts come from as many windows

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
  double clip_norm = 1.0;                   ///< gradients are scaled down to this norm
  std::string clip_by = kClipByGlobalNorm;  ///< the norm of all together, or of each "tensor"
  double grad_norm_clip_to_zero = 10000;    ///< a step with a norm this large or larger is dropped
  double ema_decay = 0;  ///< moving average of the weights, used for evaluation and export; 0: off
  bool freeze_encoder = false;  ///< encoder, mu and sigma stay as they are

  // Run
  std::int64_t train_steps = 50000;
  std::uint64_t seed = 1;
  int eval_interval_steps = 1000;
  int eval_windows = 2048;  ///< held-out windows looked at during training; all at the end
  std::string best_by = kBestByLoss;  ///< the best checkpoint has the lowest held-out "loss", or
                                      ///< the highest held-out accuracy when "sampling"
  int early_stop_evals = 0;  ///< stop after so many evaluations without a better one; 0: never
  int checkpoint_interval_s = 60;
  int checkpoints_to_keep = 3;
  int log_interval_steps = 20;

  bool operator==(const Config&) const = default;

  bool is_rnn() const { return network == kRnnNetwork; }
  /// Null where the representation is unknown, which check_config refuses.
  const RepresentationInfo* info() const { return find_representation(representation); }
  /// Columns of all controls in an input row.
  int control_depth() const;
  /// Steps of one pass of a core: all, or those of a segment.
  int core_steps() const {
    return conductor_levels.empty() ? steps : steps / conductor_levels.front();
  }
  /// R, rows of H values that an rnn hands on from step to step (rnn_module.h).
  std::int64_t state_rows() const {
    const auto layers = static_cast<std::int64_t>(decoder_sizes.size());
    return 2 * layers + (attention > 0 ? attention + 1 : 0);
  }
};

/// Names of `groove_input`: "same", "humanize", "tap", "tap_fixed_velocity",
/// "tap_fixed_velocity_note_dropout", "add_closed_hat". Null when there is none of that name.
const GrooveInput* find_groove_input(std::string_view name);

/// The named starting points, in the order `--list-configs` prints them (config_table.cpp).
const std::vector<Config>& config_table();

/// Published names work too: cat-mel_2bar_small is mel_2bar_small; so do those of data sets, which
/// say no size: mel_16bar is mel_16bar_tiny.
/// Errors: kNotFound, listing the names there are.
Result<Config> find_config(std::string_view name);

/// Changes one field: "batch_size=256", "decoder_sizes=256,256", "conductor_sizes=" (none).
/// Errors: kInvalidArgument, naming the fields there are or the kind of value expected.
Result<void> set_config_field(Config& config, std::string_view assignment);

/// Errors: kInvalidArgument for values that cannot work (sizes below 1, unequal decoder layers,
/// levels that do not fill a window, rates outside their range, an unknown schedule), saying what
/// is allowed (check_config.cpp).
Result<void> check_config(const Config& config);

nlohmann::json config_to_json(const Config& config);

/// Fields that are missing keep their defaults; unknown ones are ignored. Runs of the first version
/// had `encoder_size`, one number.
/// Errors: kCorruptData naming the field of a wrong type; those of `check_config`.
Result<Config> config_from_json(const nlohmann::json& json);

/// Names and shapes of the weights this configuration has (values empty), see weights.h
/// (weight_shapes.cpp).
std::map<std::string, std::vector<std::int64_t>> weight_shapes(const Config& config);

/// Number of trainable values.
std::int64_t parameter_count(const Config& config);

}  // namespace segue

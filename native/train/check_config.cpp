// SPDX-License-Identifier: Apache-2.0
// Which configurations can work.
#include <algorithm>

#include "native/train/config.h"
#include "native/train/window_mixing.h"
#include "shared/music/meter.h"

namespace segue {
namespace {

/// Remembers the first rule that is broken.
class Rules {
 public:
  void operator()(bool fine, const char* rule) {
    if (!fine && problem.empty()) problem = rule;
  }
  std::string problem;
};

void check_vae(const Config& c, const RepresentationInfo* info, Rules& require) {
  require(!info->is_stream, "polyphony_259 is music to continue, not to encode");
  const bool groove = info->head == DecoderHead::kGroove;
  for (const auto& name : c.controls) {
    const auto* control = find_control(name);
    require(control != nullptr, "controls must be chords, key or hits");
    require(control == nullptr || control->stored != groove,
            "controls must be chords or key, or hits for grooves");
    require(control == nullptr || info->head != DecoderHead::kNade,
            "controls do not go with NADE representations");
  }
  require(find_groove_input(c.groove_input) != nullptr,
          "groove_input must be same, humanize, tap, tap_fixed_velocity, "
          "tap_fixed_velocity_note_dropout or add_closed_hat");
  require(groove || c.groove_input == "same", "groove_input must be same where there is no groove");
  require(c.steps >= 2 && c.steps <= 4096, "steps must be in 2..4096");
  require(parse_meter(c.meter).has_value(), "meter must be like 3/4");
  require(info->fixed_rows == 0 || c.steps == info->fixed_rows,
          "steps must be 512, 8 tracks of 64 events, for multitrack_490");
  require(!c.encoder_sizes.empty() && c.encoder_sizes.size() <= 16,
          "encoder_sizes needs 1..16 layers");
  for (const int size : c.encoder_sizes) {
    require(size >= 1 && size <= 65536, "encoder_sizes must be in 1..65536");
  }
  std::int64_t filled = 1;
  for (const int level : c.encoder_levels) {
    require(level >= 1 && level <= c.steps, "encoder_levels must be in 1..steps");
    filled = std::min<std::int64_t>(filled * std::max(level, 1), 1 << 30);
  }
  require(c.encoder_levels.empty() || filled == c.steps,
          "encoder_levels must be none, or numbers whose product is steps");
  require(c.conductor_sizes.empty() == c.conductor_levels.empty(),
          "conductor_sizes and conductor_levels must both be given, or none");
  require(c.conductor_levels.size() <= 1, "conductor_levels must be none or one number");
  require(c.conductor_sizes.size() <= 16, "conductor_sizes needs at most 16 layers");
  for (const int size : c.conductor_sizes) {
    require(size >= 1 && size <= 65536, "conductor_sizes must be in 1..65536");
    require(size == c.conductor_sizes.front(), "conductor_sizes must all be equal");
  }
  for (const int level : c.conductor_levels) {
    require(level >= 1 && c.steps % std::max(level, 1) == 0, "conductor_levels must divide steps");
  }
  require(!c.split_cores || info->parts.size() > 1,
          "split_cores needs a representation of several parts");
  require(c.nade_size >= 1 && c.nade_size <= 65536, "nade_size must be in 1..65536");
  require(c.z_size >= 1 && c.z_size <= 65536, "z_size must be in 1..65536");
  require(c.latent_init_stddev >= 0, "latent_init_stddev must be at least 0");
  require(c.code_steps >= 0, "code_steps must be at least 0");
  require(c.code_steps == 0 || (c.encoder_levels.size() == 2 && c.conductor_levels.size() == 1 &&
                                c.encoder_levels.back() == c.conductor_levels.front()),
          "code_steps must be 0 where encoder and conductor do not have the same segments");
  require(c.mix_drums >= 0 && c.mix_drums <= 1, "mix_drums must be in [0, 1]");
  require(c.mix_drums == 0 || drums_part(*info) < info->parts.size(),
          "mix_drums must be 0 where the representation has no drums of nine classes");
  require(c.mix_parts >= 0 && c.mix_parts <= 1, "mix_parts must be in [0, 1]");
  require(c.mix_parts == 0 || info->parts.size() > 1,
          "mix_parts must be 0 where the representation has one part");
  require(c.free_bits >= 0, "free_bits must be at least 0");
  require(c.max_beta >= 0, "max_beta must be at least 0");
  require(c.beta_rate >= 0 && c.beta_rate < 1, "beta_rate must be in [0, 1)");
  const bool inverse = c.sampling_schedule == "inverse_sigmoid";
  require(inverse || c.sampling_schedule == "constant" || c.sampling_schedule == "exponential",
          "sampling_schedule must be constant, exponential or inverse_sigmoid");
  require(inverse ? c.sampling_rate > 0 : c.sampling_rate >= 0 && c.sampling_rate <= 1,
          "sampling_rate must be above 0 for inverse_sigmoid and in [0, 1] for the others");
  require(c.counters == 0, "counters must be 0 where the network is no rnn");
  require(c.attention == 0, "attention must be 0 where the network is no rnn");
  require(c.bptt_steps == 0, "bptt_steps must be 0 where the network is no rnn");
}

void check_rnn(const Config& c, const RepresentationInfo* info, Rules& require) {
  require(info->head == DecoderHead::kCategorical && info->parts.size() == 1,
          "an rnn needs a representation of one token a step");
  require(c.controls.empty(), "an rnn has no controls");
  require(c.counters >= 0 && c.counters <= 16, "counters must be in 0..16");
  require(c.attention >= 0 && c.attention <= 1024, "attention must be in 0..1024");
  require(c.bptt_steps >= 0 && c.bptt_steps <= 65536, "bptt_steps must be in 0..65536");
  require(c.best_by == kBestByLoss, "best_by must be loss for an rnn");
  require(!c.freeze_encoder && c.code_steps == 0,
          "freeze_encoder and code_steps are for a vae only");
}

// Whatever the network.
void check_training(const Config& c, Rules& require) {
  require(!c.decoder_sizes.empty() && c.decoder_sizes.size() <= 16,
          "decoder_sizes needs 1..16 layers");
  for (const int size : c.decoder_sizes) {
    require(size >= 1 && size <= 65536, "decoder_sizes must be in 1..65536");
    require(size == c.decoder_sizes.front(), "decoder_sizes must all be equal");
  }
  require(c.dropout_keep > 0 && c.dropout_keep <= 1, "dropout_keep must be in (0, 1]");
  require(c.batch_size >= 1, "batch_size must be at least 1");
  require(c.augment_semitones >= 0 && c.augment_semitones <= 48,
          "augment_semitones must be in 0..48");
  require(c.learning_rate > 0 && c.min_learning_rate >= 0 && c.min_learning_rate <= c.learning_rate,
          "learning rates must fulfil 0 <= min_learning_rate <= learning_rate");
  require(c.decay_rate > 0 && c.decay_rate <= 1, "decay_rate must be in (0, 1]");
  require(c.adam_beta1 >= 0 && c.adam_beta1 < 1, "adam_beta1 must be in [0, 1)");
  require(c.adam_beta2 >= 0 && c.adam_beta2 < 1, "adam_beta2 must be in [0, 1)");
  require(c.adam_epsilon > 0, "adam_epsilon must be above 0");
  require(c.clip_by == kClipByGlobalNorm || c.clip_by == kClipByTensorNorm,
          "clip_by must be global or tensor");
  require(c.clip_norm > 0 && c.grad_norm_clip_to_zero > 0,
          "clip_norm and grad_norm_clip_to_zero must be above 0");
  require(c.ema_decay >= 0 && c.ema_decay < 1, "ema_decay must be in [0, 1)");
  require(c.train_steps >= 1, "train_steps must be at least 1");
  require(c.eval_interval_steps >= 1, "eval_interval_steps must be at least 1");
  require(c.eval_windows >= 1, "eval_windows must be at least 1");
  require(c.best_by == kBestByLoss || c.best_by == kBestBySampling,
          "best_by must be loss or sampling");
  require(c.early_stop_evals >= 0, "early_stop_evals must be at least 0");
  require(c.checkpoint_interval_s >= 1, "checkpoint_interval_s must be at least 1");
  require(c.checkpoints_to_keep >= 1, "checkpoints_to_keep must be at least 1");
  require(c.log_interval_steps >= 1, "log_interval_steps must be at least 1");
}

}  // namespace

Result<void> check_config(const Config& c) {
  const auto* info = c.info();
  if (info == nullptr) {
    std::string known;
    for (const auto& one : representations()) known += " " + std::string(one.name);
    return Error{ErrorCode::kInvalidArgument,
                 "there is no representation '" + c.representation + "'; choose one of:" + known};
  }
  Rules require;
  require(c.network == kVaeNetwork || c.is_rnn(), "network must be vae or rnn");
  if (c.is_rnn()) {
    check_rnn(c, info, require);
  } else {
    check_vae(c, info, require);
  }
  check_training(c, require);
  if (require.problem.empty()) return {};
  return Error{ErrorCode::kInvalidArgument, "this configuration cannot work: " + require.problem};
}

}  // namespace segue

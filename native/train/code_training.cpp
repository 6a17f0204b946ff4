// SPDX-License-Identifier: Apache-2.0
#include "native/train/code_training.h"

#include <algorithm>
#include <numbers>
#include <numeric>
#include <optional>
#include <vector>

#include "native/train/batches.h"
#include "native/train/losses.h"
#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "native/train/random_streams.h"

namespace segue {
namespace {

using torch::Tensor;

constexpr std::int64_t kPoolBatches = 16;  // windows encoded at a time, in batches
constexpr int kPasses = 4;                 // over them, before others are encoded
constexpr double kCodeScale = 4;  // mu is within four deviations of N(0, 1), an output within 1

Error unfit(const std::string& what) {
  return {ErrorCode::kInvalidArgument,
          "code_steps: " + what + "; change it with --set, or go without code_steps"};
}

Result<void> check_lower(const Config& config, const Config& lower) {
  const int steps = config.encoder_levels.front();
  if (!lower.encoder_levels.empty() || !lower.conductor_sizes.empty()) {
    return unfit("the model of --init must be flat");
  }
  if (lower.steps != steps) {
    return unfit("the model of --init knows " + std::to_string(lower.steps) +
                 " steps, a segment has " + std::to_string(steps) + " (encoder_levels)");
  }
  if (lower.split_cores != config.split_cores) {
    return unfit("one of the two models has a core for each part, the other has not (split_cores)");
  }
  if (lower.encoder_sizes != config.encoder_sizes) {
    return unfit("the layers of the model of --init differ (encoder_sizes)");
  }
  if (lower.z_size != config.conductor_sizes.front() ||
      lower.decoder_sizes != config.decoder_sizes) {
    return unfit("the model of --init has " + std::to_string(lower.z_size) +
                 " latent dimensions and another decoder (conductor_sizes, decoder_sizes)");
  }
  return {};
}

// Windows on their way through the lowest level: its states, and what `lower` makes of them.
struct Pool {
  Tensor states;          // [S, N, 2H]
  Tensor mu, deviations;  // [S, N, C]; 1 / sigma
};

// `lower` reads a segment as the lowest level does: their weights are the same.
Pool encode_pool(MusicVaeModule& model, MusicVaeModule& lower, BatchSource& source,
                 std::int64_t first, const Config& config, Engine engine) {
  at::NoGradGuard no_grad;
  std::vector<Tensor> states, mu, deviations;
  const std::int64_t b = config.batch_size, segments = config.conductor_levels.front();
  for (std::int64_t i = 0; i < kPoolBatches; ++i) {
    const Tensor h = model->encoder->segments(source.read(first + i * b, b), engine);
    const Posterior q = lower->posterior(h, engine);
    const auto apart = [&](const Tensor& x) { return x.view({segments, b, x.size(1)}); };
    states.push_back(apart(h));
    mu.push_back(apart(q.mu));
    deviations.push_back(apart(1 / q.sigma));
  }
  return {torch::cat(states, 1), torch::cat(mu, 1), torch::cat(deviations, 1)};
}

// The latent columns of every core: its start and the first layer's input.
void scale_latent_columns(Weights& weights, const Config& config) {
  const std::size_t cores = config.split_cores ? config.info()->parts.size() : 1;
  for (std::size_t core = 0; core < cores; ++core) {
    const std::string name = "core." + std::to_string(core);
    auto& start = weights.arrays.at(name + ".init.weight");
    for (float& x : start.values) x = static_cast<float>(x * kCodeScale);
    auto& input = weights.arrays.at(name + ".0.weight_ih");
    const auto columns = static_cast<std::size_t>(input.shape[1]);
    const auto last = columns - static_cast<std::size_t>(config.control_depth());
    const auto first = last - static_cast<std::size_t>(config.conductor_sizes.front());
    for (std::size_t i = 0; i < input.values.size(); ++i) {
      const auto column = i % columns;
      if (column >= first && column < last) {
        input.values[i] = static_cast<float>(input.values[i] * kCodeScale);
      }
    }
  }
}

struct CodeStep {
  double error = 0, kl_bits = 0;  // means over the batch
};

class CodeTrainer {
 public:
  /// Flat values of both models; those of `config` change.
  CodeTrainer(const Config& config, const Config& lower, const Dataset& dataset, Engine engine,
              const Tensor& values, const Tensor& lower_values)
      : config_(config),
        engine_(engine),
        segments_(config.conductor_levels.front()),
        gradients_(torch::zeros_like(values)),
        model_(config),
        lower_(lower),
        source_(config, dataset),
        order_(static_cast<std::size_t>(kPoolBatches * config.batch_size)) {
    bind_parameters(*model_, ParameterLayout(config), values, gradients_);
    bind_parameters(*lower_, ParameterLayout(lower), lower_values, torch::zeros_like(lower_values));
    for (const auto& entry : model_->named_parameters()) {
      const auto& name = entry.key();
      const bool lowest = name.rfind("encoder.0.", 0) == 0, core = name.rfind("core.", 0) == 0;
      if (!lowest && !core) learning_.push_back(entry.value());
    }
    adam_.emplace(learning_, torch::optim::AdamOptions(config.learning_rate));
  }

  CodeStep step(std::int64_t step) {
    Rng rng = make_stream(config_.seed, Stream::kNoise, step, /*part=*/1 << 15);
    const Tensor rows = next_rows(step, rng);                  // [B]
    const Tensor states = pool_.states.index_select(1, rows);  // [S, B, 2H]
    const std::int64_t b = config_.batch_size;
    const Posterior q = model_->posterior(
        model_->encoder->above(states.reshape({segments_ * b, states.size(2)}), b, engine_),
        engine_);
    Tensor epsilon = torch::empty({b, config_.z_size});
    rng.fill_normal({epsilon.data_ptr<float>(), static_cast<std::size_t>(epsilon.numel())});
    const Tensor codes =
        model_->decoder->conductor->forward(q.mu + q.sigma * epsilon, engine_, nullptr);
    const Tensor off = (codes * kCodeScale - pool_.mu.index_select(1, rows)) *
                       pool_.deviations.index_select(1, rows);  // [S, B, C]
    const Tensor error = 0.5 * off.square().sum(2).sum(0), kl = kl_divergence(q);
    gradients_.zero_();
    (error + config_.max_beta * kl_cost(kl, config_.free_bits)).mean().backward();
    update(step);
    return {error.mean().item<double>(), kl.mean().item<double>() / std::numbers::ln2};
  }

 private:
  // Which windows of the pool a step takes; fills the pool anew where all passes over it are done.
  Tensor next_rows(std::int64_t step, Rng& rng) {
    const std::int64_t b = config_.batch_size;
    const std::int64_t in_pass = step % kPoolBatches, pass = step / kPoolBatches;
    if (in_pass == 0) {
      if (pass % kPasses == 0) {
        pool_ = encode_pool(model_, lower_, source_, pass / kPasses * kPoolBatches * b, config_,
                            engine_);
      }
      std::iota(order_.begin(), order_.end(), 0);
      shuffle(std::span(order_), rng);
    }
    return torch::tensor(std::vector<std::int64_t>(order_.begin() + in_pass * b,
                                                   order_.begin() + (in_pass + 1) * b));
  }

  void update(std::int64_t step) {
    torch::nn::utils::clip_grad_norm_(learning_, config_.clip_norm);
    const double left = 1 - static_cast<double>(step) / static_cast<double>(config_.code_steps);
    for (auto& group : adam_->param_groups()) {
      static_cast<torch::optim::AdamOptions&>(group.options())
          .lr(config_.learning_rate * (0.1 + 0.9 * left));
    }
    adam_->step();
  }

  const Config& config_;
  Engine engine_;
  std::int64_t segments_;
  Tensor gradients_;
  MusicVaeModule model_, lower_;
  BatchSource source_;
  std::vector<Tensor> learning_;
  std::optional<torch::optim::Adam> adam_;
  Pool pool_;
  std::vector<std::int64_t> order_;  // of the pool's windows
};

}  // namespace

Result<void> train_on_codes(const Config& config, const StartingPoint& lower,
                            const Dataset& dataset, const CodeTrainingOptions& options,
                            Weights& weights) {
  if (config.code_steps == 0) return {};
  if (auto fine = check_lower(config, lower.config); !fine) return fine;
  if (auto fine = check_dataset(config, dataset); !fine) return fine;
  const ParameterLayout layout(config);
  const auto values = from_weights(layout, weights);
  if (!values) return values.error();
  const auto lower_values = from_weights(ParameterLayout(lower.config), lower.weights);
  if (!lower_values) return lower_values.error();
  CodeTrainer trainer(config, lower.config, dataset, options.engine, *values, *lower_values);
  const int interval = config.log_interval_steps;
  CodeStep sum;
  for (std::int64_t step = 0; step < config.code_steps; ++step) {
    if (options.interrupted != nullptr && *options.interrupted) {
      return Error{ErrorCode::kCancelled, "interrupted before the first step; nothing was written"};
    }
    const CodeStep done = trainer.step(step);
    sum.error += done.error;
    sum.kl_bits += done.kl_bits;
    if ((step + 1) % interval != 0) continue;
    if (options.on_report)
      options.on_report(step + 1, sum.error / interval, sum.kl_bits / interval);
    sum = {};
  }
  weights = to_weights(layout, *values);
  scale_latent_columns(weights, config);
  return {};
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/evaluate.h"

#include <algorithm>
#include <numbers>
#include <vector>

#include "native/train/losses.h"
#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "native/train/random_streams.h"

namespace segue {
namespace {

using torch::Tensor;

constexpr std::int64_t kEvaluationBatch = 256;
constexpr std::uint64_t kNoiseSeed = 20180401;  // any fixed number

struct Sums {
  double right_teacher = 0, right_sampling = 0, r_loss = 0, kl = 0;
  Tensor sigma;  // [Z]
};

// Windows `order[begin, end)` of the set.
void evaluate_batch(MusicVaeModuleImpl& model, const Config& config, Engine engine,
                    std::span<const std::uint16_t> tokens, std::span<const std::int64_t> order,
                    Sums& sums) {
  const std::int64_t t_count = config.steps, b_count = static_cast<std::int64_t>(order.size());
  Tensor targets = torch::empty({t_count, b_count}, torch::kLong);
  Tensor epsilon = torch::empty({b_count, config.z_size});
  const std::vector<float> coins(static_cast<std::size_t>(t_count * b_count), 0.0f);
  std::vector<float> uniforms(coins.size());
  for (std::int64_t b = 0; b < b_count; ++b) {
    const auto window = order[static_cast<std::size_t>(b)];
    Rng rng = make_stream(kNoiseSeed, Stream::kEvaluation, window);
    rng.fill_normal(
        {epsilon.data_ptr<float>() + b * config.z_size, static_cast<std::size_t>(config.z_size)});
    for (std::int64_t t = 0; t < t_count; ++t) {
      targets.data_ptr<std::int64_t>()[t * b_count + b] =
          tokens[static_cast<std::size_t>(window * t_count + t)];
      uniforms[static_cast<std::size_t>(t * b_count + b)] = static_cast<float>(rng.uniform());
    }
  }
  const Posterior q = model.encode(targets, engine);
  const Tensor z = q.mu + q.sigma * epsilon;  // [B, Z]
  const auto right = [&](const Tensor& logits) {
    return static_cast<double>(logits.argmax(2).eq(targets).sum().item<int64_t>());
  };
  const Tensor logits = model.decoder->forward(z, model.decoder->teacher_inputs(targets), engine);
  const Tensor own =
      model.decoder->sampled_inputs(z, targets, /*probability=*/1.0, coins, uniforms, engine);
  sums.right_teacher += right(logits);
  sums.right_sampling += right(model.decoder->forward(z, own, engine));
  sums.r_loss += reconstruction_loss(logits, targets).sum().item<double>();
  sums.kl += kl_divergence(q).sum().item<double>();
  sums.sigma += q.sigma.sum(0);
}

}  // namespace

Evaluation evaluate(const Config& config, Engine engine, ReplicaPool& pool,
                    std::span<const std::uint16_t> tokens, std::int64_t count, const float* values) {
  const std::int64_t all = static_cast<std::int64_t>(tokens.size()) / config.steps;
  const std::int64_t windows = count <= 0 ? all : std::min(count, all);
  std::vector<std::int64_t> order(static_cast<std::size_t>(windows));
  for (std::int64_t i = 0; i < windows; ++i) order[static_cast<std::size_t>(i)] = i * all / windows;

  const ParameterLayout layout(config);
  const Tensor flat = torch::from_blob(const_cast<float*>(values), {layout.size}, torch::kFloat);
  const Tensor no_gradients = torch::zeros({layout.size});
  std::vector<Sums> sums(static_cast<std::size_t>(pool.count()));
  pool.run([&](int r) {
    at::NoGradGuard no_grad;
    MusicVaeModule model(config);
    bind_parameters(*model, layout, flat, no_gradients);
    auto& mine = sums[static_cast<std::size_t>(r)];
    mine.sigma = torch::zeros({config.z_size}, torch::kDouble);
    for (std::int64_t first = r * kEvaluationBatch; first < windows;
         first += pool.count() * kEvaluationBatch) {
      const auto size = std::min(kEvaluationBatch, windows - first);
      evaluate_batch(*model, config, engine, tokens,
                     std::span<const std::int64_t>(order).subspan(static_cast<std::size_t>(first),
                                                                  static_cast<std::size_t>(size)),
                     mine);
    }
  });

  Evaluation result;
  result.windows = windows;
  Tensor sigma = torch::zeros({config.z_size}, torch::kDouble);
  const double w = static_cast<double>(std::max<std::int64_t>(windows, 1));
  for (const auto& part : sums) {
    result.accuracy_teacher_forcing += part.right_teacher / (w * config.steps);
    result.accuracy_sampling += part.right_sampling / (w * config.steps);
    result.r_loss += part.r_loss / w;
    result.kl_bits += part.kl / w / std::numbers::ln2;
    sigma += part.sigma;
  }
  result.active_dimensions = static_cast<int>((sigma / w).lt(kActiveSigma).sum().item<int64_t>());
  return result;
}

}  // namespace segue

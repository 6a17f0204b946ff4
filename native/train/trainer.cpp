// SPDX-License-Identifier: Apache-2.0
#include "native/train/trainer.h"

#include <cmath>
#include <numbers>
#include <optional>

#include "native/train/heads.h"
#include "native/train/losses.h"
#include "native/train/random_streams.h"
#include "native/train/schedules.h"

namespace segue {

using torch::Tensor;

namespace {

void zero_encoder_gradients(const ParameterLayout& layout, Tensor& gradients) {
  for (const auto& entry : layout.entries) {
    const auto module = entry.name.substr(0, entry.name.find('.'));
    if (module == "encoder" || module == "mu" || module == "sigma") {
      gradients.narrow(0, entry.offset, entry.count).zero_();
    }
  }
}

}  // namespace

Trainer::Trainer(const Config& config, Engine engine, int replicas, OptimizerState state,
                 Ranks* ranks)
    : config_(config),
      engine_(engine),
      layout_(config),
      state_(std::move(state)),
      pool_(replicas),
      replicas_(static_cast<std::size_t>(replicas)),
      ranks_(ranks) {
  for (auto& replica : replicas_) {
    replica.module = MusicVaeModule(config);
    replica.gradients = torch::zeros({layout_.size}, state_.values.options());
    bind_parameters(*replica.module, layout_, state_.values, replica.gradients);
  }
}

void Trainer::compute_gradients(Replica& replica, int index, const WindowBatch& batch,
                                std::int64_t step, double batch_size) {
  const auto t = batch.steps(), b = batch.size();
  auto& model = *replica.module;
  Rng rng = make_stream(config_.seed, Stream::kNoise, step, index);
  Tensor epsilon = torch::empty({b, config_.z_size});
  rng.fill_normal({epsilon.data_ptr<float>(), static_cast<std::size_t>(epsilon.numel())});
  epsilon = epsilon.to(device());
  std::vector<float> coins(static_cast<std::size_t>(t * b));
  std::vector<float> uniforms(static_cast<std::size_t>(t * b * model.decoder->draws()));
  for (float& x : coins) x = static_cast<float>(rng.uniform());
  for (float& x : uniforms) x = static_cast<float>(rng.uniform());

  replica.gradients.zero_();
  std::optional<Dropout> own_dropout;
  if (config_.dropout_keep < 1) own_dropout.emplace(config_.dropout_keep, rng.next());
  Dropout* dropout = own_dropout ? &*own_dropout : nullptr;
  const Posterior q = model.encode(batch, engine_, dropout);  // [B, Z] twice
  const Tensor z = q.mu + q.sigma * epsilon;                  // [B, Z]
  const Tensor previous = model.decoder->sampled_inputs(
      z.detach(), batch, sampling_probability_at(config_, step), coins, uniforms, engine_);
  const Tensor outputs = model.decoder->forward(z, previous, batch, engine_, dropout);

  const Tensor r_loss = reconstruction_loss(config_, outputs, batch);  // [B]
  const Tensor kl = kl_divergence(q);                                  // [B]
  const Tensor loss =
      (r_loss + beta_at(config_, step) * kl_cost(kl, config_.free_bits)).sum() / batch_size;
  loss.backward();
  if (config_.freeze_encoder) zero_encoder_gradients(layout_, replica.gradients);

  replica.sums = {};
  replica.sums.loss = loss.item<double>();
  replica.sums.r_loss = r_loss.sum().item<double>();
  replica.sums.kl_bits = kl.sum().item<double>() / std::numbers::ln2;
  const auto right = count_right(config_, outputs.detach(), batch);
  for (const double part : right) replica.sums.accuracy += part / static_cast<double>(right.size());
}

Result<StepMetrics> Trainer::try_step(const WindowBatch& batch, std::int64_t step) {
  const std::int64_t b = batch.size();
  const std::int64_t n = pool_.count(), p = layout_.size;
  // Replicas are counted over all ranks: noise and shares do not depend on where they run.
  const int first = ranks_ ? ranks_->rank() * pool_.count() : 0;
  const std::int64_t all = ranks_ ? ranks_->size() * n : n;
  const auto share = [n](std::int64_t size, int r) { return size * r / n; };

  pool_.run([&](int r) {
    const auto begin = b * (first + r) / all, end = b * (first + r + 1) / all;
    compute_gradients(replicas_[static_cast<std::size_t>(r)], first + r,
                      batch.part(begin, end).to(device()), step, static_cast<double>(b));
  });
  const auto sum_of = [&](int r) {
    return replicas_[0].gradients.narrow(0, share(p, r), share(p, r + 1) - share(p, r));
  };
  pool_.run([&](int r) {  // sum of all replicas' gradients, in order, into replica 0
    Tensor sum = sum_of(r);
    for (std::size_t i = 1; i < replicas_.size(); ++i) {
      sum.add_(replicas_[i].gradients.narrow(0, share(p, r), sum.numel()));
    }
  });
  if (ranks_) {
    Tensor sum = replicas_[0].gradients.cpu();  // gloo adds up what is on the processor
    if (auto done = ranks_->add_up(sum); !done) return done.error();
    replicas_[0].gradients.copy_(sum);
  }
  pool_.run([&](int r) {
    replicas_[static_cast<std::size_t>(r)].squared_norm = sum_of(r).square().sum().item<double>();
  });

  StepMetrics m;
  double squared_norm = 0;
  for (const auto& replica : replicas_) {
    m.loss += replica.sums.loss;
    m.r_loss += replica.sums.r_loss / static_cast<double>(b);
    m.kl_bits += replica.sums.kl_bits / static_cast<double>(b);
    m.accuracy += replica.sums.accuracy / static_cast<double>(b * countable(config_));
    squared_norm += replica.squared_norm;
  }
  if (ranks_) {
    Tensor sums = torch::tensor({m.loss, m.r_loss, m.kl_bits, m.accuracy}, torch::kDouble);
    if (auto done = ranks_->add_up(sums); !done) return done.error();
    const double* sum = sums.data_ptr<double>();
    m.loss = sum[0], m.r_loss = sum[1], m.kl_bits = sum[2], m.accuracy = sum[3];
  }
  m.gradient_norm = std::sqrt(squared_norm);
  m.learning_rate = learning_rate_at(config_, step);
  m.beta = beta_at(config_, step);
  m.sampling_probability = sampling_probability_at(config_, step);
  const double factor = clip_factor(m.gradient_norm, config_);
  if (!std::isfinite(m.loss) || !std::isfinite(m.gradient_norm)) return m;

  ++state_.updates;
  pool_.run([&](int r) {
    adam_update(state_, replicas_[0].gradients, factor, m.learning_rate, config_, share(p, r),
                share(p, r + 1));
  });
  return m;
}

StepMetrics Trainer::step(const WindowBatch& batch, std::int64_t step) {
  return *try_step(batch, step);
}

}  // namespace segue

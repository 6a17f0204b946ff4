// SPDX-License-Identifier: Apache-2.0
#include "native/train/trainer.h"

#include <cmath>
#include <vector>

#include "native/train/heads.h"
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

// Numbers that are sums over replicas, to be added up over ranks too.
std::vector<double*> additive(StepMetrics& m) {
  if (!m.stream) return {&m.loss, &m.r_loss, &m.kl_bits, &m.accuracy};
  StreamSums& s = *m.stream;
  return {&m.loss, &s.events, &s.nats, &s.right, &s.no_events, &s.no_events_right, &s.steps};
}

}  // namespace

Trainer::Trainer(const Config& config, Engine engine, int replicas, OptimizerState state,
                 Ranks* ranks)
    : config_(config),
      layout_(config),
      state_(std::move(state)),
      pool_(replicas),
      replicas_(static_cast<std::size_t>(replicas)),
      ranks_(ranks) {
  for (auto& replica : replicas_) {
    replica.network = make_network(config, engine);
    replica.gradients = torch::zeros({layout_.size}, state_.values.options());
    bind_parameters(replica.network->module(), layout_, state_.values, replica.gradients);
  }
  start_carrying();
}

// Zeros, unless a checkpoint brought the state of as many streams along.
void Trainer::start_carrying() {
  if (!config_.is_rnn() || config_.bptt_steps == 0) {
    state_.carried = Tensor();
    return;
  }
  Tensor& carried = state_.carried;
  if (carried.defined() && carried.dim() == 4)
    carried = carried.flatten(0, 1);  // once [2, L, B, H]
  const std::vector<std::int64_t> shape = {config_.state_rows(), config_.batch_size,
                                           config_.decoder_sizes.front()};
  if (carried.defined() && carried.sizes() == shape) return;
  carried = torch::zeros(shape, state_.values.options());
}

// Every rank knows the state of all streams, so that any of them can save it.
Result<void> Trainer::carry_on(const Tensor& carried) {
  if (ranks_) {
    Tensor sum = carried.cpu();
    if (auto done = ranks_->add_up(sum); !done) return done;
    state_.carried.copy_(sum);
  } else {
    state_.carried = carried;
  }
  return {};
}

Result<StepMetrics> Trainer::try_step(const WindowBatch& batch, std::int64_t step) {
  const std::int64_t b = batch.size();
  const std::int64_t n = pool_.count(), p = layout_.size;
  // Replicas are counted over all ranks: noise and shares do not depend on where they run.
  const int first = ranks_ ? ranks_->rank() * pool_.count() : 0;
  const std::int64_t all = ranks_ ? ranks_->size() * n : n;
  const auto share = [n](std::int64_t size, int r) { return size * r / n; };

  const auto events = static_cast<double>(batch.events());
  Tensor carried;  // [R, B, H], the shares of other ranks zero
  if (state_.carried.defined()) carried = torch::zeros_like(state_.carried);
  pool_.run([&](int r) {
    const auto begin = b * (first + r) / all, end = b * (first + r + 1) / all;
    const WindowBatch mine = batch.part(begin, end).to(device());
    auto& replica = replicas_[static_cast<std::size_t>(r)];
    replica.gradients.zero_();
    Tensor state;
    if (carried.defined()) state = state_.carried.narrow(1, begin, end - begin).clone();
    replica.sums =
        replica.network->learn({mine, step, first + r, static_cast<double>(b), events, state});
    if (config_.freeze_encoder) zero_encoder_gradients(layout_, replica.gradients);
    if (carried.defined()) carried.narrow(1, begin, end - begin).copy_(state);
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
    squared_norm += replica.squared_norm;
    if (replica.sums.stream) {
      if (!m.stream) m.stream.emplace();
      *m.stream += *replica.sums.stream;
      continue;
    }
    m.r_loss += replica.sums.r_loss / static_cast<double>(b);
    m.kl_bits += replica.sums.kl_bits / static_cast<double>(b);
    m.accuracy += replica.sums.accuracy / static_cast<double>(b * countable(config_));
  }
  if (ranks_) {
    std::vector<double> own;
    for (const double* number : additive(m)) own.push_back(*number);
    Tensor sums = torch::tensor(own, torch::kDouble);
    if (auto done = ranks_->add_up(sums); !done) return done.error();
    const double* sum = sums.data_ptr<double>();
    for (double* number : additive(m)) *number = *sum++;
  }
  if (carried.defined()) {
    if (auto done = carry_on(carried); !done) return done.error();
  }
  if (m.stream) m.accuracy = m.stream->accuracy();
  m.gradient_norm = std::sqrt(squared_norm);
  m.learning_rate = learning_rate_at(config_, step);
  m.beta = beta_at(config_, step);
  m.sampling_probability = sampling_probability_at(config_, step);
  const double factor = clip_factor(m.gradient_norm, config_);
  if (!std::isfinite(m.loss) || !std::isfinite(m.gradient_norm)) return m;

  if (config_.clip_by == kClipByTensorNorm) {
    clip_each(layout_, replicas_[0].gradients, config_.clip_norm);
  }
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

// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/train/plain_lstm.h"

#include <chrono>

namespace segue {

using torch::Tensor;
namespace nn = torch::nn;

PlainVaeImpl::PlainVaeImpl(const Config& c) : config(c), classes(c.info()->output_depth()) {
  const auto layers = static_cast<std::int64_t>(c.decoder_sizes.size());
  const std::int64_t d = c.decoder_sizes.front();
  encoder = register_module(
      "encoder", nn::LSTM(nn::LSTMOptions(classes, c.encoder_sizes.front()).bidirectional(true)));
  decoder = register_module("decoder",
                            nn::LSTM(nn::LSTMOptions(classes + c.z_size, d).num_layers(layers)));
  mu = register_module("mu", nn::Linear(2 * c.encoder_sizes.front(), c.z_size));
  sigma = register_module("sigma", nn::Linear(2 * c.encoder_sizes.front(), c.z_size));
  init = register_module("init", nn::Linear(c.z_size, layers * 2 * d));
  output = register_module("output", nn::Linear(d, classes));
}

Tensor PlainVaeImpl::loss(const Tensor& tokens, double beta) {
  const auto t = tokens.size(0), b = tokens.size(1);
  const auto layers = static_cast<std::int64_t>(config.decoder_sizes.size());
  const std::int64_t d = config.decoder_sizes.front();
  const Tensor one_hot = torch::one_hot(tokens, classes).to(torch::kFloat);  // [T, B, V]
  const Tensor last = std::get<0>(std::get<1>(encoder(one_hot)));            // [2, B, H]
  const Tensor h = torch::cat({last[0], last[1]}, 1);                        // [B, 2H]
  const Tensor mean = mu(h), deviation = torch::softplus(sigma(h)) + 1e-6;   // [B, Z]
  const Tensor z = mean + deviation * torch::randn_like(deviation);
  const Tensor state = torch::tanh(init(z)).view({b, layers, 2, d}).permute({2, 1, 0, 3});
  const Tensor shifted = torch::cat({torch::zeros({1, b, classes}), one_hot.slice(0, 0, t - 1)});
  const Tensor x = torch::cat({shifted, z.unsqueeze(0).expand({t, b, config.z_size})}, 2);
  const auto decoded = decoder(x, std::make_tuple(state[0].contiguous(), state[1].contiguous()));
  const Tensor logits = output(std::get<0>(decoded));  // [T, B, V]
  const Tensor r_loss = nn::functional::cross_entropy(
      logits.reshape({-1, classes}), tokens.reshape({-1}),
      nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum));
  const Tensor kl = 0.5 * (mean.square() + deviation.square() - 1).sum() - deviation.log().sum();
  return (r_loss + beta * kl) / b;
}

std::vector<double> time_plain_steps(const Config& config, const Tensor& tokens, int steps) {
  PlainVae model(config);
  torch::optim::Adam optimizer(model->parameters(),
                               torch::optim::AdamOptions(config.learning_rate));
  std::vector<double> seconds;
  for (int i = 0; i <= steps; ++i) {
    const auto start = std::chrono::steady_clock::now();
    optimizer.zero_grad();
    model->loss(tokens, config.max_beta).backward();
    nn::utils::clip_grad_norm_(model->parameters(), config.clip_norm);
    optimizer.step();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (i > 0) seconds.push_back(elapsed.count());
  }
  return seconds;
}

}  // namespace segue

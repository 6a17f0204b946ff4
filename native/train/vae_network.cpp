// SPDX-License-Identifier: Apache-2.0
// MusicVAE and its loss, as the trainer sees them.
#include <numbers>
#include <optional>
#include <vector>

#include "native/train/heads.h"
#include "native/train/losses.h"
#include "native/train/music_vae_module.h"
#include "native/train/network.h"
#include "native/train/random_streams.h"
#include "native/train/schedules.h"

namespace segue {
namespace {

using torch::Tensor;

class VaeNetwork : public Network {
 public:
  VaeNetwork(const Config& config, Engine engine)
      : config_(config), engine_(engine), model_(config) {}

  torch::nn::Module& module() override { return *model_; }

  StepMetrics learn(const StepShare& share) override {
    const WindowBatch& batch = share.batch;
    const auto t = batch.steps(), b = batch.size();
    Rng rng = make_stream(config_.seed, Stream::kNoise, share.step, share.replica);
    Tensor epsilon = torch::empty({b, config_.z_size});
    rng.fill_normal({epsilon.data_ptr<float>(), static_cast<std::size_t>(epsilon.numel())});
    epsilon = epsilon.to(batch.target().device());
    std::vector<float> coins(static_cast<std::size_t>(t * b));
    std::vector<float> uniforms(static_cast<std::size_t>(t * b * model_->decoder->draws()));
    for (float& x : coins) x = static_cast<float>(rng.uniform());
    for (float& x : uniforms) x = static_cast<float>(rng.uniform());

    std::optional<Dropout> own_dropout;
    if (config_.dropout_keep < 1) own_dropout.emplace(config_.dropout_keep, rng.next());
    Dropout* dropout = own_dropout ? &*own_dropout : nullptr;
    const Posterior q = model_->encode(batch, engine_, dropout);  // [B, Z] twice
    const Tensor z = q.mu + q.sigma * epsilon;                    // [B, Z]
    const Tensor previous = model_->decoder->sampled_inputs(
        z.detach(), batch, sampling_probability_at(config_, share.step), coins, uniforms, engine_);
    const Tensor outputs = model_->decoder->forward(z, previous, batch, engine_, dropout);

    const Tensor r_loss = reconstruction_loss(config_, outputs, batch);  // [B]
    const Tensor kl = kl_divergence(q);                                  // [B]
    const Tensor loss =
        (r_loss + beta_at(config_, share.step) * kl_cost(kl, config_.free_bits)).sum() /
        share.windows;
    loss.backward();

    StepMetrics sums;
    sums.loss = loss.item<double>();
    sums.r_loss = r_loss.sum().item<double>();
    sums.kl_bits = kl.sum().item<double>() / std::numbers::ln2;
    const auto right = count_right(config_, outputs.detach(), batch);
    for (const double part : right) sums.accuracy += part / static_cast<double>(right.size());
    return sums;
  }

 private:
  Config config_;
  Engine engine_;
  MusicVaeModule model_;
};

}  // namespace

std::unique_ptr<Network> make_vae_network(const Config& config, Engine engine) {
  return std::make_unique<VaeNetwork>(config, engine);
}

std::unique_ptr<Network> make_network(const Config& config, Engine engine) {
  return config.is_rnn() ? make_rnn_network(config, engine) : make_vae_network(config, engine);
}

}  // namespace segue

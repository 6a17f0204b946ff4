// SPDX-License-Identifier: Apache-2.0
// The rnn and its loss, as the trainer sees them.
#include <optional>

#include "native/train/network.h"
#include "native/train/random_streams.h"
#include "native/train/rnn_module.h"

namespace segue {
namespace {

using torch::Tensor;

class RnnNetwork : public Network {
 public:
  RnnNetwork(const Config& config, Engine engine)
      : config_(config), engine_(engine), form_(stream_form(*config.info())), model_(config) {}

  torch::nn::Module& module() override { return *model_; }

  StepMetrics learn(const StepShare& share) override {
    const WindowBatch& batch = share.batch;
    Rng rng = make_stream(config_.seed, Stream::kNoise, share.step, share.replica);
    std::optional<Dropout> dropout;
    if (config_.dropout_keep < 1) dropout.emplace(config_.dropout_keep, rng.next());

    Tensor state = model_->initial_state(batch.size());  // [R, B, H]
    Tensor carried = share.carried;
    if (carried.defined()) state = carried * batch.goes_on.unsqueeze(2);
    const Tensor logits =
        model_->forward(batch.tokens, state, engine_, dropout ? &*dropout : nullptr);  // [T, B, V]
    if (carried.defined()) carried.copy_(state);

    const Tensor nats = event_nats(logits, batch.next);  // [T, B]
    const Tensor loss = nats.sum() / share.events;
    loss.backward();

    StepMetrics sums;
    sums.loss = loss.item<double>();
    sums.stream.emplace();
    count_events(form_, logits.detach(), nats.detach(), batch.next, /*classes=*/false,
                 *sums.stream);
    return sums;
  }

 private:
  Config config_;
  Engine engine_;
  StreamForm form_;
  RnnModule model_{nullptr};
};

}  // namespace

std::unique_ptr<Network> make_rnn_network(const Config& config, Engine engine) {
  return std::make_unique<RnnNetwork>(config, engine);
}

}  // namespace segue

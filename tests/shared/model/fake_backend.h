// SPDX-License-Identifier: Apache-2.0
// A Backend of a few lines of arithmetic in place of a trained network: it follows the graphs'
// contract (shapes, Gumbel argmax), answers at once or when told to, and can be made to misbehave.
#pragma once

#include <cmath>
#include <deque>
#include <functional>
#include <vector>

#include "shared/model/backend.h"
#include "shared/model/model_package.h"

namespace segue {

inline ModelPackage fake_package(int z_size = 4) {
  ModelPackage package;
  package.id = "fake";
  package.title = "Fake";
  package.kind = "vae";
  package.z_size = z_size;
  package.representation = {"melody_90", 90, 90, 32, 4, 2, 21, 108};
  package.graphs = {{"encoder", "encoder.onnx", 1, std::string(64, '0')},
                    {"decoder", "decoder.onnx", 1, std::string(64, '0')}};
  return package;
}

class FakeBackend : public Backend {
 public:
  bool answer_later = false;
  std::function<void(NamedTensors&)> spoil;  ///< changes outputs before they are handed out
  Error failure;                             ///< handed out when its message is not empty
  std::vector<int> batch_sizes;
  int runs_in_progress = 0, deepest = 0;

  void run(const std::string& graph, NamedTensors inputs, OnDone on_done) override {
    auto answer = [this, graph, inputs = std::move(inputs), on_done = std::move(on_done)] {
      if (!failure.message.empty()) return on_done(failure);
      NamedTensors outputs = graph == "encoder" ? encode(inputs) : decode(inputs);
      if (spoil) spoil(outputs);
      on_done(std::move(outputs));
    };
    if (answer_later) {
      waiting_.push_back(std::move(answer));
      return;
    }
    deepest = std::max(deepest, ++runs_in_progress);
    answer();
    --runs_in_progress;
  }

  void answer_all() {
    while (!waiting_.empty()) {
      auto answer = std::move(waiting_.front());
      waiting_.pop_front();
      answer();
    }
  }

 private:
  // mu[z] = mean of sin(token position mixes); sigma = 0.25 everywhere.
  NamedTensors encode(const NamedTensors& inputs) {
    const Tensor& sequence = inputs.at("sequence");  // [B, T, 90]
    const auto& x = *sequence.floats();
    const std::int64_t batch = sequence.shape[0], steps = sequence.shape[1];
    batch_sizes.push_back(static_cast<int>(batch));
    std::vector<float> mu(static_cast<std::size_t>(batch * 4)), sigma(mu.size(), 0.25f);
    for (std::int64_t b = 0; b < batch; ++b) {
      for (std::int64_t t = 0; t < steps; ++t) {
        for (std::int64_t v = 0; v < 90; ++v) {
          const float on = x[static_cast<std::size_t>((b * steps + t) * 90 + v)];
          for (std::int64_t z = 0; z < 4; ++z) {
            mu[static_cast<std::size_t>(b * 4 + z)] +=
                on * static_cast<float>((v * 7 + t * 3 + z * 5) % 11 - 5) / 16;
          }
        }
      }
    }
    NamedTensors outputs;
    outputs["mu"] = {{batch, 4}, std::move(mu)};
    outputs["sigma"] = {{batch, 4}, std::move(sigma)};
    return outputs;
  }

  // logits[t, v] = z[t mod 4] * ((v + t) mod 5 - 2)
  NamedTensors decode(const NamedTensors& inputs) {
    const Tensor& latent = inputs.at("z");
    const auto& z = *latent.floats();
    const auto& noise = *inputs.at("noise").floats();  // [T, B, V]
    const float temperature = std::max(inputs.at("temperature").floats()->at(0), 1e-6f);
    const std::int64_t batch = latent.shape[0];
    batch_sizes.push_back(static_cast<int>(batch));
    std::vector<std::int64_t> tokens(static_cast<std::size_t>(batch * 32));
    for (std::int64_t b = 0; b < batch; ++b) {
      for (std::int64_t t = 0; t < 32; ++t) {
        float best = -INFINITY;
        for (std::int64_t v = 0; v < 90; ++v) {
          const float logit =
              z[static_cast<std::size_t>(b * 4 + t % 4)] * static_cast<float>((v + t) % 5 - 2);
          const float score =
              logit / temperature + noise[static_cast<std::size_t>((t * batch + b) * 90 + v)];
          if (score > best) {
            best = score;
            tokens[static_cast<std::size_t>(b * 32 + t)] = v;
          }
        }
      }
    }
    NamedTensors outputs;
    outputs["tokens"] = {{batch, 32}, std::move(tokens)};
    return outputs;
  }

  std::deque<std::function<void()>> waiting_;
};

}  // namespace segue

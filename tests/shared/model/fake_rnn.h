// SPDX-License-Identifier: Apache-2.0
// A Backend of a few lines of arithmetic in place of a trained network: a state that remembers all
// it heard, logits that depend on it. It answers at once or when told to.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/codec/polyphony_codec.h"
#include "shared/model/backend.h"
#include "shared/model/model_package.h"

namespace segue {

inline ModelPackage fake_rnn_package(const std::string& form = "polyphony_259", int classes = 259) {
  ModelPackage package;
  package.id = "fake";
  package.title = "Fake";
  package.kind = kRnnKind;
  package.rnn = {2, 3, form == "drums_9" ? 4 : 0};
  package.representation.name = form;
  package.representation.depth = package.representation.classes = classes;
  package.graphs = {{"step", "step.onnx", 1, std::string(64, '0')}};
  return package;
}

/// Two or three notes a step, like music.
inline float sparse_taste(int last, int event) {
  if (event == kPolyphonyStepEnd) return last == kPolyphonyStepEnd ? 2.0f : 5.0f;
  return event >= kPolyphonyContinuedNote ? 3.0f : 0.0f;
}

class FakeRnn : public Backend {
 public:
  explicit FakeRnn(int classes = 259) : classes_(classes) {}

  bool answer_later = false;
  Error failure;                             ///< handed out when its message is not empty
  std::function<void(NamedTensors&)> spoil;  ///< changes outputs before they are handed out
  /// What is added to every logit of an event, given what was heard last.
  std::function<float(int last, int event)> taste;
  std::vector<std::vector<std::int64_t>> shapes;  ///< of the tokens of every run
  std::vector<float> counters;                    ///< of the last run
  std::vector<std::int64_t> attention_shape;      ///< of the last run that had any
  int deepest = 0;

  void run(const std::string& graph, NamedTensors inputs, OnDone on_done) override {
    if (graph != "step") std::abort();
    auto answer = [this, inputs = std::move(inputs), on_done = std::move(on_done)] {
      if (!failure.message.empty()) return on_done(failure);
      NamedTensors outputs = step(inputs);
      if (spoil) spoil(outputs);
      on_done(std::move(outputs));
    };
    if (answer_later) {
      waiting_.push_back(std::move(answer));
      return;
    }
    deepest = std::max(deepest, ++running_);
    answer();
    --running_;
  }

  std::size_t waiting() const { return waiting_.size(); }
  void answer_one() {
    auto answer = std::move(waiting_.front());
    waiting_.pop_front();
    answer();
  }
  void answer_all() {
    while (!waiting_.empty()) answer_one();
  }

 private:
  // What the first layer looks back at, [A + 1, B, H], after it heard `event` in stream b: the
  // window's rows move on, the newest is made of the event, the last row of all others.
  static float look_back(Tensor& attention, std::int64_t b, float event) {
    auto& values = std::get<0>(attention.data);
    const std::int64_t rows = attention.shape[0], batch = attention.shape[1];
    float seen = 0;
    for (std::int64_t i = 0; i < attention.shape[2]; ++i) {
      const auto at = [&](std::int64_t row) -> float& {
        return values[static_cast<std::size_t>((row * batch + b) * attention.shape[2] + i)];
      };
      const float before = at(rows - 1);
      float read = 0;
      for (std::int64_t row = 0; row + 1 < rows; ++row) {
        read += at(row) * static_cast<float>(row + 1);
        at(row) = row + 2 < rows ? at(row + 1) : std::fmod(event + before, 7.0f);
      }
      at(rows - 1) = std::fmod(read, 11.0f);
      seen += at(rows - 1);
    }
    return seen;
  }

  // h' = (h / 2 + token + layer + unit + 1) mod 97, c' = c + 1 (events heard); logits from both.
  NamedTensors step(const NamedTensors& inputs) {
    const Tensor& tokens = inputs.at("tokens");  // [T, B]
    std::vector<float> h = *inputs.at("h").floats(), c = *inputs.at("c").floats();
    const auto state_shape = inputs.at("h").shape;  // [L, B, H]
    const std::int64_t length = tokens.shape[0], batch = tokens.shape[1];
    shapes.push_back(tokens.shape);
    if (inputs.count("counters") > 0) counters = *inputs.at("counters").floats();
    std::optional<Tensor> attention;
    if (inputs.count("attention") > 0) {
      attention = inputs.at("attention");
      attention_shape = attention->shape;
    }
    std::vector<float> logits;
    for (std::int64_t t = 0; t < length; ++t) {
      for (std::int64_t b = 0; b < batch; ++b) {
        const auto last = (*tokens.ints())[static_cast<std::size_t>(t * batch + b)];
        float memory = 0;
        for (std::int64_t l = 0; l < state_shape[0]; ++l) {
          for (std::int64_t i = 0; i < state_shape[2]; ++i) {
            const auto at = static_cast<std::size_t>((l * batch + b) * state_shape[2] + i);
            h[at] = std::fmod(h[at] / 2 + static_cast<float>(last + l + i + 1), 97.0f);
            c[at] += 1;
            memory += h[at] + c[at];
          }
        }
        if (attention) memory += look_back(*attention, b, static_cast<float>(last));
        for (int event = 0; event < classes_; ++event) {
          const float own = std::fmod(memory * static_cast<float>(event + 3), 5.0f);
          logits.push_back(own + (taste ? taste(static_cast<int>(last), event) : 0));
        }
      }
    }
    NamedTensors outputs;
    outputs["logits"] = {{length, batch, classes_}, std::move(logits)};
    outputs["h_out"] = {state_shape, std::move(h)};
    outputs["c_out"] = {state_shape, std::move(c)};
    if (attention) outputs["attention_out"] = std::move(*attention);
    return outputs;
  }

  int classes_, running_ = 0;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace segue

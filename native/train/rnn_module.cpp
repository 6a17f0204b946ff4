// SPDX-License-Identifier: Apache-2.0
#include "native/train/rnn_module.h"

#include "native/train/lstm_stack.h"
#include "native/train/stream_batches.h"

namespace segue {

using torch::Tensor;

namespace {

// Row n holds the digits of n, lowest first, as +1 and -1 (magenta's binary counters).
Tensor counter_codes(int digits) {
  const std::int64_t rows = std::int64_t{1} << digits;
  std::vector<float> codes;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (int place = 0; place < digits; ++place) codes.push_back(row >> place & 1 ? 1.0f : -1.0f);
  }
  return torch::from_blob(codes.data(), {rows, digits}).clone();
}

std::vector<double> to_doubles(const Tensor& counts) {
  const Tensor values = counts.to(torch::kDouble).cpu();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace

RnnModuleImpl::RnnModuleImpl(const Config& config)
    : hidden_size(config.decoder_sizes.front()), state_rows_(config.state_rows()) {
  const std::int64_t v = config.info()->output_depth();
  auto rnn = register_module("rnn", std::make_shared<torch::nn::Module>());  // names: rnn.0, ...
  for (std::size_t i = 0; i < config.decoder_sizes.size(); ++i) {
    const std::int64_t input = i == 0 ? v + config.counters : hidden_size;
    layers.push_back(rnn->register_module(std::to_string(i), LstmWeights(input, hidden_size)));
  }
  if (config.attention > 0) {
    attention =
        rnn->register_module("attention", AttentionWeights(v + config.counters, hidden_size));
  }
  output = rnn->register_module("output", Dense(hidden_size, v));
  input_.add({.classes = v, .first_column = 0, .codes = {}});
  if (config.counters > 0) {
    input_.add({.classes = std::int64_t{1} << config.counters,
                .first_column = v,
                .codes = counter_codes(config.counters)});
  }
}

Tensor RnnModuleImpl::initial_state(std::int64_t batch_size) const {
  return torch::zeros({state_rows_, batch_size, hidden_size}, layers[0]->bias.options());
}

LstmOutput RnnModuleImpl::first_layer(const Tensor& tokens, const Tensor& h0, const Tensor& c0,
                                      Engine engine) {
  const auto& w = layers[0];
  if (engine == Engine::kTorchLstm) {
    return lstm_layer_states(w, input_.dense(tokens, 0, input_.size()), h0, c0, /*reverse=*/false,
                             engine);
  }
  return fused_lstm_states({.tokens = input_.rows(tokens),
                            .table = input_.table(w->weight_ih, w->bias),
                            .gates = {},
                            .constant = {}},
                           w->weight_hh, h0, c0, /*reverse=*/false, engine);
}

Tensor RnnModuleImpl::forward(const Tensor& tokens, Tensor& state, Engine engine,
                              Dropout* dropout) {
  const auto count = static_cast<std::int64_t>(layers.size());
  std::vector<Tensor> h_after, c_after;  // [B, H] a layer
  Tensor memory_after;
  Tensor x;  // [T, B, H]
  for (std::int64_t i = 0; i < count; ++i) {
    const Tensor h0 = state[i].contiguous(), c0 = state[count + i].contiguous();  // [B, H]
    if (i == 0 && attention) {
      const Tensor memory = state.narrow(0, 2 * count, state_rows_ - 2 * count);
      const auto out = attention_lstm(layers[0], attention, input_, tokens, h0, c0, memory, engine);
      h_after.push_back(out.h);
      c_after.push_back(out.c);
      memory_after = out.memory;
      x = out.outputs;
    } else {
      const auto out = i == 0 ? first_layer(tokens, h0, c0, engine)
                              : lstm_layer_states(layers[static_cast<std::size_t>(i)], x, h0, c0,
                                                  /*reverse=*/false, engine);
      h_after.push_back(out.hidden.detach()[-1]);
      c_after.push_back(out.last_cell);
      x = out.hidden;
    }
    x = drop(dropout, x);
  }
  h_after.insert(h_after.end(), c_after.begin(), c_after.end());
  state = torch::stack(h_after);
  if (memory_after.defined()) state = torch::cat({state, memory_after});
  return dense(x, output->weight, output->bias, engine);  // [T, B, V]
}

Tensor event_nats(const Tensor& logits, const Tensor& next) {
  const Tensor log_p = torch::log_softmax(logits, 2);                                 // [T, B, V]
  const Tensor of_next = log_p.gather(2, next.clamp_min(0).unsqueeze(2)).squeeze(2);  // [T, B]
  return -of_next * next.ge(0);
}

void count_events(const StreamForm& form, const Tensor& logits, const Tensor& nats,
                  const Tensor& next, bool classes, StreamSums& sums) {
  at::NoGradGuard no_grad;
  const auto total = [](const Tensor& flags) { return flags.sum().item<double>(); };
  const Tensor found = logits.argmax(2).eq(next), no_event = next.eq(form.no_event);  // [T, B]
  StreamSums more;
  more.events = total(next.ge(0));
  more.nats = nats.sum(torch::kDouble).item<double>();
  more.right = total(found);
  more.no_events = total(no_event);
  more.no_events_right = total(found.logical_and(no_event));
  more.steps = form.ends_step ? more.no_events : more.events;
  if (classes) {
    const auto count = [&](const Tensor& which) {
      return to_doubles(torch::bincount(next.masked_select(which), {}, form.classes));
    };
    more.class_seen = count(next.ge(0));
    more.class_right = count(found);
  }
  sums += more;
}

}  // namespace segue

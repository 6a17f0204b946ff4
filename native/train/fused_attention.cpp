// SPDX-License-Identifier: Apache-2.0
// Forwards every step has four products; backwards the gradients that reach the window's rows from
// later steps are added up until their own step comes. Gradients of weights are one product over
// all steps each.
#include "native/train/fused_attention.h"

#include <vector>

#include "native/train/attention_kernels.h"
#include "native/train/lstm_kernels.h"
#include "native/train/matmul.h"

namespace segue {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

float* row_of(const Tensor& matrix, std::int64_t row) {
  return matrix.data_ptr<float>() + row * matrix.size(-1);
}

// out [B, N] = x [B, K] * w, plus `out` when `accumulate`.
void multiply(Matmul& matmul, const Tensor& x, const PackedMatrix& w, const Tensor& out,
              bool accumulate) {
  const Tensor input = to_input(x, matmul);
  matmul.multiply(input.data_ptr(), w, out.data_ptr<float>(), accumulate);
}

// The gradient [O, I] of a weight from those of its results [.., O] and what it met [.., I].
Tensor weight_gradient(Matmul& matmul, const Tensor& results, const Tensor& inputs) {
  const auto o = results.size(-1), i = inputs.size(-1);
  const Tensor a = to_input(results, matmul), b = to_input(inputs, matmul);
  Tensor gradient = torch::empty({o, i}, results.options());
  matmul.multiply_transposed(a.data_ptr(), b.data_ptr(), gradient.data_ptr<float>(), o, i,
                             results.numel() / o);
  return gradient;
}

// What row b of the batch looks back at in step t.
AttentionRow window_row(const Tensor& outputs, const Tensor& keys, const Tensor& queries,
                        const Tensor& shares, const Tensor& score, std::int64_t t, std::int64_t b) {
  const auto length = shares.size(1), batch = shares.size(2), row = t * batch + b;
  return {.rows = row_of(outputs, row),
          .keys = row_of(keys, row),
          .query = row_of(queries, row),
          .score = score.data_ptr<float>(),
          .shares = shares.data_ptr<float>() + t * length * batch + b,
          .length = length,
          .hidden_size = outputs.size(2),
          .row_stride = batch * outputs.size(2),
          .share_stride = batch};
}

// What step t reads is rows t .. t + A - 1 of `outputs`; what it puts out is row A + t.
struct FusedAttention : torch::autograd::Function<FusedAttention> {
  static variable_list forward(AutogradContext* context, Tensor tokens, Tensor table,
                               Tensor recurrent, Tensor query, Tensor query_bias, Tensor window,
                               Tensor score, Tensor output, Tensor output_bias, Tensor h0,
                               Tensor c0, Tensor memory, int64_t engine) {
    at::NoGradGuard no_grad;
    Matmul& matmul = thread_matmul(static_cast<Engine>(engine));
    const auto t_count = tokens.size(0), b_count = tokens.size(1), token_rows = tokens.size(2);
    const auto h = h0.size(1), a = memory.size(0) - 1;
    const auto space = [&](std::int64_t rows, std::int64_t columns) {
      return torch::empty({rows, b_count, columns}, h0.options());
    };
    const Tensor gates = space(t_count, 4 * h);
    const Tensor h_read = space(t_count + 1, 2 * h);  // slot t: h and what was read before step t
    const Tensor c_h = space(t_count + 1, 2 * h);     // the same of c and h
    const Tensor outputs = space(a + t_count, h), keys = space(a + t_count, h);
    const Tensor queries = space(t_count, h);
    const Tensor shares = torch::empty({t_count, a, b_count}, h0.options());

    const auto of_gates = matmul.pack(recurrent.t(), b_count);
    const auto of_query = matmul.pack(query.t(), b_count);
    const auto of_output = matmul.pack(output.t(), b_count);
    const auto of_key = matmul.pack(window.t(), b_count);
    h_read[0].copy_(torch::cat({h0, memory[a]}, 1));
    c_h[0].copy_(torch::cat({c0, h0}, 1));
    outputs.narrow(0, 0, a).copy_(memory.narrow(0, 0, a));
    for (std::int64_t j = 0; j < a; ++j) multiply(matmul, outputs[j], *of_key, keys[j], false);

    const auto* token = tokens.data_ptr<std::int64_t>();
    for (std::int64_t t = 0; t < t_count; ++t) {
      multiply(matmul, h_read[t], *of_gates, gates[t], /*accumulate=*/false);
      for (std::int64_t row = t * b_count; row < (t + 1) * b_count; ++row) {
        const auto next = row + b_count;
        for (std::int64_t r = 1; r < token_rows; ++r) {
          add_row(row_of(gates, row), row_of(table, token[row * token_rows + r]), 4 * h);
        }
        lstm_forward_row({.gates = row_of(gates, row),
                          .token_row = row_of(table, token[row * token_rows]),
                          .constant_row = nullptr,
                          .previous_cell = row_of(c_h, row),
                          .cell = row_of(c_h, next),
                          .hidden = row_of(h_read, next),
                          .hidden_bf16 = nullptr},
                         h);
      }
      const Tensor after = h_read[t + 1];
      c_h[t + 1].narrow(1, h, h).copy_(after.narrow(1, 0, h));
      queries[t].copy_(query_bias.expand({b_count, h}));
      multiply(matmul, c_h[t + 1], *of_query, queries[t], /*accumulate=*/true);
      for (std::int64_t b = 0; b < b_count; ++b) {
        attention_forward_row(window_row(outputs, keys, queries, shares, score, t, b),
                              row_of(h_read, (t + 1) * b_count + b) + h);
      }
      outputs[a + t].copy_(output_bias.expand({b_count, h}));
      multiply(matmul, after, *of_output, outputs[a + t], /*accumulate=*/true);
      multiply(matmul, outputs[a + t], *of_key, keys[a + t], /*accumulate=*/false);
    }
    context->save_for_backward({tokens, table, recurrent, query, window, score, output, gates,
                                h_read, c_h, outputs, keys, queries, shares});
    context->saved_data["engine"] = engine;
    Tensor last_h = h_read[t_count].narrow(1, 0, h).clone();
    Tensor last_c = c_h[t_count].narrow(1, 0, h).clone();
    Tensor last_memory =
        torch::cat({outputs.narrow(0, t_count, a), h_read[t_count].narrow(1, h, h).unsqueeze(0)});
    context->mark_non_differentiable({last_h, last_c, last_memory});
    return {outputs.narrow(0, a, t_count), last_h, last_c, last_memory};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &tokens = saved[0], &table = saved[1], &recurrent = saved[2], &query = saved[3],
               &window = saved[4], &score = saved[5], &output = saved[6], &gates = saved[7],
               &h_read = saved[8], &c_h = saved[9], &outputs = saved[10], &keys = saved[11],
               &queries = saved[12], &shares = saved[13];
    Matmul& matmul = thread_matmul(static_cast<Engine>(context->saved_data["engine"].toInt()));
    const auto t_count = tokens.size(0), b_count = tokens.size(1), token_rows = tokens.size(2);
    const auto h = window.size(0), a = shares.size(1);
    const auto options = gates.options();
    const Tensor output_grads = torch::zeros(outputs.sizes(), options);
    const Tensor key_grads = torch::zeros(keys.sizes(), options);
    const Tensor query_grads = torch::empty(queries.sizes(), options);
    output_grads.narrow(0, a, t_count).copy_(gradients[0]);
    const Tensor h_read_grad = torch::zeros({b_count, 2 * h}, options);  // from the next step
    const Tensor c_h_grad = torch::empty({b_count, 2 * h}, options);     // of the query
    const Tensor cell_grad = torch::zeros({b_count, h}, options);
    const Tensor table_grad = torch::zeros_like(table), score_grad = torch::zeros_like(score);

    const auto of_gates = matmul.pack(recurrent, b_count);
    const auto of_query = matmul.pack(query, b_count);
    const auto of_output = matmul.pack(output, b_count);
    const auto of_key = matmul.pack(window, b_count);
    const auto* token = tokens.data_ptr<std::int64_t>();
    for (std::int64_t t = t_count - 1; t >= 0; --t) {
      const Tensor output_grad = output_grads[a + t];
      multiply(matmul, key_grads[a + t], *of_key, output_grad, /*accumulate=*/true);
      multiply(matmul, output_grad, *of_output, h_read_grad, /*accumulate=*/true);

      for (std::int64_t b = 0; b < b_count; ++b) {
        const auto row = t * b_count + b;
        attention_backward_row(window_row(outputs, keys, queries, shares, score, t, b),
                               {.read = row_of(h_read_grad, b) + h,
                                .rows = row_of(output_grads, row),
                                .keys = row_of(key_grads, row),
                                .query = row_of(query_grads, row),
                                .score = score_grad.data_ptr<float>()});
      }
      multiply(matmul, query_grads[t], *of_query, c_h_grad, /*accumulate=*/false);
      cell_grad.add_(c_h_grad.narrow(1, 0, h));

      for (std::int64_t b = 0; b < b_count; ++b) {
        const auto row = t * b_count + b;
        lstm_backward_row({.gates = row_of(gates, row),
                           .previous_cell = row_of(c_h, row),
                           .cell = row_of(c_h, row + b_count),
                           .hidden_grad = row_of(c_h_grad, b) + h,
                           .carried_grad = row_of(h_read_grad, b),
                           .cell_grad = row_of(cell_grad, b),
                           .gates_bf16 = nullptr},
                          h);
        for (std::int64_t r = 0; r < token_rows; ++r) {
          add_row(row_of(table_grad, token[row * token_rows + r]), row_of(gates, row), 4 * h);
        }
      }
      multiply(matmul, gates[t], *of_gates, h_read_grad, /*accumulate=*/false);
    }
    const Tensor after = h_read.narrow(0, 1, t_count), own = output_grads.narrow(0, a, t_count);
    const auto sum = [](const Tensor& rows) { return rows.flatten(0, 1).sum(0); };
    return {Tensor(),
            table_grad,
            weight_gradient(matmul, gates, h_read.narrow(0, 0, t_count)),
            weight_gradient(matmul, query_grads, c_h.narrow(0, 1, t_count)),
            sum(query_grads),
            weight_gradient(matmul, key_grads, outputs),
            score_grad,
            weight_gradient(matmul, own, after),
            sum(own),
            Tensor(),
            Tensor(),
            Tensor(),
            Tensor()};
  }
};

}  // namespace

AttentionOutput fused_attention(const AttentionGates& gates, const AttentionWeights& w,
                                const Tensor& h0, const Tensor& c0, const Tensor& memory,
                                Engine engine) {
  const auto outputs = FusedAttention::apply(
      gates.tokens, gates.table, gates.recurrent, w->query->weight, w->query->bias, w->window,
      w->score, w->output->weight, w->output->bias, h0, c0, memory, static_cast<int64_t>(engine));
  return {outputs[0], outputs[1], outputs[2], outputs[3]};
}

}  // namespace segue

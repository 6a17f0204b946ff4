// SPDX-License-Identifier: Apache-2.0
// Per step one product and one elementwise pass, whose results stay in place for the way back; the
// gradient of the recurrent weights is one product over all steps (Appleyard et al., 2016,
// arXiv:1604.01946, describe such fusions).
#include "native/train/lstm.h"

#include <vector>

#include "native/train/lstm_kernels.h"
#include "native/train/matmul.h"

namespace segue {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

float* floats(const Tensor& t) { return t.numel() > 0 ? t.data_ptr<float>() : nullptr; }
std::uint16_t* halves(const Tensor& t) { return static_cast<std::uint16_t*>(t.data_ptr()); }
char* bytes(const Tensor& t) { return static_cast<char*>(t.data_ptr()); }

std::int64_t rows_a_step(const Tensor& tokens) { return tokens.dim() == 3 ? tokens.size(2) : 1; }

// States have T + 1 slots: slot t is before step t and t + 1 after it; reversed, t + 1 is before
// and t after.
struct Slots {
  std::int64_t steps;
  bool reverse;
  std::int64_t step(std::int64_t k) const { return reverse ? steps - 1 - k : k; }
  std::int64_t before(std::int64_t t) const { return reverse ? t + 1 : t; }
  std::int64_t after(std::int64_t t) const { return reverse ? t : t + 1; }
  std::int64_t first_before() const { return reverse ? 1 : 0; }
  std::int64_t first_after() const { return reverse ? 0 : 1; }
};

// Arguments of an autograd function may not be undefined: what is left out comes as an empty
// tensor.
struct FusedLstm : torch::autograd::Function<FusedLstm> {
  static variable_list forward(AutogradContext* context, Tensor tokens, Tensor table,
                               Tensor input_gates, Tensor constant, Tensor weight_hh, Tensor h0,
                               Tensor c0, bool reverse, int64_t engine) {
    at::NoGradGuard no_grad;
    Matmul& matmul = thread_matmul(static_cast<Engine>(engine));
    const bool bf16 = matmul.input_type() == at::kBFloat16;
    const bool has_gates = input_gates.numel() > 0;
    const auto h = weight_hh.size(1);
    const auto t_count = has_gates ? input_gates.size(0) : tokens.size(0);
    const auto b_count = has_gates ? input_gates.size(1) : tokens.size(1);
    const Slots slots{t_count, reverse};
    const auto options = weight_hh.options();
    Tensor gates = has_gates ? input_gates : torch::empty({t_count, b_count, 4 * h}, options);
    Tensor cells = torch::empty({t_count + 1, b_count, h}, options);
    Tensor hiddens = torch::empty({t_count + 1, b_count, h}, options);
    Tensor inputs = bf16 ? torch::empty({t_count + 1, b_count, h}, options.dtype(at::kBFloat16))
                         : hiddens;  // what the products read
    const auto start = slots.before(slots.step(0));
    cells[start].copy_(c0);
    hiddens[start].copy_(h0);
    if (bf16) inputs[start].copy_(h0);

    const auto packed = matmul.pack(weight_hh.t(), b_count);
    const auto row_bytes = b_count * h * static_cast<std::int64_t>(inputs.element_size());
    const auto* token_of = tokens.numel() > 0 ? tokens.data_ptr<std::int64_t>() : nullptr;
    const auto rows = rows_a_step(tokens);
    for (std::int64_t k = 0; k < t_count; ++k) {
      const auto t = slots.step(k), before = slots.before(t), after = slots.after(t);
      float* g = floats(gates) + t * b_count * 4 * h;  // [B, 4H]
      matmul.multiply(bytes(inputs) + before * row_bytes, *packed, g, /*accumulate=*/has_gates);
      for (std::int64_t b = 0; b < b_count; ++b) {
        const auto from = (before * b_count + b) * h, to = (after * b_count + b) * h;
        const auto* row_of = token_of ? token_of + (t * b_count + b) * rows : nullptr;
        for (std::int64_t r = 1; r < rows; ++r) {
          add_row(g + b * 4 * h, floats(table) + row_of[r] * 4 * h, 4 * h);
        }
        lstm_forward_row(
            {.gates = g + b * 4 * h,
             .token_row = row_of ? floats(table) + row_of[0] * 4 * h : nullptr,
             .constant_row = constant.numel() > 0 ? floats(constant) + b * 4 * h : nullptr,
             .previous_cell = floats(cells) + from,
             .cell = floats(cells) + to,
             .hidden = floats(hiddens) + to,
             .hidden_bf16 = bf16 ? halves(inputs) + to : nullptr},
            h);
      }
    }
    context->save_for_backward({tokens, table, constant, gates, weight_hh, inputs, cells});
    context->saved_data["reverse"] = reverse;
    context->saved_data["engine"] = engine;
    context->saved_data["has_gates"] = has_gates;
    Tensor last_cell = cells[slots.after(slots.step(t_count - 1))].clone();
    context->mark_non_differentiable({last_cell});
    return {hiddens.narrow(0, slots.first_after(), t_count), last_cell};  // [T, B, H], [B, H]
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &tokens = saved[0], &table = saved[1], &constant = saved[2], &gates = saved[3],
               &weight_hh = saved[4], &inputs = saved[5], &cells = saved[6];
    Matmul& matmul = thread_matmul(static_cast<Engine>(context->saved_data["engine"].toInt()));
    const bool bf16 = matmul.input_type() == at::kBFloat16;
    const auto t_count = gates.size(0), b_count = gates.size(1), h = weight_hh.size(1);
    const Slots slots{t_count, context->saved_data["reverse"].toBool()};
    const auto options = weight_hh.options();
    const Tensor output_grad = gradients[0].contiguous();  // [T, B, H]
    Tensor carried = torch::zeros({b_count, h}, options);  // dL/dh from the next step
    Tensor cell_grad = torch::zeros({b_count, h}, options);
    Tensor gate_inputs = bf16 ? torch::empty(gates.sizes(), options.dtype(at::kBFloat16)) : gates;
    Tensor table_grad = table.numel() > 0 ? torch::zeros_like(table) : Tensor();
    Tensor constant_grad = constant.numel() > 0 ? torch::zeros_like(constant) : Tensor();

    const auto packed = matmul.pack(weight_hh, b_count);
    const auto rows = rows_a_step(tokens);
    const auto step_bytes = b_count * 4 * h * static_cast<std::int64_t>(gate_inputs.element_size());
    for (std::int64_t k = t_count - 1; k >= 0; --k) {
      const auto t = slots.step(k), before = slots.before(t), after = slots.after(t);
      float* g = floats(gates) + t * b_count * 4 * h;  // [B, 4H]
      for (std::int64_t b = 0; b < b_count; ++b) {
        float* row = g + b * 4 * h;
        lstm_backward_row(
            {.gates = row,
             .previous_cell = floats(cells) + (before * b_count + b) * h,
             .cell = floats(cells) + (after * b_count + b) * h,
             .hidden_grad = floats(output_grad) + (t * b_count + b) * h,
             .carried_grad = floats(carried) + b * h,
             .cell_grad = floats(cell_grad) + b * h,
             .gates_bf16 = bf16 ? halves(gate_inputs) + (t * b_count + b) * 4 * h : nullptr},
            h);
        if (constant_grad.defined()) add_row(floats(constant_grad) + b * 4 * h, row, 4 * h);
        if (table_grad.defined()) {
          const auto* row_of = tokens.data_ptr<std::int64_t>() + (t * b_count + b) * rows;
          for (std::int64_t r = 0; r < rows; ++r) {
            add_row(floats(table_grad) + row_of[r] * 4 * h, row, 4 * h);
          }
        }
      }
      matmul.multiply(bytes(gate_inputs) + t * step_bytes, *packed, floats(carried),
                      /*accumulate=*/false);
    }
    Tensor weight_grad = torch::empty_like(weight_hh);
    const auto first_bytes =
        slots.first_before() * b_count * h * static_cast<std::int64_t>(inputs.element_size());
    matmul.multiply_transposed(gate_inputs.data_ptr(), bytes(inputs) + first_bytes,
                               floats(weight_grad), 4 * h, h, t_count * b_count);
    const bool has_gates = context->saved_data["has_gates"].toBool();
    return {Tensor(),      table_grad,  has_gates ? gates : Tensor(),
            constant_grad, weight_grad, carried,
            cell_grad,     Tensor(),    Tensor()};
  }
};

Tensor or_empty(const Tensor& t) { return t.defined() ? t : torch::empty({0}); }

}  // namespace

LstmWeightsImpl::LstmWeightsImpl(std::int64_t input_size, std::int64_t hidden_size) {
  weight_ih = register_parameter("weight_ih", torch::zeros({4 * hidden_size, input_size}));
  weight_hh = register_parameter("weight_hh", torch::zeros({4 * hidden_size, hidden_size}));
  bias = register_parameter("bias", torch::zeros({4 * hidden_size}));
}

LstmOutput fused_lstm_states(const LstmInput& input, const Tensor& weight_hh, const Tensor& h0,
                             const Tensor& c0, bool reverse, Engine engine) {
  const auto outputs = FusedLstm::apply(or_empty(input.tokens), or_empty(input.table),
                                        or_empty(input.gates), or_empty(input.constant), weight_hh,
                                        h0, c0, reverse, static_cast<int64_t>(engine));
  return {outputs[0], outputs[1]};
}

Tensor fused_lstm(const LstmInput& input, const Tensor& weight_hh, const Tensor& h0,
                  const Tensor& c0, bool reverse, Engine engine) {
  return fused_lstm_states(input, weight_hh, h0, c0, reverse, engine).hidden;
}

}  // namespace segue

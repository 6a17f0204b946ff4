// SPDX-License-Identifier: Apache-2.0
#include "native/train/dense.h"

#include "native/train/matmul.h"

namespace segue {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct DenseFunction : torch::autograd::Function<DenseFunction> {
  static Tensor forward(AutogradContext* context, Tensor x, Tensor weight, Tensor bias,
                        int64_t engine) {
    at::NoGradGuard no_grad;
    Matmul& matmul = thread_matmul(static_cast<Engine>(engine));
    const auto o = weight.size(0), i = weight.size(1), rows = x.numel() / i;
    const Tensor x_input = to_input(x, matmul);  // [N, I]
    auto shape = x.sizes().vec();
    shape.back() = o;
    Tensor y = torch::empty(shape, weight.options());
    y.copy_(bias.expand(shape));
    const auto packed = matmul.pack(weight.t(), rows);
    matmul.multiply(x_input.data_ptr(), *packed, y.data_ptr<float>(), /*accumulate=*/true);
    context->save_for_backward({x_input, weight});
    context->saved_data["engine"] = engine;
    return y;  // [N, O]
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &x_input = saved[0], &weight = saved[1];
    Matmul& matmul = thread_matmul(static_cast<Engine>(context->saved_data["engine"].toInt()));
    const auto o = weight.size(0), i = weight.size(1), rows = x_input.numel() / i;
    const Tensor y_grad = gradients[0].contiguous();
    const Tensor y_input = to_input(y_grad, matmul);
    Tensor x_grad = torch::empty(x_input.sizes(), weight.options());
    const auto packed = matmul.pack(weight, rows);
    matmul.multiply(y_input.data_ptr(), *packed, x_grad.data_ptr<float>(), /*accumulate=*/false);
    Tensor weight_grad = torch::empty({o, i}, weight.options());
    matmul.multiply_transposed(y_input.data_ptr(), x_input.data_ptr(),
                               weight_grad.data_ptr<float>(), o, i, rows);
    return {x_grad, weight_grad, y_grad.reshape({rows, o}).sum(0), Tensor()};
  }
};

}  // namespace

DenseImpl::DenseImpl(std::int64_t input_size, std::int64_t output_size) {
  weight = register_parameter("weight", torch::zeros({output_size, input_size}));
  bias = register_parameter("bias", torch::zeros({output_size}));
}

Tensor dense(const Tensor& x, const Tensor& weight, const Tensor& bias, Engine engine) {
  if (engine == Engine::kTorchLstm) return torch::linear(x, weight, bias);
  return DenseFunction::apply(x, weight, bias, static_cast<int64_t>(engine));
}

}  // namespace segue

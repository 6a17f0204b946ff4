// SPDX-License-Identifier: Apache-2.0
// A fallback of LibTorch's dispatch key for tests sees each operator before all others do.
#include "tests/native/train/device_watch.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>
#include <torch/torch.h>

#include <algorithm>

namespace segue {
namespace {

constexpr auto kWatching = c10::DispatchKey::TESTING_ONLY_GenericMode;

struct State {
  int creating = 0, watching = 0, operators = 0;
  std::vector<std::string> mixed;
};

State& state() {
  static thread_local State one;
  return one;
}

struct Devices {
  bool meta = false, cpu = false;
  void add(const at::Tensor& x) {
    if (!x.defined() || x.dim() == 0) return;
    meta |= x.is_meta();
    cpu |= x.is_cpu();
  }
  void add(const c10::IValue& value) {
    if (value.isTensor()) return add(value.toTensor());
    if (value.isTensorList()) {
      for (const at::Tensor& x : value.toTensorVector()) add(x);
    } else if (value.isList()) {
      for (const c10::IValue& item : value.toListRef()) add(item);
    }
  }
};

bool moves(const std::string& name) {
  // empty_like: the mask of dropout is drawn on the processor, of the same shape, and then moved.
  for (const char* mover :
       {"aten::copy_", "aten::_to_copy", "aten::to.", "aten::_copy_from", "aten::empty_like"}) {
    if (name.rfind(mover, 0) == 0) return true;
  }
  return false;
}

void see(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const c10::impl::ExcludeDispatchKeyGuard not_again(kWatching);
  const auto& arguments = op.schema().arguments();
  const std::size_t first = stack->size() - arguments.size();
  Devices before;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    before.add((*stack)[first + i]);
    const bool from_nothing = arguments[i].name() == "device" && !before.meta && !before.cpu;
    if (state().creating > 0 && from_nothing) (*stack)[first + i] = c10::Device(c10::kMeta);
  }
  op.callBoxed(stack);
  if (state().watching == 0) return;
  ++state().operators;
  Devices after;
  for (std::size_t i = first; i < stack->size(); ++i) after.add((*stack)[i]);
  const std::string name =
      op.schema().operator_name().name + "." + op.schema().operator_name().overload_name;
  const bool mixes = before.meta && (before.cpu || after.cpu);
  if (mixes && !moves(name)) state().mixed.push_back(name);
}

// What has no kernel for meta tensors is computed on zeros of the processor: only shapes count.
void compute_on_zeros(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto on_cpu = [](const at::Tensor& x) {
    return x.defined() && x.is_meta() ? at::zeros(x.sizes(), x.options().device(at::kCPU)) : x;
  };
  const auto& schema = op.schema();
  const std::size_t first = stack->size() - schema.arguments().size();
  const c10::IValue self = (*stack)[first];
  for (std::size_t i = first; i < stack->size(); ++i) {
    c10::IValue& value = (*stack)[i];
    if (value.isTensor()) {
      value = on_cpu(value.toTensor());
    } else if (value.isTensorList()) {
      std::vector<at::Tensor> moved;
      for (const at::Tensor& x : value.toTensorVector()) moved.push_back(on_cpu(x));
      value = moved;
    }
  }
  op.callBoxed(stack);
  if (schema.is_mutable()) {
    (*stack)[first] = self;
    return;
  }
  for (std::size_t i = first; i < stack->size(); ++i) {
    if ((*stack)[i].isTensor()) (*stack)[i] = (*stack)[i].toTensor().to(at::kMeta);
  }
}

TORCH_LIBRARY_IMPL(_, Meta, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&compute_on_zeros>());
}

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&see>());
}

void update() {
  const State& now = state();
  c10::impl::tls_set_dispatch_key_included(kWatching, now.creating + now.watching > 0);
}

}  // namespace

CreateOnMeta::CreateOnMeta() {
  ++state().creating;
  update();
}

CreateOnMeta::~CreateOnMeta() {
  --state().creating;
  update();
}

DeviceWatch::DeviceWatch() {
  state().mixed.clear();
  state().operators = 0;
  ++state().watching;
  update();
}

DeviceWatch::~DeviceWatch() {
  --state().watching;
  update();
}

const std::vector<std::string>& DeviceWatch::mixed() const { return state().mixed; }
int DeviceWatch::operators() const { return state().operators; }

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/ort/graph_signature.h"

#include <algorithm>

namespace segue {
namespace {

Port read_port(std::string name, const Ort::TypeInfo& type) {
  Port port;
  port.name = std::move(name);
  if (type.GetONNXType() != ONNX_TYPE_TENSOR) return port;
  const auto tensor = type.GetTensorTypeAndShapeInfo();
  port.shape = tensor.GetShape();
  switch (tensor.GetElementType()) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
      port.type = ElementType::kFloat;
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64:
      port.type = ElementType::kInt64;
      break;
    default:
      break;
  }
  return port;
}

const char* type_name(ElementType type) {
  switch (type) {
    case ElementType::kFloat:
      return "float";
    case ElementType::kInt64:
      return "int64";
    default:
      return "another type";
  }
}

std::string to_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + (shape[i] < 0 ? std::string("any") : std::to_string(shape[i]));
  }
  return text + "]";
}

bool fits(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& pattern) {
  return std::equal(shape.begin(), shape.end(), pattern.begin(), pattern.end(),
                    [](auto extent, auto wanted) { return wanted < 0 || extent == wanted; });
}

std::string list_of(const std::vector<Port>& ports) {
  std::string text;
  for (const Port& port : ports) text += (text.empty() ? "\"" : ", \"") + port.name + "\"";
  return text.empty() ? "none" : text;
}

const Port* find_port(const std::vector<Port>& ports, const std::string& name) {
  const auto found =
      std::find_if(ports.begin(), ports.end(), [&](const Port& port) { return port.name == name; });
  return found == ports.end() ? nullptr : &*found;
}

Result<void> check_ports(const std::string& graph, const char* kind, const std::vector<Port>& found,
                         const std::vector<Port>& expected) {
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorCode::kCorruptData, "the graph \"" + graph +
                                              "\" does not fit its model.json: " + what +
                                              ". Download the model again, or export it anew."};
  };
  for (const Port& port : expected) {
    const Port* own = find_port(found, port.name);
    if (!own) {
      return wrong(std::string("expected an ") + kind + " \"" + port.name + "\", found " +
                   list_of(found));
    }
    if (own->type != port.type || !fits(own->shape, port.shape)) {
      return wrong(std::string("expected the ") + kind + " \"" + port.name + "\" to be " +
                   type_name(port.type) + " " + to_text(port.shape) + ", found " +
                   type_name(own->type) + " " + to_text(own->shape));
    }
  }
  if (found.size() != expected.size()) {
    return wrong(std::string("expected the ") + kind + "s " + list_of(expected) + ", found " +
                 list_of(found));
  }
  return {};
}

}  // namespace

GraphSignature read_signature(const Ort::Session& session) {
  GraphSignature signature;
  Ort::AllocatorWithDefaultOptions allocator;
  for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
    signature.inputs.push_back(
        read_port(session.GetInputNameAllocated(i, allocator).get(), session.GetInputTypeInfo(i)));
  }
  for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
    signature.outputs.push_back(read_port(session.GetOutputNameAllocated(i, allocator).get(),
                                          session.GetOutputTypeInfo(i)));
  }
  return signature;
}

Result<void> check_signature(const std::string& graph, const GraphSignature& signature,
                             const ModelPackage& package) {
  const Representation& form = package.representation;
  constexpr std::int64_t kAny = -1;  // B and T
  std::vector<Port> inputs, outputs;
  if (graph == "encoder") {
    inputs = {{"sequence", ElementType::kFloat, {kAny, form.steps, form.depth}}};
    outputs = {{"mu", ElementType::kFloat, {kAny, package.z_size}},
               {"sigma", ElementType::kFloat, {kAny, package.z_size}}};
  } else if (graph == "decoder") {
    const auto* info = form.info();
    inputs = {{"z", ElementType::kFloat, {kAny, package.z_size}}};
    if (info->head != DecoderHead::kGroove) {
      inputs.push_back(
          {"noise", ElementType::kFloat, {form.steps, kAny, form.classes + form.features}});
      inputs.push_back({"temperature", ElementType::kFloat, {}});
    }
    if (!form.controls.empty()) {
      inputs.push_back({"controls", ElementType::kFloat, {kAny, form.steps, form.control_depth()}});
    }
    const auto parts = static_cast<std::int64_t>(info->parts.size());
    if (info->head != DecoderHead::kCategorical) {
      outputs = {{"features", ElementType::kFloat, {kAny, form.steps, form.features}}};
    } else if (parts > 1) {
      outputs = {{"tokens", ElementType::kInt64, {kAny, form.steps, parts}}};
    } else {
      outputs = {{"tokens", ElementType::kInt64, {kAny, form.steps}}};
      const Port* tokens = find_port(signature.outputs, "tokens");
      if (tokens && tokens->shape.size() == 3) outputs[0].shape = {kAny, form.steps, 1};
    }
  } else if (graph == "step") {
    const RnnShape& rnn = package.rnn;
    const Port h{"h", ElementType::kFloat, {rnn.layers, kAny, rnn.size}};
    inputs = {{"tokens", ElementType::kInt64, {kAny, kAny}}, h, {"c", h.type, h.shape}};  // [T, B]
    if (rnn.counters > 0) {
      inputs.push_back({"counters", ElementType::kFloat, {kAny, kAny, rnn.counters}});
    }
    outputs = {{"logits", ElementType::kFloat, {kAny, kAny, form.classes}},
               {"h_out", h.type, h.shape},
               {"c_out", h.type, h.shape}};
    if (rnn.attention > 0) {
      const std::vector<std::int64_t> memory = {rnn.attention_rows(), kAny, rnn.size};
      inputs.push_back({"attention", ElementType::kFloat, memory});
      outputs.push_back({"attention_out", ElementType::kFloat, memory});
    }
  } else {
    return {};  // a graph this version has no use for
  }
  if (auto good = check_ports(graph, "input", signature.inputs, inputs); !good) return good;
  return check_ports(graph, "output", signature.outputs, outputs);
}

Result<void> check_inputs(const std::string& graph, const GraphSignature& signature,
                          const NamedTensors& inputs) {
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorCode::kInvalidArgument, "the graph \"" + graph + "\" " + what + "."};
  };
  for (const Port& port : signature.inputs) {
    const auto given = inputs.find(port.name);
    if (given == inputs.end()) return wrong("needs the input \"" + port.name + "\"");
    const Tensor& tensor = given->second;
    const ElementType type = tensor.floats() ? ElementType::kFloat : ElementType::kInt64;
    if (type != port.type || !fits(tensor.shape, port.shape)) {
      return wrong("expects \"" + port.name + "\" to be " + type_name(port.type) + " " +
                   to_text(port.shape) + ", found " + type_name(type) + " " +
                   to_text(tensor.shape));
    }
    if (std::any_of(tensor.shape.begin(), tensor.shape.end(), [](auto e) { return e < 0; }) ||
        static_cast<std::size_t>(element_count(tensor.shape)) != tensor.size()) {
      return wrong("was given \"" + port.name + "\" of shape " + to_text(tensor.shape) + " with " +
                   std::to_string(tensor.size()) + " elements");
    }
  }
  for (const auto& [name, tensor] : inputs) {
    if (!find_port(signature.inputs, name)) {
      return wrong("has no input \"" + name + "\"; it has " + list_of(signature.inputs));
    }
  }
  return {};
}

}  // namespace segue

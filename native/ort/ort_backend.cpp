// SPDX-License-Identifier: Apache-2.0
#include "native/ort/ort_backend.h"

#include <array>
#include <filesystem>
#include <map>
#include <optional>

#include "native/io/file.h"
#include "native/ort/graph_signature.h"
#include "native/ort/ort_api.h"
#include "native/ort/ort_library.h"

namespace segue {
namespace {

struct Graph {
  std::unique_ptr<Ort::Session> session;
  GraphSignature signature;
};

Error runtime_error(const std::string& graph, const std::string& what) {
  return {ErrorCode::kRuntime, "the graph \"" + graph + "\" failed in ONNX Runtime: " + what};
}

// The value views `tensor`, which must outlive it.
Ort::Value to_value(Tensor& tensor, const Ort::MemoryInfo& memory) {
  return std::visit(
      [&](auto& values) {
        using Element = typename std::decay_t<decltype(values)>::value_type;
        return Ort::Value::CreateTensor<Element>(memory, values.data(), values.size(),
                                                 tensor.shape.data(), tensor.shape.size());
      },
      tensor.data);
}

std::optional<Tensor> to_tensor(const Ort::Value& value) {
  if (!value.IsTensor()) return std::nullopt;
  const auto info = value.GetTensorTypeAndShapeInfo();
  Tensor tensor;
  tensor.shape = info.GetShape();
  const std::size_t size = info.GetElementCount();
  switch (info.GetElementType()) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT: {
      const float* data = value.GetTensorData<float>();
      tensor.data = std::vector<float>(data, data + size);
      return tensor;
    }
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64: {
      const std::int64_t* data = value.GetTensorData<std::int64_t>();
      tensor.data = std::vector<std::int64_t>(data, data + size);
      return tensor;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

class OrtBackend::Impl {
 public:
  Impl(ModelPackage package, std::string folder, const OrtOptions& options, std::string version)
      : package_(std::move(package)),
        folder_(std::move(folder)),
        version_(std::move(version)),
        environment_(ORT_LOGGING_LEVEL_FATAL, "segue"),
        memory_(Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault)) {
    options_.SetIntraOpNumThreads(options.threads);
    options_.SetInterOpNumThreads(1);
    options_.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
  }

  const std::string& version() const { return version_; }

  Result<Graph*> load(const std::string& name) {
    if (const auto found = graphs_.find(name); found != graphs_.end()) return &found->second;
    const GraphFile* file = package_.find_graph(name);
    if (!file) {
      return Error{ErrorCode::kNotFound,
                   "the model \"" + package_.id + "\" has no graph \"" + name + "\"."};
    }
    const std::string path = (std::filesystem::path(folder_) / file->file).string();
    const auto bytes = read_file(path);
    if (!bytes) {
      return Error{bytes.error().code, bytes.error().message +
                                           " The model package is incomplete: download the model "
                                           "again, or export it anew."};
    }
    if (auto good = verify_graph(*file, bytes->data(), bytes->size()); !good) return good.error();
    Graph graph;
    try {
      graph.session =
          std::make_unique<Ort::Session>(environment_, bytes->data(), bytes->size(), options_);
      graph.signature = read_signature(*graph.session);
    } catch (const std::exception& error) {
      return Error{ErrorCode::kCorruptData, path + ": ONNX Runtime " + version_ +
                                                " cannot load this graph: " + error.what() +
                                                ". Download the model again, or export it anew."};
    }
    if (auto good = check_signature(name, graph.signature, package_); !good) return good.error();
    return &graphs_.emplace(name, std::move(graph)).first->second;
  }

  Result<NamedTensors> run(const std::string& name, NamedTensors& inputs) {
    const auto loaded = load(name);
    if (!loaded) return loaded.error();
    Graph& graph = **loaded;
    if (auto good = check_inputs(name, graph.signature, inputs); !good) return good.error();
    try {
      return run_checked(name, graph, inputs);
    } catch (const std::exception& error) {
      return runtime_error(name, error.what());
    }
  }

 private:
  Result<NamedTensors> run_checked(const std::string& name, Graph& graph, NamedTensors& inputs) {
    std::vector<const char*> input_names, output_names;
    std::vector<Ort::Value> values;
    for (const auto& input : graph.signature.inputs) {
      input_names.push_back(input.name.c_str());
      values.push_back(to_value(inputs.at(input.name), memory_));
    }
    for (const auto& output : graph.signature.outputs) output_names.push_back(output.name.c_str());
    const auto results =
        graph.session->Run(Ort::RunOptions{nullptr}, input_names.data(), values.data(),
                           values.size(), output_names.data(), output_names.size());
    NamedTensors outputs;
    for (std::size_t i = 0; i < results.size(); ++i) {
      auto tensor = to_tensor(results[i]);
      if (!tensor) {
        return runtime_error(name, std::string("the output \"") + output_names[i] +
                                       "\" is neither float nor int64.");
      }
      outputs[output_names[i]] = std::move(*tensor);
    }
    return outputs;
  }

  ModelPackage package_;
  std::string folder_, version_;
  Ort::Env environment_;
  Ort::SessionOptions options_;
  Ort::MemoryInfo memory_;
  std::map<std::string, Graph> graphs_;
};

OrtBackend::OrtBackend(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OrtBackend::~OrtBackend() = default;

Result<std::unique_ptr<OrtBackend>> OrtBackend::create(ModelPackage package, std::string folder,
                                                       const OrtOptions& options) {
  const auto library = detail::open_ort_library(options.library);
  if (!library) return library.error();
  try {
    auto impl =
        std::make_unique<Impl>(std::move(package), std::move(folder), options, library->version);
    return std::unique_ptr<OrtBackend>(new OrtBackend(std::move(impl)));
  } catch (const std::exception& error) {
    return Error{ErrorCode::kRuntime, std::string("ONNX Runtime could not start: ") + error.what()};
  }
}

void OrtBackend::run(const std::string& graph, NamedTensors inputs, OnDone on_done) {
  on_done(impl_->run(graph, inputs));
}

Result<void> OrtBackend::load(const std::string& graph) {
  const auto loaded = impl_->load(graph);
  if (!loaded) return loaded.error();
  return {};
}

std::string OrtBackend::engine_version() const { return impl_->version(); }

}  // namespace segue

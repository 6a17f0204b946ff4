// SPDX-License-Identifier: Apache-2.0
// Runs a model's graphs on fixed inputs and prints inputs and outputs as JSON, for
// ort_agreement.mjs to compare with ONNX Runtime Web. Usage: segue_ort_agreement MODEL_FOLDER
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "shared/base/rng.h"
#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kBatch = 16;

Json to_json(const Tensor& tensor) {
  Json json = {{"shape", tensor.shape}};
  if (tensor.floats()) {
    json["type"] = "float32";
    json["data"] = *tensor.floats();
  } else {
    json["type"] = "int64";
    json["data"] = *tensor.ints();
  }
  return json;
}

Json to_json(const NamedTensors& tensors) {
  Json json = Json::object();
  for (const auto& [name, tensor] : tensors) json[name] = to_json(tensor);
  return json;
}

// A note about every third step: what melodies look like.
std::vector<std::vector<std::uint8_t>> make_clips(int steps, Rng& rng) {
  std::vector<std::vector<std::uint8_t>> clips;
  for (std::int64_t b = 0; b < kBatch; ++b) {
    std::vector<std::uint8_t> clip(static_cast<std::size_t>(steps));
    for (auto& token : clip) {
      if (rng.below(3) == 0) token = static_cast<std::uint8_t>(30 + rng.below(30));
    }
    clips.push_back(std::move(clip));
  }
  return clips;
}

int run(const std::string& folder) {
  const auto text = read_text_file(folder + "/model.json");
  const auto package = text ? parse_model_package(*text) : Result<ModelPackage>(text.error());
  if (!package) return std::fprintf(stderr, "error: %s\n", package.error().message.c_str()), 1;
  auto backend = OrtBackend::create(*package, folder);
  if (!backend) return std::fprintf(stderr, "error: %s\n", backend.error().message.c_str()), 1;

  const Representation& form = package->representation;
  Rng rng(7);
  std::map<std::string, NamedTensors> cases;
  cases["encoder"]["sequence"] = to_one_hot(make_clips(form.steps, rng));
  std::vector<float> z(static_cast<std::size_t>(kBatch * package->z_size));
  std::vector<float> noise(static_cast<std::size_t>(form.steps * kBatch * form.classes));
  rng.fill_normal(z);
  rng.fill_gumbel(noise);
  cases["decoder"]["z"] = {{kBatch, package->z_size}, z};
  cases["decoder"]["noise"] = {{form.steps, kBatch, form.classes}, noise};
  cases["decoder"]["temperature"] = {{}, std::vector<float>{0.5f}};

  Json root = Json::array();
  int failures = 0;
  for (const auto& [graph, inputs] : cases) {
    const auto name = graph;
    (*backend)->run(graph, inputs, [&, given = inputs](Result<NamedTensors> outputs) {
      if (!outputs) {
        std::fprintf(stderr, "error: %s\n", outputs.error().message.c_str());
        ++failures;
        return;
      }
      root.push_back({{"graph", name},
                      {"file", package->find_graph(name)->file},
                      {"inputs", to_json(given)},
                      {"outputs", to_json(*outputs)}});
    });
  }
  std::printf("%s\n", root.dump().c_str());
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace segue

int main(int argc, char** argv) {
  if (argc == 2) return segue::run(argv[1]);
  std::fprintf(stderr, "usage: segue_ort_agreement MODEL_FOLDER\n");
  return 2;
}

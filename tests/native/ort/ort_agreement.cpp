// SPDX-License-Identifier: Apache-2.0
// Runs a model's graphs on fixed inputs and prints inputs and outputs as JSON, for
// ort_agreement.mjs to compare with ONNX Runtime Web. Usage: segue_ort_agreement MODEL_FOLDER
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "shared/base/rng.h"
#include "shared/model/music_clip.h"

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

// Something about every third step, in every part: what music looks like.
std::vector<MusicClip> make_clips(const Representation& form, Rng& rng) {
  const auto& parts = form.info()->parts;
  std::vector<MusicClip> clips(kBatch);
  for (MusicClip& clip : clips) {
    if (form.classes > 0) clip.tokens.resize(static_cast<std::size_t>(form.steps) * parts.size());
    for (std::size_t i = 0; i < clip.tokens.size(); ++i) {
      const auto classes = static_cast<std::uint64_t>(parts[i % parts.size()].classes);
      if (rng.below(3) == 0) clip.tokens[i] = static_cast<std::uint16_t>(rng.below(classes));
    }
    clip.features.resize(static_cast<std::size_t>(form.steps) * form.features);
    for (float& x : clip.features) x = rng.below(3) == 0 ? 1.0f : 0.0f;
  }
  return clips;
}

using Cases = std::map<std::string, NamedTensors>;  // graph to inputs

Cases vae_cases(const ModelPackage& package) {
  const Representation& form = package.representation;
  Rng rng(7);
  Cases cases;
  cases["encoder"]["sequence"] = to_sequence(make_clips(form, rng), form);
  std::vector<float> z(static_cast<std::size_t>(kBatch * package.z_size));
  rng.fill_normal(z);
  cases["decoder"]["z"] = {{kBatch, package.z_size}, z};
  const DecoderHead head = form.info()->head;
  if (head != DecoderHead::kGroove) {
    const int width = form.classes + form.features;
    std::vector<float> noise(static_cast<std::size_t>(form.steps * kBatch * width));
    if (head == DecoderHead::kNade) {
      for (float& x : noise) x = static_cast<float>(rng.uniform());
    } else {
      rng.fill_gumbel(noise);
    }
    cases["decoder"]["noise"] = {{form.steps, kBatch, width}, noise};
    cases["decoder"]["temperature"] = {{}, std::vector<float>{0.5f}};
  }
  if (!form.controls.empty()) {
    std::vector<float> told;
    for (std::int64_t b = 0; b < kBatch; ++b) {
      const auto columns = control_columns({}, {}, form);
      told.insert(told.end(), columns.begin(), columns.end());
    }
    cases["decoder"]["controls"] = {{kBatch, form.steps, form.control_depth()}, told};
  }
  return cases;
}

// A primer for three streams that have heard something before.
Cases rnn_cases(const ModelPackage& package) {
  constexpr std::int64_t kStreams = 3, kEvents = 7;
  const RnnShape& rnn = package.rnn;
  const auto size = [](std::int64_t count) { return static_cast<std::size_t>(count); };
  Rng rng(7);
  std::vector<std::int64_t> tokens(size(kEvents * kStreams));
  for (auto& token : tokens) {
    token = static_cast<std::int64_t>(rng.below(size(package.representation.classes)));
  }
  NamedTensors inputs;
  inputs["tokens"] = {{kEvents, kStreams}, std::move(tokens)};
  const auto add_state = [&](const char* name, int rows) {
    std::vector<float> state(size(rows * kStreams * rnn.size));
    for (float& x : state) x = static_cast<float>(2 * rng.uniform() - 1);
    inputs[name] = {{rows, kStreams, rnn.size}, std::move(state)};
  };
  add_state("h", rnn.layers);
  add_state("c", rnn.layers);
  if (rnn.attention > 0) add_state("attention", rnn.attention_rows());
  if (rnn.counters > 0) {
    std::vector<float> counters(size(kEvents * kStreams * rnn.counters));
    for (float& x : counters) x = rng.below(2) == 0 ? -1.0f : 1.0f;
    inputs["counters"] = {{kEvents, kStreams, rnn.counters}, std::move(counters)};
  }
  return {{"step", std::move(inputs)}};
}

int run(const std::string& folder) {
  const auto text = read_text_file(folder + "/model.json");
  const auto package = text ? parse_model_package(*text) : Result<ModelPackage>(text.error());
  if (!package) return std::fprintf(stderr, "error: %s\n", package.error().message.c_str()), 1;
  auto backend = OrtBackend::create(*package, folder);
  if (!backend) return std::fprintf(stderr, "error: %s\n", backend.error().message.c_str()), 1;

  const Cases cases = package->kind == kRnnKind ? rnn_cases(*package) : vae_cases(*package);
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

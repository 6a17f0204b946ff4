// SPDX-License-Identifier: Apache-2.0
#include "native/train/run_folder.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/io/file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Result<Json> read_json(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text) return text.error();
  Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return Error{ErrorCode::kCorruptData,
                 path + " is not a JSON object; restore it or use another checkpoint"};
  }
  return json;
}

}  // namespace

Result<std::string> find_checkpoint(const std::string& run, WhichCheckpoint which) {
  std::error_code failed;
  if (!fs::is_directory(run, failed)) {
    return Error{ErrorCode::kNotFound,
                 run + " is not a folder; give the --run folder of a training run"};
  }
  for (const char* pointer : {"best", "latest"}) {
    if (which == WhichCheckpoint::kLatest && std::string(pointer) == "best") continue;
    const auto name = read_text_file(run + "/" + pointer);
    if (!name) continue;
    std::string folder = *name;
    while (!folder.empty() && (folder.back() == '\n' || folder.back() == '\r')) folder.pop_back();
    const std::string path = run + "/checkpoints/" + folder;
    if (!folder.empty() && folder.find('/') == folder.npos && fs::is_directory(path, failed)) {
      return path;
    }
  }
  return Error{ErrorCode::kNotFound,
               run +
                   " holds no checkpoint (expected a file 'latest' naming a folder in "
                   "'checkpoints'); train for at least one checkpoint interval first"};
}

Result<LoadedRun> load_run(const std::string& run, WhichCheckpoint which) {
  const auto folder = find_checkpoint(run, which);
  if (!folder) return folder.error();
  LoadedRun loaded;
  loaded.checkpoint = *folder;
  const auto state = read_json(*folder + "/state.json");
  if (!state) return state.error();
  auto config = config_from_json(state->value("config", Json()));
  if (!config) {
    return Error{config.error().code, *folder + "/state.json: " + config.error().message};
  }
  loaded.config = *config;
  if (state->contains("step") && (*state)["step"].is_number_integer()) {
    loaded.step = (*state)["step"].get<std::int64_t>();
  }
  if (state->contains("trained_s") && (*state)["trained_s"].is_number()) {
    loaded.trained_s = (*state)["trained_s"].get<double>();
  }
  auto weights = load_weights(*folder + "/weights.safetensors");
  if (!weights) return weights.error();
  for (const auto& [name, shape] : weight_shapes(loaded.config)) {
    const auto* array = weights->find(name);
    if (array == nullptr || array->shape != shape) {
      return Error{ErrorCode::kCorruptData, *folder + "/weights.safetensors: weight '" + name +
                                                "' is missing or does not fit the configuration; "
                                                "use another checkpoint"};
    }
  }
  loaded.weights = std::move(*weights);
  return loaded;
}

}  // namespace segue

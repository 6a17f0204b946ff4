// SPDX-License-Identifier: Apache-2.0
#include "native/train/fine_tuning.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/io/file.h"
#include "native/train/run_folder.h"

namespace segue {
namespace {

using Json = nlohmann::json;

Result<StartingPoint> load_package(const std::string& folder) {
  const auto text = read_text_file(folder + "/model.json");
  if (!text) return text.error();
  const Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto at = [&](const char* object, const char* key) {
    const auto found = json.is_object() ? json.find(object) : json.end();
    const bool there = json.is_object() && found != json.end() && found->is_object();
    return there ? found->value(key, Json()) : Json();
  };
  const Json file = at("weights", "file"), config_json = at("training", "config");
  if (!file.is_string()) {
    return Error{ErrorCode::kNotFound,
                 folder +
                     "/model.json names no weights.file: this package cannot be trained on; "
                     "give the run folder it was exported from, or export it with weights"};
  }
  const auto name = file.get<std::string>();
  if (name.empty() || name.find('/') != name.npos) {
    return Error{ErrorCode::kCorruptData,
                 folder + "/model.json: weights.file must be a file name, found '" + name + "'"};
  }
  auto config = config_from_json(config_json);
  if (!config) {
    return Error{config.error().code, folder + "/model.json: " + config.error().message};
  }
  auto weights = load_weights(folder + "/" + name);
  if (!weights) return weights.error();
  return StartingPoint{*config, std::move(*weights)};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text.empty() ? "(none)" : text;
}

}  // namespace

Result<StartingPoint> load_starting_point(const std::string& folder) {
  std::error_code failed;
  if (std::filesystem::exists(folder + "/model.json", failed)) return load_package(folder);
  auto run = load_run(folder);
  if (run) return StartingPoint{run->config, std::move(run->weights)};
  return Error{run.error().code, run.error().message +
                                     ". --init takes a model package (a folder with model.json) "
                                     "or a run folder"};
}

Result<void> add_controls(StartingPoint& start, const Config& config) {
  const auto& known = start.config.controls;
  if (known.size() > config.controls.size() ||
      !std::equal(known.begin(), known.end(), config.controls.begin())) {
    return Error{
        ErrorCode::kInvalidArgument,
        "--init: the weights were trained with controls=" + joined(known) +
            "; controls can only be added behind these, found controls=" + joined(config.controls)};
  }
  const auto added = config.control_depth() - start.config.control_depth();
  if (added == 0) return {};
  const auto before = weight_shapes(start.config);
  for (const auto& [name, shape] : weight_shapes(config)) {
    const auto found = start.weights.arrays.find(name);
    if (found == start.weights.arrays.end() || shape.size() != 2) continue;
    auto& array = found->second;
    const std::vector<std::int64_t> narrower = {shape[0], shape[1] - added};
    if (before.at(name) != narrower || array.shape != narrower) continue;
    const auto rows = static_cast<std::size_t>(shape[0]);
    const auto columns = static_cast<std::size_t>(array.shape[1]);
    std::vector<float> wider(rows * static_cast<std::size_t>(shape[1]), 0.0f);
    for (std::size_t r = 0; r < rows; ++r) {
      std::copy_n(
          array.values.begin() + static_cast<std::ptrdiff_t>(r * columns), columns,
          wider.begin() + static_cast<std::ptrdiff_t>(r * static_cast<std::size_t>(shape[1])));
    }
    array.shape = shape;
    array.values = std::move(wider);
  }
  start.config.controls = config.controls;
  return {};
}

Config fine_tuning_config(const Config& trained, std::int64_t train_windows) {
  Config c = trained;
  c.learning_rate = 3e-4;
  c.min_learning_rate = 1e-5;
  c.decay_rate = 0.998;
  c.beta_rate = 0;
  c.sampling_schedule = "constant";
  c.sampling_rate = 0.3;
  c.augment_semitones = 0;
  c.ema_decay = 0;
  c.batch_size = static_cast<int>(std::clamp<std::int64_t>(train_windows / 4, 1, 64));
  if (train_windows <= 64)
    c.batch_size = static_cast<int>(std::max<std::int64_t>(train_windows, 1));
  c.train_steps = 400;
  c.eval_interval_steps = 25;
  c.eval_windows = 512;
  c.early_stop_evals = 6;
  c.log_interval_steps = 25;
  return c;
}

}  // namespace segue

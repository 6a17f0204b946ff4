// SPDX-License-Identifier: Apache-2.0
#include "native/train/starting_point.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/train/package_weights.h"
#include "native/train/run_folder.h"

namespace segue {
namespace {

Result<StartingPoint> load_package(const std::string& folder) {
  const auto files = read_package(folder);
  if (!files) return files.error();
  const auto at_folder = [&](const Error& error) {
    return Error{error.code, folder + ": " + error.message};
  };
  const auto card = nlohmann::json::parse(files->at("model.json"));  // read_package has parsed it
  const auto training = card.value("training", nlohmann::json());
  if (!training.is_object() || !training.contains("config")) {
    return at_folder({ErrorCode::kCorruptData,
                      "model.json has no training.config, so that how the model was trained is "
                      "not known; give a package written by segue-train export"});
  }
  const auto config = config_from_json(training["config"]);
  if (!config) return at_folder(config.error());
  auto weights = read_package_weights(*files, *config);
  if (!weights) return at_folder(weights.error());
  return StartingPoint{*config, std::move(*weights)};
}

}  // namespace

Result<StartingPoint> load_starting_point(const std::string& folder) {
  std::error_code failed;
  if (std::filesystem::exists(folder + "/model.json", failed)) return load_package(folder);
  const std::string wanted =
      "--init takes a model package (a folder with model.json, such as models/mel_2bar) or the "
      "folder of a run";
  if (!std::filesystem::is_directory(folder, failed)) {
    return Error{ErrorCode::kNotFound, "there is no folder " + folder + "; " + wanted};
  }
  auto run = load_run(folder);
  if (run) return StartingPoint{run->config, std::move(run->weights)};
  return Error{run.error().code, run.error().message + ". " + wanted};
}

}  // namespace segue

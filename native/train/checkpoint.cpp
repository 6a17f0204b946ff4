// SPDX-License-Identifier: Apache-2.0
#include "native/train/checkpoint.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/io/atomic_file.h"
#include "native/io/file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using torch::Tensor;

constexpr const char* kTrainerFile = "trainer.safetensors";
constexpr const char* kStateFile = "state.json";

// A number by another rule is no number to compare with: each has a name of its own.
const char* best_key(const Config& config) {
  return config.best_by == kBestBySampling ? "best_sampling" : "best_loss";
}

std::string checkpoint_name(std::int64_t step) {
  char name[32];
  std::snprintf(name, sizeof name, "step-%08lld", static_cast<long long>(step));
  return name;
}

NamedArray to_array(const Tensor& values) {
  const Tensor flat = values.cpu();
  const float* data = flat.data_ptr<float>();
  return {{flat.numel()}, {data, data + flat.numel()}};
}

Error with_hint(Error error) {
  error.message += "; free some space or choose another --run folder, then go on with --resume";
  return error;
}

std::string read_pointer(const std::string& run, const char* pointer) {
  const auto text = read_text_file(run + "/" + pointer);
  return text ? text->substr(0, text->find('\n')) : "";
}

// Oldest first; what `best` and `latest` point to stays.
void remove_old(const std::string& run, int keep) {
  std::error_code ignored;
  std::vector<std::string> names;
  const auto best = read_pointer(run, "best"), latest = read_pointer(run, "latest");
  for (const auto& entry : fs::directory_iterator(run + "/checkpoints", ignored)) {
    const auto name = entry.path().filename().string();
    if (name.rfind("step-", 0) == 0 && name.size() == checkpoint_name(0).size()) {
      names.push_back(name);
    } else if (name.rfind(".aside-", 0) == 0) {
      fs::remove_all(entry.path(), ignored);  // left by a kill in the middle of writing
    }
  }
  std::sort(names.begin(), names.end());
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < names.size(); ++i) {
    if (names[i] != best && names[i] != latest) {
      fs::remove_all(run + "/checkpoints/" + names[i], ignored);
    }
  }
}

Result<void> write_contents(const std::string& folder, const Config& config,
                            const ParameterLayout& layout, const OptimizerState& state,
                            const RunProgress& progress) {
  const bool averaged = state.average.defined();
  const auto weights = to_weights(layout, averaged ? state.average : state.values);
  if (auto done = save_weights(weights, folder + "/weights.safetensors"); !done) return done;
  Weights trainer;
  trainer.arrays = {{"values", to_array(state.values)},
                    {"adam.mean", to_array(state.mean)},
                    {"adam.variance", to_array(state.variance)}};
  if (averaged) trainer.arrays["average"] = to_array(state.average);
  if (state.carried.defined()) {
    auto& carried = trainer.arrays["carried"] = to_array(state.carried);
    carried.shape = state.carried.sizes().vec();
  }
  if (auto done = save_weights(trainer, folder + "/" + kTrainerFile); !done) return done;
  Json json = {{"step", progress.step},           {"windows_seen", progress.windows_seen},
               {"trained_s", progress.trained_s}, {"updates", state.updates},
               {"best_step", progress.best_step}, {"config", config_to_json(config)}};
  if (progress.best) json[best_key(config)] = *progress.best;
  return write_file(folder + "/" + kStateFile, json.dump(2) + "\n", Overwrite::kYes);
}

bool read_flat(const Weights& weights, const char* name, std::int64_t size, Tensor& out) {
  const auto* array = weights.find(name);
  if (array == nullptr || static_cast<std::int64_t>(array->values.size()) != size) return false;
  out = torch::empty({size});
  std::copy(array->values.begin(), array->values.end(), out.data_ptr<float>());
  return true;
}

}  // namespace

Result<void> save_checkpoint(const std::string& run, const Config& config,
                             const ParameterLayout& layout, const OptimizerState& state,
                             const RunProgress& progress, bool best) {
  const auto name = checkpoint_name(progress.step);
  const std::string aside = run + "/checkpoints/.aside-" + name;
  const std::string final_path = run + "/checkpoints/" + name;
  std::error_code failed;
  fs::remove_all(aside, failed);
  fs::create_directories(aside, failed);
  if (failed)
    return with_hint({ErrorCode::kIo, "cannot create " + aside + ": " + failed.message()});
  if (auto done = write_contents(aside, config, layout, state, progress); !done) {
    fs::remove_all(aside, failed);
    return with_hint(done.error());
  }
  fs::remove_all(final_path,
                 failed);  // the same step again: the old one is still named by nobody else
  fs::rename(aside, final_path, failed);
  if (failed)
    return with_hint({ErrorCode::kIo, "cannot rename " + aside + ": " + failed.message()});
  for (const char* pointer : {"latest", "best"}) {
    if (std::string(pointer) == "best" && !best) continue;
    if (auto done = write_file(run + "/" + pointer, name + "\n", Overwrite::kYes); !done) {
      return with_hint(done.error());
    }
  }
  remove_old(run, config.checkpoints_to_keep);
  return {};
}

Result<Checkpoint> load_checkpoint(const std::string& run, const Config& config,
                                   const ParameterLayout& layout) {
  const auto folder = find_checkpoint(run, WhichCheckpoint::kLatest);
  if (!folder) return folder.error();
  const auto text = read_text_file(*folder + "/" + kStateFile);
  if (!text) return text.error();
  const Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto weights = load_weights(*folder + "/" + kTrainerFile);
  if (!weights) return weights.error();
  Checkpoint checkpoint;
  auto& state = checkpoint.state;
  const bool fits = json.is_object() && read_flat(*weights, "values", layout.size, state.values) &&
                    read_flat(*weights, "adam.mean", layout.size, state.mean) &&
                    read_flat(*weights, "adam.variance", layout.size, state.variance);
  if (!fits) {
    return Error{ErrorCode::kCorruptData,
                 *folder + " does not fit the configuration '" + config.name +
                     "' or is damaged; point 'latest' to another checkpoint or start a new run"};
  }
  if (config.ema_decay > 0 && !read_flat(*weights, "average", layout.size, state.average)) {
    state.average = state.values.clone();  // switched on for a run that had none
  }
  if (const auto* carried = weights->find("carried")) {
    state.carried = torch::tensor(carried->values).view(carried->shape);
  }
  auto& progress = checkpoint.progress;
  const auto number = [&](const char* key, auto& out) {
    if (json.contains(key) && json[key].is_number()) json[key].get_to(out);
  };
  number("updates", state.updates);
  number("step", progress.step);
  number("windows_seen", progress.windows_seen);
  number("trained_s", progress.trained_s);
  progress.best_step = progress.step;
  if (const auto best = json.find(best_key(config)); best != json.end() && best->is_number()) {
    progress.best = best->get<double>();
    number("best_step", progress.best_step);
  }
  return checkpoint;
}

}  // namespace segue

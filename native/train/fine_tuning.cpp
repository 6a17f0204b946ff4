// SPDX-License-Identifier: Apache-2.0
#include "native/train/fine_tuning.h"

#include <algorithm>

namespace segue {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text.empty() ? "(none)" : text;
}

}  // namespace

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
  c.mix_drums = c.mix_parts = 0;
  c.code_steps = 0;
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

// SPDX-License-Identifier: Apache-2.0
#include "native/train/encode_windows.h"

#include <algorithm>
#include <string>

namespace segue {
namespace {

constexpr std::int64_t kWindowsAtOnce = 1024;

std::vector<std::string> stored_controls(const Representation& form) {
  std::vector<std::string> stored;
  for (const auto& name : form.controls) {
    if (find_control(name)->stored) stored.push_back(name);
  }
  return stored;
}

}  // namespace

Result<void> check_dataset(const Dataset& dataset, const Representation& form) {
  if (dataset.representation != form.name || dataset.steps != form.steps ||
      dataset.meter() != form.meter) {
    const auto kind = [](const std::string& name, int steps, const Meter& meter) {
      return name + " of " + std::to_string(steps) + " steps in " + meter_name(meter);
    };
    return Error{ErrorCode::kInvalidArgument,
                 "the data set holds " +
                     kind(dataset.representation, dataset.steps, dataset.meter()) +
                     ", the model makes " + kind(form.name, form.steps, form.meter) +
                     ". Choose a data set of its kind."};
  }
  const auto stored = stored_controls(form);
  if (!stored.empty() && dataset.controls != stored) {
    return Error{ErrorCode::kInvalidArgument,
                 "the data set does not hold the controls that the model is told. Build it with "
                 "the options the model was trained with."};
  }
  return {};
}

MusicClip window_clip(const Dataset& dataset, const DatasetSplit& split, const Representation& form,
                      std::int64_t index) {
  const auto tokens = dataset.window(split, index);
  const auto features = dataset.feature_window(split, index);
  MusicClip clip;
  clip.tokens.assign(tokens.begin(), tokens.end());
  clip.features.assign(features.begin(), features.end());
  if (!stored_controls(form).empty()) {
    const auto controls = dataset.control_window(split, index);
    clip.controls.assign(controls.begin(), controls.end());
  }
  return clip;
}

Result<MusicVae::MusicClips> spread_windows(const Dataset& dataset, const DatasetSplit& split,
                                            const Representation& form, std::int64_t count) {
  if (auto good = check_dataset(dataset, form); !good) return good.error();
  const std::int64_t all = split.windows();
  if (count <= 0 || count > all) count = all;
  MusicVae::MusicClips clips;
  for (std::int64_t i = 0; i < count; ++i) {
    clips.push_back(window_clip(dataset, split, form, i * all / count));
  }
  return clips;
}

Result<std::vector<float>> encode_windows(MusicVae& model, const Dataset& dataset,
                                          const DatasetSplit& split, const EncodeOptions& options) {
  const Representation& form = model.package().representation;
  if (auto good = check_dataset(dataset, form); !good) return good.error();
  const std::int64_t all = split.windows();
  const std::int64_t count = options.windows > 0 ? std::min(options.windows, all) : all;
  if (count == 0) return Error{ErrorCode::kInvalidArgument, "the data set has no windows there."};
  std::vector<float> latents;
  latents.reserve(static_cast<std::size_t>(count * std::max(options.draws, 1)) *
                  static_cast<std::size_t>(model.package().z_size));
  for (std::int64_t first = 0; first < count; first += kWindowsAtOnce) {
    MusicVae::MusicClips clips;
    for (std::int64_t i = first; i < std::min(first + kWindowsAtOnce, count); ++i) {
      clips.push_back(window_clip(dataset, split, form, i * all / count));
    }
    Result<std::vector<ClipPosterior>> posteriors = Error{ErrorCode::kRuntime, "no answer."};
    model.encode_music(
        clips, [&](Result<std::vector<ClipPosterior>> answer) { posteriors = std::move(answer); });
    if (!posteriors) return posteriors.error();
    for (std::size_t i = 0; i < posteriors->size(); ++i) {
      const ClipPosterior& q = (*posteriors)[i];
      if (options.draws == 0) latents.insert(latents.end(), q.mu.begin(), q.mu.end());
      Rng rng(options.seed, static_cast<std::uint64_t>(first) + i);
      for (int draw = 0; draw < options.draws; ++draw) {
        for (std::size_t z = 0; z < q.mu.size(); ++z) {
          latents.push_back(static_cast<float>(q.mu[z] + q.sigma[z] * rng.normal()));
        }
      }
    }
    if (options.on_progress) options.on_progress(std::min(first + kWindowsAtOnce, count), count);
  }
  return latents;
}

}  // namespace segue

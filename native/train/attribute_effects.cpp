// SPDX-License-Identifier: Apache-2.0
#include "native/train/attribute_effects.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "shared/measures/attributes.h"
#include "shared/model/clip_grid.h"

namespace segue {
namespace {

using Values = AttributeValues;

// The attributes of what the model makes of the windows.
Result<Values> decode_and_measure(MusicVae& model, const MusicVae::MusicClips& windows,
                                  std::span<const AttributeInfo> infos,
                                  std::vector<AttributeChange> changes) {
  DecodeOptions options;
  options.temperature = 0;
  options.attributes = std::move(changes);
  Result<MusicVae::MusicClips> clips = Error{ErrorCode::kRuntime, "the model gave no answer."};
  model.reconstruct_music(windows, /*mean=*/true, options,
                          [&](Result<MusicVae::MusicClips> answer) { clips = std::move(answer); });
  if (!clips) return clips.error();
  return measure_clips(*clips, model.package().representation, infos);
}

// Mean of b - a over windows that have both, in `sd`.
double mean_change(const Values& a, const Values& b, std::size_t attribute, double sd) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!a[i][attribute] || !b[i][attribute]) continue;
    sum += *b[i][attribute] - *a[i][attribute];
    ++count;
  }
  return count > 0 ? sum / count / sd : 0;
}

double monotonic_share(const Values& low, const Values& middle, const Values& high,
                       std::size_t attribute) {
  double rising = 0, changed = 0;
  for (std::size_t i = 0; i < low.size(); ++i) {
    const auto &a = low[i][attribute], &b = middle[i][attribute], &c = high[i][attribute];
    if (!a || !b || !c || (*a == *b && *b == *c)) continue;
    ++changed;
    rising += *a <= *b && *b <= *c;
  }
  return changed > 0 ? rising / changed : 0;
}

}  // namespace

Result<AttributeValues> measure_clips(const MusicVae::MusicClips& clips, const Representation& form,
                                      std::span<const AttributeInfo> infos) {
  const auto kinds = attribute_kinds(*form.info());
  std::vector<std::size_t> places;
  for (const AttributeInfo& info : infos) {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const AttributeKind& kind) {
      return kind.name == info.name;
    });
    assert(found != kinds.end());
    places.push_back(static_cast<std::size_t>(found - kinds.begin()));
  }
  AttributeValues values;
  for (const MusicClip& clip : clips) {
    const auto piece = to_grid_clip(clip, form);
    if (!piece) return piece.error();
    const auto all = measure_attributes(*piece, *form.info());
    values.emplace_back();
    for (const std::size_t place : places) values.back().push_back(all[place]);
  }
  return values;
}

std::vector<double> AttributeEffects::response() const {
  std::vector<double> half(plus.size());
  for (std::size_t i = 0; i < half.size(); ++i) half[i] = (plus[i] - minus[i]) / 2;
  return half;
}

double AttributeEffects::own(int a) const {
  const auto at = static_cast<std::size_t>(a * attributes + a);
  return (plus[at] - minus[at]) / 2;
}

double AttributeEffects::others(int a) const {
  double sum = 0;
  for (int k = 0; k < attributes; ++k) {
    const auto at = static_cast<std::size_t>(a * attributes + k);
    if (k != a) sum += (std::fabs(plus[at]) + std::fabs(minus[at])) / 2;
  }
  return attributes > 1 ? sum / (attributes - 1) : 0;
}

double AttributeEffects::worst_other(int a, int& worst) const {
  double most = 0;
  worst = a;
  for (int k = 0; k < attributes; ++k) {
    const auto at = static_cast<std::size_t>(a * attributes + k);
    const double moved = (std::fabs(plus[at]) + std::fabs(minus[at])) / 2;
    if (k == a || moved < most) continue;
    most = moved;
    worst = k;
  }
  return most;
}

Result<AttributeEffects> measure_effects(
    MusicVae& model, const MusicVae::MusicClips& windows, std::span<const AttributeInfo> infos,
    const std::function<void(std::int64_t done)>& on_progress) {
  const std::size_t count = infos.size();
  AttributeEffects effects;
  effects.attributes = static_cast<int>(count);
  effects.windows = static_cast<std::int64_t>(windows.size());
  std::int64_t done = 0;
  const auto measured = [&](std::vector<AttributeChange> changes) {
    auto values = decode_and_measure(model, windows, infos, std::move(changes));
    done += effects.windows;
    if (on_progress) on_progress(done);
    return values;
  };
  const auto still = measured({});
  if (!still) return still.error();
  for (std::size_t a = 0; a < count; ++a) {
    const auto up = measured({{infos[a].name, 1}});
    if (!up) return up.error();
    const auto down = measured({{infos[a].name, -1}});
    if (!down) return down.error();
    for (std::size_t k = 0; k < count; ++k) {
      effects.plus.push_back(mean_change(*still, *up, k, infos[k].sd));
      effects.minus.push_back(mean_change(*still, *down, k, infos[k].sd));
    }
    effects.monotonic.push_back(monotonic_share(*down, *still, *up, a));
  }
  return effects;
}

}  // namespace segue

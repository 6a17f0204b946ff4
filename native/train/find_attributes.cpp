// SPDX-License-Identifier: Apache-2.0
#include "native/train/find_attributes.h"

#include <algorithm>
#include <cmath>

#include "native/train/encode_windows.h"
#include "shared/measures/attributes.h"

namespace segue {
namespace {

constexpr double kSmallestVariance = 1e-9;

std::vector<AttributeInfo> all_attributes(const Representation& form) {
  std::vector<AttributeInfo> infos;
  for (const AttributeKind& kind : attribute_kinds(*form.info())) {
    infos.push_back({std::string(kind.name), std::string(kind.label), std::string(kind.unit)});
  }
  return infos;
}

// Mean and deviation of each; attributes that do not vary leave both.
void take_spreads(std::vector<AttributeInfo>& infos, AttributeValues& values) {
  for (std::size_t a = infos.size(); a-- > 0;) {
    double sum = 0, squares = 0, count = 0;
    for (const auto& row : values) {
      if (!row[a]) continue;
      sum += *row[a];
      squares += *row[a] * *row[a];
      ++count;
    }
    const double mean = count > 0 ? sum / count : 0;
    const double variance = count > 0 ? squares / count - mean * mean : 0;
    if (variance > kSmallestVariance) {
      infos[a].mean = mean;
      infos[a].sd = std::sqrt(variance);
      continue;
    }
    const auto place = static_cast<std::ptrdiff_t>(a);
    infos.erase(infos.begin() + place);
    for (auto& row : values) row.erase(row.begin() + place);
  }
}

std::vector<float> standardised(const std::vector<AttributeInfo>& infos,
                                const AttributeValues& values) {
  std::vector<float> numbers;
  for (const auto& row : values) {
    for (std::size_t a = 0; a < infos.size(); ++a) {
      const double value = row[a].value_or(infos[a].mean);
      numbers.push_back(static_cast<float>((value - infos[a].mean) / infos[a].sd));
    }
  }
  return numbers;
}

Result<std::vector<float>> encode(MusicVae& model, const MusicVae::MusicClips& windows,
                                  const FindAttributesOptions& options) {
  constexpr std::size_t kAtOnce = 1024;
  std::vector<float> latents;
  for (std::size_t first = 0; first < windows.size(); first += kAtOnce) {
    const auto begin = windows.begin() + static_cast<std::ptrdiff_t>(first);
    const auto size = std::min(kAtOnce, windows.size() - first);
    Result<std::vector<ClipPosterior>> posteriors = Error{ErrorCode::kRuntime, "no answer."};
    model.encode_music(
        {begin, begin + static_cast<std::ptrdiff_t>(size)},
        [&](Result<std::vector<ClipPosterior>> answer) { posteriors = std::move(answer); });
    if (!posteriors) return posteriors.error();
    for (const ClipPosterior& q : *posteriors) {
      latents.insert(latents.end(), q.mu.begin(), q.mu.end());
    }
    if (options.on_progress) {
      options.on_progress("encoding", static_cast<std::int64_t>(first + size),
                          static_cast<std::int64_t>(windows.size()));
    }
  }
  return latents;
}

Result<AttributeEffects> try_field(MusicVae& model, const AttributeField& field,
                                   const MusicVae::MusicClips& windows, const std::string& what,
                                   const FindAttributesOptions& options) {
  model.set_attributes(field);
  const auto total = static_cast<std::int64_t>(windows.size() * (2 * field.infos.size() + 1));
  return measure_effects(model, windows, field.infos, [&](std::int64_t done) {
    if (options.on_progress) options.on_progress(what, done, total);
  });
}

// Gains with which steps of +1 and -1 change training windows by one deviation, as far as the
// decoder obeys: the response grows faster than the step, so that each round goes a part of the
// way.
Result<void> set_gains(MusicVae& model, AttributeField& field, const MusicVae::MusicClips& windows,
                       const FindAttributesOptions& options) {
  constexpr double kLeast = 0.5, kMost = 3;  // of a round
  for (int round = 0; round < options.rounds; ++round) {
    const auto effects = try_field(model, field, windows, "calibrating", options);
    if (!effects) return effects.error();
    const std::size_t count = field.infos.size();
    for (std::size_t a = 0; a < count; ++a) {
      for (const std::size_t side : {0u, 1u}) {
        const std::size_t own = a * count + a;
        const double change = side == 0 ? effects->plus[own] : -effects->minus[own];
        const double factor = change > 0 ? std::clamp(1 / change, kLeast, kMost) : kMost;
        float& gain = field.gains[2 * a + side];
        gain = static_cast<float>(std::min(gain * factor, options.most_gain));
      }
    }
  }
  return {};
}

MusicVae::MusicClips spread_of(const MusicVae::MusicClips& windows, std::int64_t count) {
  MusicVae::MusicClips some;
  const auto all = static_cast<std::int64_t>(windows.size());
  count = std::min(count, all);
  for (std::int64_t i = 0; i < count; ++i) {
    some.push_back(windows[static_cast<std::size_t>(i * all / count)]);
  }
  return some;
}

}  // namespace

const MethodEffects& FoundAttributes::of(AttributeMethod method) const {
  return *std::find_if(methods.begin(), methods.end(),
                       [&](const MethodEffects& one) { return one.method == method; });
}

Result<FoundAttributes> find_attributes(MusicVae& model, const Dataset& data,
                                        const FindAttributesOptions& options) {
  const Representation& form = model.package().representation;
  if (attribute_kinds(*form.info()).empty()) {
    return Error{ErrorCode::kUnsupported, "there are no attributes for " + form.name +
                                              " yet; only for melodies, trios, "
                                              "drums and grooves."};
  }
  const auto windows = spread_windows(data, data.train, form, options.windows);
  if (!windows) return windows.error();
  auto infos = all_attributes(form);
  auto values = measure_clips(*windows, form, infos);
  if (!values) return values.error();
  take_spreads(infos, *values);
  if (infos.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "no attribute varies in these windows. Take more, or more varied, music."};
  }
  MeasuredWindows fit;
  auto latents = encode(model, *windows, options);
  if (!latents) return latents.error();
  fit.latents = std::move(*latents);
  fit.values = standardised(infos, *values);
  fit.infos = infos;
  fit.z_size = model.package().z_size;

  FoundAttributes found;
  found.windows = static_cast<std::int64_t>(windows->size());
  found.held_out = data.eval.windows() > 0;
  const auto judged =
      spread_windows(data, found.held_out ? data.eval : data.train, form, options.held_out);
  if (!judged) return judged.error();
  const auto calibration = spread_of(*windows, options.calibration);
  for (const AttributeMethod method : kAttributeMethods) {
    auto field = fit_attributes(fit, method);
    if (!field) return field.error();
    if (method == AttributeMethod::kGradients) {
      if (auto done = set_gains(model, *field, calibration, options); !done) return done.error();
    }
    // What the file holds is what is measured.
    ModelPackage package = model.package();
    package.attributes = infos;
    field = parse_attributes(format_attributes(*field), package);
    if (!field) return field.error();
    MethodEffects one{method, std::move(*field), {}};
    auto effects = try_field(model, one.field, *judged,
                             "measuring " + std::string(attribute_method_name(method)), options);
    if (!effects) return effects.error();
    one.effects = std::move(*effects);
    found.methods.push_back(std::move(one));
  }
  return found;
}

}  // namespace segue

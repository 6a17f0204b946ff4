// SPDX-License-Identifier: Apache-2.0
// Latent vectors and noise are made here, from our Rng; the graphs only compute.
#include "shared/model/music_vae.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <span>

#include "shared/codec/groove_codec.h"
#include "shared/model/batches.h"
#include "shared/model/graph_outputs.h"

namespace segue {
namespace {

using detail::bad_output;
using detail::take_floats;

Result<void> check_options(int count, int min_count, const DecodeOptions& options) {
  if (count < min_count || count > kMaxClips) {
    return invalid_argument("expected a number of clips from " + std::to_string(min_count) +
                            " to " + std::to_string(kMaxClips) + ", found " +
                            std::to_string(count) + ".");
  }
  if (!std::isfinite(options.temperature) || options.temperature < 0) {
    return invalid_argument("expected a temperature of 0 or more, found " +
                            std::to_string(options.temperature) + ".");
  }
  return {};
}

Result<void> check_latent(const std::vector<float>& z, int z_size) {
  if (static_cast<int>(z.size()) != z_size) {
    return invalid_argument("expected a latent vector of " + std::to_string(z_size) +
                            " numbers, found " + std::to_string(z.size()) + ".");
  }
  for (const float x : z) {
    if (!std::isfinite(x))
      return invalid_argument("a latent vector holds a number that is not finite.");
  }
  return {};
}

Result<void> take_tokens(const NamedTensors& outputs, const Representation& form,
                         std::span<MusicClip> clips) {
  const auto found = outputs.find("tokens");
  if (found == outputs.end()) return bad_output("decoder", "tokens", "nothing");
  const auto& all_parts = form.info()->parts;
  const std::size_t parts = all_parts.size(), size = static_cast<std::size_t>(form.steps) * parts;
  const std::vector<std::int64_t> plain = {static_cast<std::int64_t>(clips.size()), form.steps};
  std::vector<std::int64_t> shape = plain;
  shape.push_back(static_cast<std::int64_t>(parts));
  const auto* values = found->second.ints();
  const bool fits = found->second.shape == shape || (parts == 1 && found->second.shape == plain);
  if (!values || !fits || values->size() != clips.size() * size) {
    return bad_output("decoder", "tokens", "another type or shape than expected");
  }
  for (std::size_t i = 0; i < clips.size(); ++i) {
    clips[i].tokens.resize(size);
    for (std::size_t t = 0; t < size; ++t) {
      const std::int64_t token = (*values)[i * size + t];
      if (token < 0 || token >= all_parts[t % parts].classes) {
        return bad_output("decoder", "tokens", "the token " + std::to_string(token));
      }
      clips[i].tokens[t] = static_cast<std::uint16_t>(token);
    }
  }
  return {};
}

Result<void> take_features(NamedTensors& outputs, const Representation& form,
                           std::span<MusicClip> clips) {
  const std::size_t size = static_cast<std::size_t>(form.steps) * form.features;
  const auto values =
      take_floats(outputs, "decoder", "features",
                  {static_cast<std::int64_t>(clips.size()), form.steps, form.features});
  if (!values) return values.error();
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto first = values->begin() + static_cast<std::ptrdiff_t>(i * size);
    clips[i].features.assign(first, first + static_cast<std::ptrdiff_t>(size));
    if (form.info()->head == DecoderHead::kGroove) settle_strokes(clips[i].features);
  }
  return {};
}

// One clip's noise [T, width]: Gumbel for tokens, uniform for labels. Without temperature the
// likeliest choice wins.
void fill_noise(DecoderHead head, double temperature, Rng& rng, std::vector<float>& noise) {
  if (head == DecoderHead::kNade) {
    for (float& x : noise) x = temperature == 0 ? 0.5f : static_cast<float>(rng.uniform());
  } else if (temperature > 0) {
    rng.fill_gumbel(noise);
  }
}

std::uint64_t own_stream(int clip) { return static_cast<std::uint64_t>(clip); }

}  // namespace

MusicVae::MusicVae(ModelPackage package, Backend& backend)
    : package_(std::move(package)), backend_(backend) {}

void MusicVae::set_prior(Prior prior) {
  assert(prior.z_size == package_.z_size);
  prior_ = std::make_shared<const Prior>(std::move(prior));
}

void MusicVae::set_attributes(AttributeField attributes) {
  assert(attributes.z_size == package_.z_size);
  attributes_ = std::make_shared<const AttributeField>(std::move(attributes));
}

MusicVae::DrawPrior MusicVae::prior_of(const DecodeOptions& options) const {
  if (prior_ && options.prior == PriorChoice::kModel) {
    return [prior = prior_](Rng& rng) { return prior->draw(rng); };
  }
  return [z_size = static_cast<std::size_t>(package_.z_size)](Rng& rng) {
    std::vector<float> z(z_size);
    rng.fill_normal(z);
    return z;
  };
}

void MusicVae::decode_clips(int count, Plan plan, const DecodeOptions& options, OnMusic on_done) {
  const Representation form = package_.representation;
  if (auto good = check_controls(options.controls, form); !good) return on_done(good.error());
  const int z_size = package_.z_size;
  const auto infos =
      attributes_ ? std::span<const AttributeInfo>(attributes_->infos) : std::span<AttributeInfo>();
  if (auto good = check_attributes(infos, options.attributes); !good) return on_done(good.error());
  const DecoderHead head = form.info()->head;
  const auto clips = std::make_shared<MusicClips>(static_cast<std::size_t>(count));
  detail::BatchJob job;
  job.graph = "decoder";
  job.count = count;
  job.batch_size = kClipsPerBatch;
  job.on_progress = options.on_progress;
  job.make_inputs = [=, seed = options.seed, temperature = options.temperature,
                     attributes = attributes_, changes = options.attributes,
                     controls = options.controls, plan = std::move(plan)](int first, int size) {
    const auto width = static_cast<std::size_t>(form.classes + form.features);
    const auto steps = static_cast<std::size_t>(form.steps);
    const bool noisy = head != DecoderHead::kGroove;
    std::vector<float> z, told, one_clip(noisy ? steps * width : 0);
    std::vector<float> noise(one_clip.size() * static_cast<std::size_t>(size));  // [T, B, V]
    for (int i = 0; i < size; ++i) {
      Rng rng(seed, plan.stream(first + i));
      auto& clip = (*clips)[static_cast<std::size_t>(first + i)];
      clip.z = plan.latent(first + i, rng);
      if (!changes.empty()) clip.z = apply_attributes(clip.z, *attributes, changes);
      z.insert(z.end(), clip.z.begin(), clip.z.end());
      const MusicClip* original = plan.original ? plan.original(first + i) : nullptr;
      clip.controls = controls.empty() && original ? original->controls : controls;
      if (!form.controls.empty()) {
        const auto columns = control_columns(
            clip.controls, original ? std::span(original->features) : std::span<const float>(),
            form);
        told.insert(told.end(), columns.begin(), columns.end());
      }
      if (!noisy) continue;
      fill_noise(head, temperature, rng, one_clip);
      for (std::size_t t = 0; t < steps; ++t) {
        const auto from = one_clip.begin() + static_cast<std::ptrdiff_t>(t * width);
        const std::size_t row = t * static_cast<std::size_t>(size) + static_cast<std::size_t>(i);
        std::copy_n(from, width, noise.begin() + static_cast<std::ptrdiff_t>(row * width));
      }
    }
    NamedTensors inputs;
    inputs["z"] = {{size, z_size}, std::move(z)};
    if (noisy) {
      inputs["noise"] = {{form.steps, size, static_cast<std::int64_t>(width)}, std::move(noise)};
      inputs["temperature"] = {{}, std::vector<float>{static_cast<float>(temperature)}};
    }
    if (!form.controls.empty()) {
      inputs["controls"] = {{size, form.steps, form.control_depth()}, std::move(told)};
    }
    return inputs;
  };
  job.take_outputs = [=](int first, int size, NamedTensors& outputs) {
    const auto batch =
        std::span(*clips).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size));
    return head == DecoderHead::kCategorical ? take_tokens(outputs, form, batch)
                                             : take_features(outputs, form, batch);
  };
  job.on_done = [=, done = std::move(on_done)](Result<void> result) {
    if (!result) return done(result.error());
    done(std::move(*clips));
  };
  detail::run_batches(backend_, std::move(job));
}

void MusicVae::sample_music(int count, const DecodeOptions& options, OnMusic on_done) {
  if (auto good = check_options(count, 1, options); !good) return on_done(good.error());
  if (options.best_of != 1) return sample_best(count, options, std::move(on_done));
  const auto draw = [prior = prior_of(options)](int, Rng& rng) { return prior(rng); };
  decode_clips(count, {draw, own_stream, {}}, options, std::move(on_done));
}

void MusicVae::encode_music(const MusicClips& clips, OnPosteriors on_done) {
  if (clips.empty()) return on_done(invalid_argument("expected a clip to encode, found none."));
  for (const MusicClip& clip : clips) {
    if (auto good = check_clip(clip, package_.representation); !good) return on_done(good.error());
  }
  const int z_size = package_.z_size;
  const auto posteriors = std::make_shared<std::vector<ClipPosterior>>();
  const auto input = std::make_shared<const MusicClips>(clips);
  detail::BatchJob job;
  job.graph = "encoder";
  job.count = static_cast<int>(clips.size());
  job.batch_size = kClipsPerBatch;
  job.make_inputs = [input, form = package_.representation](int first, int size) {
    NamedTensors inputs;
    inputs["sequence"] = to_sequence(
        std::span(*input).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size)),
        form);  // [B, T, D]
    return inputs;
  };
  job.take_outputs = [=](int, int size, NamedTensors& outputs) -> Result<void> {
    const auto mu = take_floats(outputs, "encoder", "mu", {size, z_size});
    if (!mu) return mu.error();
    const auto sigma = take_floats(outputs, "encoder", "sigma", {size, z_size});
    if (!sigma) return sigma.error();
    for (int i = 0; i < size; ++i) {
      const auto row = [&](std::span<const float> values) {
        const auto part =
            values.subspan(static_cast<std::size_t>(i) * z_size, static_cast<std::size_t>(z_size));
        return std::vector<float>(part.begin(), part.end());
      };
      posteriors->push_back({row(*mu), row(*sigma)});
    }
    return {};
  };
  job.on_done = [=, done = std::move(on_done)](Result<void> result) {
    if (!result) return done(result.error());
    done(std::move(*posteriors));
  };
  detail::run_batches(backend_, std::move(job));
}

void MusicVae::decode_music(const std::vector<std::vector<float>>& latents,
                            const DecodeOptions& options, OnMusic on_done) {
  const int count = static_cast<int>(std::min<std::size_t>(latents.size(), kMaxClips + 1));
  if (auto good = check_options(count, 1, options); !good) return on_done(good.error());
  for (const auto& z : latents) {
    if (auto good = check_latent(z, package_.z_size); !good) return on_done(good.error());
  }
  const auto given = [latents](int clip, Rng&) { return latents[static_cast<std::size_t>(clip)]; };
  decode_clips(count, {given, own_stream, {}}, options, std::move(on_done));
}

void MusicVae::interpolate_music(const MusicClip& a, const MusicClip& b, int count,
                                 Interpolation path, const DecodeOptions& options,
                                 OnMusic on_done) {
  if (auto good = check_options(count, 2, options); !good) return on_done(good.error());
  const auto ends = std::make_shared<const MusicClips>(MusicClips{a, b});
  encode_music(*ends, [=, this, done = std::move(on_done)](Result<std::vector<ClipPosterior>> q) {
    if (!q) return done(q.error());
    const auto walk = [from = (*q)[0].mu, to = (*q)[1].mu, count, path](int clip, Rng&) {
      return interpolate_latents(from, to, static_cast<double>(clip) / (count - 1), path);
    };
    const auto shared_stream = [](int) { return std::uint64_t{0}; };
    const auto nearer = [ends, count](int clip) { return &(*ends)[2 * clip < count ? 0 : 1]; };
    decode_clips(count, {walk, shared_stream, nearer}, options, done);
  });
}

void MusicVae::reconstruct_music(const MusicClips& clips, bool mean, const DecodeOptions& options,
                                 OnMusic on_done) {
  const int count = static_cast<int>(std::min<std::size_t>(clips.size(), kMaxClips + 1));
  if (auto good = check_options(count, 1, options); !good) return on_done(good.error());
  const auto kept = std::make_shared<const MusicClips>(clips);
  encode_music(clips, [=, this, done = std::move(on_done)](Result<std::vector<ClipPosterior>> q) {
    if (!q) return done(q.error());
    const auto draw = [posteriors = std::move(*q), mean](int clip, Rng& rng) {
      const ClipPosterior& own = posteriors[static_cast<std::size_t>(clip)];
      std::vector<float> z = own.mu;
      if (mean) return z;
      for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] = static_cast<float>(own.mu[i] + static_cast<double>(own.sigma[i]) * rng.normal());
      }
      return z;
    };
    const auto original = [kept](int clip) { return &(*kept)[static_cast<std::size_t>(clip)]; };
    const auto restore = [kept, form = package_.representation, done](Result<MusicClips> made) {
      for (std::size_t i = 0; made && i < made->size(); ++i) {
        restore_given((*kept)[i], form, (*made)[i]);
      }
      done(std::move(made));
    };
    decode_clips(count, {draw, own_stream, original}, options, restore);
  });
}

void MusicVae::similar_music(const MusicClip& clip, int count, double similarity,
                             const DecodeOptions& options, OnMusic on_done) {
  if (auto good = check_options(count, 1, options); !good) return on_done(good.error());
  if (!(similarity >= 0 && similarity <= 1)) {
    return on_done(invalid_argument("expected a similarity from 0 to 1, found " +
                                    std::to_string(similarity) + "."));
  }
  const auto kept = std::make_shared<const MusicClip>(clip);
  encode_music({clip}, [=, this, done = std::move(on_done)](Result<std::vector<ClipPosterior>> q) {
    if (!q) return done(q.error());
    const auto vary = [mu = q->front().mu, similarity, prior = prior_of(options)](int, Rng& rng) {
      return interpolate_latents(prior(rng), mu, similarity, Interpolation::kSpherical);
    };
    decode_clips(count, {vary, own_stream, [kept](int) { return kept.get(); }}, options, done);
  });
}

}  // namespace segue

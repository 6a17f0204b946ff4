// SPDX-License-Identifier: Apache-2.0
// Sampling, encoding, interpolation and variation with a MusicVAE, written once for the programs,
// the page and the tests. Source: Roberts et al., "A Hierarchical Latent Vector Model for Learning
// Long-Term Structure in Music", ICML 2018.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/rng.h"
#include "shared/model/attributes.h"
#include "shared/model/backend.h"
#include "shared/model/model_package.h"
#include "shared/model/music_clip.h"
#include "shared/model/prior.h"

namespace segue {

/// One decoded (or given) melody: T tokens and the latent vector they came from.
struct Clip {
  std::vector<std::uint8_t> tokens;  ///< [T]
  std::vector<float> z;              ///< [Z]
  bool operator==(const Clip&) const = default;
};

/// q(z|x): mean and standard deviation of a clip, [Z] each.
struct ClipPosterior {
  std::vector<float> mu, sigma;
};

enum class Interpolation { kSpherical, kLinear };

/// Where new latent vectors come from.
enum class PriorChoice {
  kModel,   ///< the package's own prior; N(0, I) where it has none
  kNormal,  ///< N(0, I)
};

/// How tokens are drawn. Clip i of a call uses Rng(seed, i) for its z and its Gumbel noise, so that
/// it does not depend on how many clips are asked for. Temperature 0 takes the most likely token.
struct DecodeOptions {
  double temperature = 0.5;  ///< 0..2 (larger is allowed)
  std::uint64_t seed = 0;
  PriorChoice prior = PriorChoice::kModel;
  /// sample_music only: of so many clips drawn for each one asked for, the one whose own encoding
  /// says best where it came from: the largest q(z|x) of its z. Clip i is the best of those that
  /// clips i * best_of ... would be without.
  int best_of = 1;
  /// What the decoder is told, [T, K] (see MusicClip); empty: what the given clip was told, if any.
  std::vector<std::uint8_t> controls = {};
  /// Called after each batch of kClipsPerBatch clips; false stops with kCancelled. May be empty.
  std::function<bool(int clips_done, int clips_total)> on_progress = {};
  /// Where every clip's z is moved, whatever it came from; for models with attributes.
  std::vector<AttributeChange> attributes = {};
};

/// Clips go through the graphs in batches of this size, so that memory stays bounded and a caller
/// can show progress and stop in between. The clips do not depend on it.
inline constexpr int kClipsPerBatch = 64;
/// More clips than this in one call are refused.
inline constexpr int kMaxClips = 1 << 20;
/// The largest DecodeOptions::best_of.
inline constexpr int kMaxBestOf = 64;

/// All calls answer through `on_done`, exactly once, with Errors of the backend or
/// kInvalidArgument. The object and its backend must outlive the calls in flight. The calls named
/// `..._music` take and give clips of every representation; the others are the same for melodies.
class MusicVae {
 public:
  using Clips = std::vector<Clip>;
  using OnClips = std::function<void(Result<Clips>)>;
  using MusicClips = std::vector<MusicClip>;
  using OnMusic = std::function<void(Result<MusicClips>)>;
  using OnPosteriors = std::function<void(Result<std::vector<ClipPosterior>>)>;
  using Tokens = std::vector<std::uint8_t>;

  MusicVae(ModelPackage package, Backend& backend);
  const ModelPackage& package() const { return package_; }
  /// The package's prior, once its file is read; its Z must be the package's.
  void set_prior(Prior prior);
  /// The package's attributes, once their file is read; their Z must be the package's.
  void set_attributes(AttributeField attributes);

  void sample_music(int count, const DecodeOptions& options, OnMusic on_done);
  void encode_music(const MusicClips& clips, OnPosteriors on_done);
  void decode_music(const std::vector<std::vector<float>>& latents, const DecodeOptions& options,
                    OnMusic on_done);
  void interpolate_music(const MusicClip& a, const MusicClip& b, int count, Interpolation path,
                         const DecodeOptions& options, OnMusic on_done);
  void reconstruct_music(const MusicClips& clips, bool mean, const DecodeOptions& options,
                         OnMusic on_done);
  void similar_music(const MusicClip& clip, int count, double similarity,
                     const DecodeOptions& options, OnMusic on_done);

  /// `count` clips from the prior that `options` chooses.
  void sample(int count, const DecodeOptions& options, OnClips on_done);
  /// Mean and deviation of each clip of exactly T tokens.
  void encode(const std::vector<Tokens>& clips, OnPosteriors on_done);
  /// Clips from latent vectors [Z].
  void decode(const std::vector<std::vector<float>>& latents, const DecodeOptions& options,
              OnClips on_done);
  /// `count` >= 2 clips from a to b, ends included: the decoded means of both and the points
  /// between. All points share the Gumbel noise of Rng(seed, 0), so that neighbours differ only by
  /// their place.
  void interpolate(const Tokens& a, const Tokens& b, int count, Interpolation path,
                   const DecodeOptions& options, OnClips on_done);
  /// Encodes, draws z from the posterior (or takes its mean when `mean` is true) and decodes. A
  /// groove model keeps what it was shown: the strokes of a clip it humanises, see restore_given.
  void reconstruct(const std::vector<Tokens>& clips, bool mean, const DecodeOptions& options,
                   OnClips on_done);
  /// `count` variations: z on the sphere between the clip's mean and prior draws.
  /// `similarity` 0 (anything) .. 1 (the clip's own mean).
  void similar(const Tokens& clip, int count, double similarity, const DecodeOptions& options,
               OnClips on_done);

 private:
  using DrawPrior = std::function<std::vector<float>(Rng& rng)>;
  /// How clip i of a call is made.
  struct Plan {
    /// z; may draw from the clip's Rng, which then makes its noise.
    std::function<std::vector<float>(int clip, Rng& rng)> latent;
    std::function<std::uint64_t(int clip)> stream;
    /// The clip whose controls the decoder is told; may be empty.
    std::function<const MusicClip*(int clip)> original;
  };

  void sample_best(int count, const DecodeOptions& options, OnMusic on_done);
  DrawPrior prior_of(const DecodeOptions& options) const;
  void decode_clips(int count, Plan plan, const DecodeOptions& options, OnMusic on_done);

  ModelPackage package_;
  std::shared_ptr<const Prior> prior_;  // shared with the calls in flight
  std::shared_ptr<const AttributeField> attributes_;
  Backend& backend_;
};

/// Point `t` in 0..1 between a and b, both [Z]. Spherical: Shoemake 1985; falls back to linear
/// where the angle is (nearly) 0 or pi or one end is the origin. The same bits on every platform.
std::vector<float> interpolate_latents(const std::vector<float>& a, const std::vector<float>& b,
                                       double t, Interpolation path);

}  // namespace segue

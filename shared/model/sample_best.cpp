// SPDX-License-Identifier: Apache-2.0
// Samples ranked by encoding them again: a clip that its own encoder would not have placed where it
// came from is one the model was unsure about.
#include <cmath>

#include "shared/model/music_vae.h"

namespace segue {
namespace {

// ln q(z|x) but for a constant that all clips share.
double log_density(const ClipPosterior& q, const std::vector<float>& z) {
  double sum = 0;
  for (std::size_t d = 0; d < z.size(); ++d) {
    const double off = (z[d] - q.mu[d]) / q.sigma[d];
    sum -= 0.5 * off * off + std::log(static_cast<double>(q.sigma[d]));
  }
  return sum;
}

}  // namespace

void MusicVae::sample_best(int count, const DecodeOptions& options, OnMusic on_done) {
  const int of = options.best_of;
  if (of < 1 || of > kMaxBestOf || count > kMaxClips / of) {
    return on_done(Error{ErrorCode::kInvalidArgument,
                         "expected to choose the best of 1 to " + std::to_string(kMaxBestOf) +
                             " clips, and fewer than " + std::to_string(kMaxClips) +
                             " in all, found " + std::to_string(count) + " times the best of " +
                             std::to_string(of) + "."});
  }
  DecodeOptions all = options;
  all.best_of = 1;
  if (options.on_progress) {
    all.on_progress = [asked = options.on_progress, of](int done, int total) {
      return asked(done / of, total / of);
    };
  }
  sample_music(count * of, all, [=, this, done = std::move(on_done)](Result<MusicClips> drawn) {
    if (!drawn) return done(drawn.error());
    const auto clips = std::make_shared<MusicClips>(std::move(*drawn));
    encode_music(*clips, [=](Result<std::vector<ClipPosterior>> q) {
      if (!q) return done(q.error());
      MusicClips best;
      for (std::size_t first = 0; first < clips->size(); first += static_cast<std::size_t>(of)) {
        std::size_t chosen = first;
        double highest = -INFINITY;
        for (std::size_t i = first; i < first + static_cast<std::size_t>(of); ++i) {
          const double density = log_density((*q)[i], (*clips)[i].z);
          if (density > highest) {
            highest = density;
            chosen = i;
          }
        }
        best.push_back(std::move((*clips)[chosen]));
      }
      done(std::move(best));
    });
  });
}

}  // namespace segue

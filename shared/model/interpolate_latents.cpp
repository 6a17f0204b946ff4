// SPDX-License-Identifier: Apache-2.0
// Points between two latent vectors, from IEEE-exact operations only (shared/base/math.h).
#include <cassert>
#include <cmath>

#include "shared/base/math.h"
#include "shared/model/music_vae.h"

namespace segue {

std::vector<float> interpolate_latents(const std::vector<float>& a, const std::vector<float>& b,
                                       double t, Interpolation path) {
  assert(a.size() == b.size());
  // The ends are exact: rounding must not move a clip that the user gave.
  if (t <= 0) return a;
  if (t >= 1) return b;
  double weight_a = 1 - t, weight_b = t;
  if (path == Interpolation::kSpherical) {
    double dot = 0, norm_a = 0, norm_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      dot += static_cast<double>(a[i]) * b[i];
      norm_a += static_cast<double>(a[i]) * a[i];
      norm_b += static_cast<double>(b[i]) * b[i];
    }
    const double norms = std::sqrt(norm_a) * std::sqrt(norm_b);
    const double angle = norms > 0 ? portable_acos(dot / norms) : 0;
    const double sine = portable_sin(angle);
    // Below this the quotients lose their digits; the chord is then as good as the arc (angle 0) or
    // the only direction there is (angle pi).
    constexpr double kSmallestSine = 1e-6;
    if (sine > kSmallestSine) {
      weight_a = portable_sin((1 - t) * angle) / sine;
      weight_b = portable_sin(t * angle) / sine;
    }
  }
  std::vector<float> point(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    point[i] = static_cast<float>(weight_a * a[i] + weight_b * b[i]);
  }
  return point;
}

}  // namespace segue

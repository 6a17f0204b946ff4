// SPDX-License-Identifier: Apache-2.0
#include "native/train/fit_critic.h"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "shared/base/rng.h"

namespace segue {
namespace {

constexpr float kBeta1 = 0.9f, kBeta2 = 0.999f, kEpsilon = 1e-8f;
// Against learning single vectors by heart.
constexpr float kWeightDecay = 1e-2f;

arma::fvec scales_of(const arma::fmat& x) {
  return arma::clamp(arma::stddev(x, 0, 1), 1e-3f, 1e3f);
}

// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
struct Weights {
  arma::fmat value, mean, square;

  explicit Weights(arma::fmat start)
      : value(std::move(start)),
        mean(arma::size(value), arma::fill::zeros),
        square(arma::size(value), arma::fill::zeros) {}

  void step(const arma::fmat& gradient, float rate, float decay, int number) {
    mean = kBeta1 * mean + (1 - kBeta1) * gradient;
    square = kBeta2 * square + (1 - kBeta2) * arma::square(gradient);
    const float mean_scale = 1 / (1 - std::pow(kBeta1, static_cast<float>(number)));
    const float square_scale = 1 / (1 - std::pow(kBeta2, static_cast<float>(number)));
    value -=
        rate * (mean * mean_scale / (arma::sqrt(square * square_scale) + kEpsilon) + decay * value);
  }
};

arma::fmat normal_matrix(arma::uword rows, arma::uword columns, float deviation, Rng& rng) {
  arma::fmat out(rows, columns);
  rng.fill_normal({out.memptr(), out.n_elem});
  return out * deviation;
}

void fill_draws(const Prior& prior, Rng& rng, arma::fmat& columns, arma::uword first) {
  for (arma::uword c = first; c < columns.n_cols; ++c) {
    const auto z = prior.draw(rng);
    std::copy(z.begin(), z.end(), columns.colptr(c));
  }
}

}  // namespace

RealismCritic fit_critic(std::span<const float> latents, const Prior& prior,
                         const CriticOptions& options) {
  const auto z = static_cast<arma::uword>(prior.z_size);
  const auto hidden = static_cast<arma::uword>(options.hidden);
  const arma::fmat music(const_cast<float*>(latents.data()), z, latents.size() / z,
                         /*copy_aux_mem=*/false, /*strict=*/true);
  Rng rng(options.seed);
  const arma::fvec scale = 1 / scales_of(music);
  Weights in(normal_matrix(hidden, z, std::sqrt(2.0f / static_cast<float>(z)), rng));
  Weights in_bias(arma::fmat(hidden, 1, arma::fill::zeros));
  Weights out(normal_matrix(1, hidden, std::sqrt(1.0f / static_cast<float>(hidden)), rng));
  Weights out_bias(arma::fmat(1, 1, arma::fill::zeros));

  std::vector<arma::uword> order(music.n_cols);
  std::iota(order.begin(), order.end(), arma::uword{0});
  const auto half = std::min(static_cast<arma::uword>(options.batch / 2), music.n_cols);
  arma::frowvec labels(2 * half, arma::fill::zeros);
  labels.head(half).ones();
  arma::fmat batch(z, 2 * half);
  arma::uword at = music.n_cols;
  for (int step = 1; step <= options.steps; ++step) {
    if (at + half > music.n_cols) {
      shuffle(std::span(order), rng);
      at = 0;
    }
    for (arma::uword i = 0; i < half; ++i) batch.col(i) = music.col(order[at + i]);
    at += half;
    fill_draws(prior, rng, batch, half);
    const arma::fmat x = batch.each_col() % scale;
    arma::fmat sums = in.value * x;
    sums.each_col() += in_bias.value.col(0);
    const arma::fmat active = arma::clamp(sums, 0.0f, 3.4e38f);
    const arma::frowvec odds = out.value * active + out_bias.value(0, 0);
    // The cross entropy's gradient by the log odds.
    const arma::frowvec error =
        (1 / (1 + arma::exp(-odds)) - labels) / static_cast<float>(2 * half);
    const arma::fmat back = (out.value.t() * error) % arma::conv_to<arma::fmat>::from(sums > 0.0f);
    const double turn = std::numbers::pi * step / options.steps;
    const float rate = options.learning_rate * static_cast<float>(1 + std::cos(turn)) / 2;
    out.step(error * active.t(), rate, kWeightDecay, step);
    out_bias.step(arma::fmat(1, 1, arma::fill::value(arma::accu(error))), rate, 0, step);
    in.step(back * x.t(), rate, kWeightDecay, step);
    in_bias.step(arma::sum(back, 1), rate, 0, step);
  }

  RealismCritic critic;
  const arma::fmat rows = (in.value.each_row() % scale.t()).t();  // [H, Z] in row-major order
  critic.hidden_weights.assign(rows.begin(), rows.end());
  critic.hidden_bias.assign(in_bias.value.begin(), in_bias.value.end());
  critic.output_weights.assign(out.value.begin(), out.value.end());
  critic.output_bias = out_bias.value(0, 0);
  return critic;
}

double critic_accuracy(const RealismCritic& critic, std::span<const float> latents,
                       const Prior& prior, std::uint64_t seed) {
  const auto z = static_cast<std::size_t>(prior.z_size);
  Rng rng(seed);
  std::size_t right = 0, all = 0;
  for (std::size_t first = 0; first + z <= latents.size(); first += z, all += 2) {
    right += critic.log_odds(latents.subspan(first, z)) > 0;
    right += critic.log_odds(prior.draw(rng)) <= 0;
  }
  return static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(all, 1));
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/fit_prior.h"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace segue {
namespace {

constexpr int kFewestPerComponent = 10;
constexpr float kSmallestVariance = 1e-3f;
// Log densities are computed in blocks of vectors, so that memory stays bounded.
constexpr arma::uword kBlock = 4096;

// Vectors are columns, as Armadillo likes them; the caller's memory is used as it is.
arma::fmat as_columns(std::span<const float> latents, int z_size) {
  const auto rows = static_cast<arma::uword>(z_size);
  return {const_cast<float*>(latents.data()), rows, latents.size() / rows, /*copy_aux_mem=*/false,
          /*strict=*/true};
}

/// One component, ready to be evaluated: log(weight) + log density = constant - |...|^2 / 2.
struct Component {
  arma::fvec mean, inverse_deviation;  // [Z]
  arma::fmat whitened;                 // [Z, R]: factors over deviations
  arma::fmat half_inverse;             // [R, R]: H with H^T H = (I + W^T W)^-1
  double constant = 0;

  Component(const Prior& prior, std::size_t k) {
    const auto z = static_cast<std::size_t>(prior.z_size), r = static_cast<std::size_t>(prior.rank);
    mean = arma::fvec(prior.means.data() + k * z, z);
    arma::fvec deviation(prior.deviations.data() + k * z, z);
    deviation =
        arma::clamp(deviation, std::sqrt(kSmallestVariance) / 2, std::numeric_limits<float>::max());
    inverse_deviation = 1 / deviation;
    double log_determinant = 2 * arma::accu(arma::log(arma::conv_to<arma::vec>::from(deviation)));
    if (r > 0) {
      const arma::fmat factors(prior.factors.data() + k * z * r, r, z);  // read as its transpose
      whitened = factors.t();
      whitened.each_col() %= inverse_deviation;
      const arma::fmat inner = arma::eye<arma::fmat>(r, r) + whitened.t() * whitened;
      const arma::fmat lower = arma::chol(inner, "lower");
      half_inverse = arma::inv(arma::trimatl(lower));
      log_determinant += 2 * arma::accu(arma::log(lower.diag()));
    }
    const double weight = std::max(prior.weights[k], std::numeric_limits<float>::min());
    constant = std::log(weight) -
               0.5 * (static_cast<double>(z) * std::log(2 * std::numbers::pi) + log_determinant);
  }

  // Of every column of `x`.
  arma::fvec log_densities(const arma::fmat& x) const {
    arma::fmat u = x.each_col() - mean;
    u.each_col() %= inverse_deviation;
    arma::frowvec squares = arma::sum(arma::square(u), 0);
    if (!whitened.empty()) {
      // Woodbury: (D^2 + F F^T)^-1 = D^-1 (I - W (I + W^T W)^-1 W^T) D^-1
      squares -= arma::sum(arma::square(half_inverse * (whitened.t() * u)), 0);
    }
    return static_cast<float>(constant) - 0.5f * squares.t();
  }
};

std::vector<Component> make_components(const Prior& prior) {
  std::vector<Component> components;
  for (int k = 0; k < prior.components; ++k) {
    components.emplace_back(prior, static_cast<std::size_t>(k));
  }
  return components;
}

// [N, K] of one block.
arma::fmat log_densities(const std::vector<Component>& components, const arma::fmat& x) {
  arma::fmat out(x.n_cols, components.size());
  for (std::size_t k = 0; k < components.size(); ++k) out.col(k) = components[k].log_densities(x);
  return out;
}

// The block's logarithms of sums over components, [N].
arma::fvec log_sums(const arma::fmat& densities) {
  const arma::fvec largest = arma::max(densities, 1);
  return largest + arma::log(arma::sum(arma::exp(densities.each_col() - largest), 1));
}

template <class Visit>
void for_each_block(const arma::fmat& x, Visit visit) {
  for (arma::uword first = 0; first < x.n_cols; first += kBlock) {
    visit(first, arma::fmat(x.cols(first, std::min(first + kBlock, x.n_cols) - 1)));
  }
}

// Moves the strongest R directions of each component's covariance from its deviations into its
// factors. What is left of each coordinate's variance stays there, so that variances do not change.
bool add_factors(Prior& prior, const arma::fmat& x, int rank) {
  const auto components = make_components(prior);
  arma::fmat shares(x.n_cols, components.size());
  for_each_block(x, [&](arma::uword first, const arma::fmat& block) {
    arma::fmat densities = log_densities(components, block);
    densities.each_col() -= log_sums(densities);
    shares.rows(first, first + block.n_cols - 1) = arma::exp(densities);
  });
  const auto z = static_cast<std::size_t>(prior.z_size), r = static_cast<std::size_t>(rank);
  prior.rank = rank;
  prior.factors.assign(components.size() * z * r, 0.0f);
  for (std::size_t k = 0; k < components.size(); ++k) {
    arma::mat covariance(z, z, arma::fill::zeros);
    for_each_block(x, [&](arma::uword first, arma::fmat block) {
      const arma::fvec share = shares(arma::span(first, first + block.n_cols - 1), arma::span(k));
      block.each_col() -= components[k].mean;
      block.each_row() %= arma::sqrt(share).t();
      covariance += arma::conv_to<arma::mat>::from(block * block.t());
    });
    covariance /= std::max(1.0, static_cast<double>(arma::accu(shares.col(k))));
    arma::vec values;
    arma::mat vectors;
    if (!arma::eig_sym(values, vectors, covariance)) return false;
    // What varies in every direction is no common direction's merit (probabilistic PCA: Tipping and
    // Bishop, 1999).
    const double everywhere = r < z ? arma::mean(values.head(z - r)) : 0;
    for (std::size_t i = 0; i < z; ++i) {
      double left = covariance(i, i);
      for (std::size_t j = 0; j < r; ++j) {
        const double strength = std::sqrt(std::max(values(z - 1 - j) - everywhere, 0.0));
        const double factor = vectors(i, z - 1 - j) * strength;
        prior.factors[(k * z + i) * r + j] = static_cast<float>(factor);
        left -= factor * factor;
      }
      prior.deviations[k * z + i] =
          static_cast<float>(std::sqrt(std::max<double>(left, kSmallestVariance)));
    }
  }
  return true;
}

}  // namespace

Result<Prior> fit_prior(std::span<const float> latents, int z_size, const PriorOptions& options) {
  const auto count = latents.size() / static_cast<std::size_t>(z_size);
  if (options.components < 1 ||
      count / kFewestPerComponent < static_cast<std::size_t>(options.components)) {
    return Error{ErrorCode::kInvalidArgument,
                 "a prior of " + std::to_string(options.components) + " components needs " +
                     std::to_string(kFewestPerComponent) + " latent vectors for each, found " +
                     std::to_string(count) + ". Take fewer components or more windows."};
  }
  if (options.rank < 0 || options.rank > z_size) {
    return Error{ErrorCode::kInvalidArgument, "expected a rank from 0 to " +
                                                  std::to_string(z_size) + ", found " +
                                                  std::to_string(options.rank) + "."};
  }
  const arma::fmat x = as_columns(latents, z_size);
  arma::arma_rng::set_seed(options.seed);
  arma::fgmm_diag mixture;
  const Error failed{
      ErrorCode::kRuntime,
      "the prior could not be fitted: the latent vectors hardly differ. Is the model "
      "trained, and is the data set its own?"};
  if (!mixture.learn(x, static_cast<arma::uword>(options.components), arma::maha_dist,
                     arma::random_subset, static_cast<arma::uword>(options.iterations),
                     static_cast<arma::uword>(options.iterations), kSmallestVariance,
                     /*print_mode=*/false)) {
    return failed;
  }
  Prior prior;
  prior.z_size = z_size;
  prior.components = options.components;
  const arma::fmat deviations = arma::sqrt(mixture.dcovs);
  prior.weights.assign(mixture.hefts.begin(), mixture.hefts.end());
  prior.means.assign(mixture.means.begin(), mixture.means.end());  // columns one after another
  prior.deviations.assign(deviations.begin(), deviations.end());
  if (options.rank > 0 && !add_factors(prior, x, options.rank)) return failed;
  return prior;
}

Prior normal_prior(int z_size) {
  const auto z = static_cast<std::size_t>(z_size);
  Prior prior;
  prior.z_size = z_size;
  prior.components = 1;
  prior.weights = {1.0f};
  prior.means.assign(z, 0.0f);
  prior.deviations.assign(z, 1.0f);
  return prior;
}

double mean_log_density(const Prior& prior, std::span<const float> latents) {
  const auto components = make_components(prior);
  const arma::fmat x = as_columns(latents, prior.z_size);
  double sum = 0;
  for_each_block(x, [&](arma::uword, const arma::fmat& block) {
    sum += arma::accu(arma::conv_to<arma::vec>::from(log_sums(log_densities(components, block))));
  });
  return sum / static_cast<double>(x.n_cols);
}

}  // namespace segue

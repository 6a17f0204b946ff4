// SPDX-License-Identifier: Apache-2.0
#include "native/train/fit_attributes.h"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>

namespace segue {
namespace {

constexpr int kFewestWindows = 100;
// Dimensions that the posterior does not use vary by less than this share of the mean variance;
// the ridge keeps them out.
constexpr double kRidge = 1e-3;
constexpr double kQuadraticRidge = 0.03;  // of standardised coordinates
constexpr double kLeastVariance = 0.01;   // of an axis, of the largest
constexpr double kWindowsPerCoefficient = 5;
// Features are made in blocks of windows, so that memory stays bounded.
constexpr arma::uword kBlock = 4096;

using arma::fmat;
using arma::mat;
using arma::uword;

// Rows of the caller's memory as columns, which Armadillo likes.
fmat as_columns(const std::vector<float>& rows, int width) {
  const auto height = static_cast<uword>(width);
  return {const_cast<float*>(rows.data()), height, rows.size() / height, /*copy_aux_mem=*/false,
          /*strict=*/true};
}

std::vector<float> to_rows(const mat& columns) {
  const fmat single = arma::conv_to<fmat>::from(columns);
  return {single.begin(), single.end()};
}

// [Z, A]
mat quartile_vectors(const fmat& z, const fmat& values) {
  mat vectors(z.n_rows, values.n_rows);
  const uword quarter = z.n_cols / 4;
  for (uword a = 0; a < values.n_rows; ++a) {
    const arma::uvec order = arma::stable_sort_index(values.row(a).t());
    const arma::uvec low = order.head(quarter), high = order.tail(quarter);
    const arma::fvec step = arma::mean(z.cols(high), 1) - arma::mean(z.cols(low), 1);
    const arma::frowvec own = values.row(a);
    const double rise = arma::mean(own.elem(high)) - arma::mean(own.elem(low));
    vectors.col(a) = arma::conv_to<arma::vec>::from(step) / std::max(rise, 1e-6);
  }
  return vectors;
}

// Step B with W' B = I that is shortest in units of the spread S of z: B = S W (W' S W)^-1, where W
// predicts the attributes from z. [Z, A]
bool least_squares_vectors(const fmat& z, const fmat& values, mat& vectors) {
  const fmat centred = z.each_col() - arma::mean(z, 1);
  const double scale = 1.0 / static_cast<double>(z.n_cols);
  const mat spread = arma::conv_to<mat>::from(centred * centred.t()) * scale;
  const mat common = arma::conv_to<mat>::from(centred * values.t()) * scale;  // [Z, A]
  mat ridged = spread;
  ridged.diag() += kRidge * arma::trace(spread) / static_cast<double>(z.n_rows);
  mat predictor, inverse;
  if (!arma::solve(predictor, ridged, common, arma::solve_opts::likely_sympd)) return false;
  const mat reached = spread * predictor;
  if (!arma::inv(inverse, predictor.t() * reached)) return false;
  vectors = reached * inverse;
  return vectors.is_finite();
}

/// The directions in which z varies most: y = axes' (z - mean) / scales.
struct Axes {
  arma::vec mean, scales;
  mat axes;  // [Z, P]
};

bool principal_axes(const fmat& z, int most, Axes& out) {
  const fmat centred = z.each_col() - arma::mean(z, 1);
  const mat spread =
      arma::conv_to<mat>::from(centred * centred.t()) / static_cast<double>(z.n_cols);
  arma::vec variances;
  mat vectors;
  if (!arma::eig_sym(variances, vectors, spread)) return false;
  const double least = kLeastVariance * variances.max();
  uword rank = 0;
  while (rank < static_cast<uword>(most) && rank < variances.n_elem &&
         variances(variances.n_elem - 1 - rank) > least) {
    ++rank;
  }
  if (rank == 0) return false;
  out.mean = arma::conv_to<arma::vec>::from(arma::mean(z, 1));
  out.scales = arma::sqrt(variances.tail(rank));
  out.axes = vectors.tail_cols(rank);
  return true;
}

// y_i, then (y_i y_j - [i = j]) for j >= i: [P + P (P + 1) / 2, N].
fmat quadratic_features(const fmat& y) {
  const uword rank = y.n_rows;
  fmat features(rank + rank * (rank + 1) / 2, y.n_cols);
  features.head_rows(rank) = y;
  uword row = rank;
  for (uword i = 0; i < rank; ++i) {
    for (uword j = i; j < rank; ++j) {
      features.row(row++) = y.row(i) % y.row(j) - (i == j ? 1.0f : 0.0f);
    }
  }
  return features;
}

// Coefficients [features, A] of the attributes, by ridge regression.
bool fit_quadratics(const fmat& z, const fmat& values, const Axes& axes, mat& coefficients) {
  const fmat to_y = arma::conv_to<fmat>::from(arma::diagmat(1 / axes.scales) * axes.axes.t());
  const arma::fvec mean = arma::conv_to<arma::fvec>::from(axes.mean);
  const uword rank = axes.scales.n_elem, size = rank + rank * (rank + 1) / 2;
  mat gram(size, size, arma::fill::zeros), common(size, values.n_rows, arma::fill::zeros);
  for (uword first = 0; first < z.n_cols; first += kBlock) {
    const uword last = std::min(first + kBlock, z.n_cols) - 1;
    const fmat block = z.cols(first, last).eval().each_col() - mean;
    const fmat features = quadratic_features(to_y * block);
    gram += arma::conv_to<mat>::from(features * features.t());
    common += arma::conv_to<mat>::from(features * values.cols(first, last).t());
  }
  const double windows = static_cast<double>(z.n_cols);
  gram /= windows;
  gram.diag() += kQuadraticRidge;
  return arma::solve(coefficients, gram, mat(common / windows), arma::solve_opts::likely_sympd) &&
         coefficients.is_finite();
}

bool fit_field(const fmat& z, const fmat& values, AttributeField& field) {
  // As many axes as the windows can tell about: a handful of windows for each coefficient.
  const double windows = static_cast<double>(z.n_cols);
  const int most = std::clamp(static_cast<int>(std::sqrt(2 * windows / kWindowsPerCoefficient)), 1,
                              kMostAttributeRank);
  Axes axes;
  mat coefficients;
  if (!principal_axes(z, most, axes) || !fit_quadratics(z, values, axes, coefficients)) {
    return false;
  }
  const uword rank = axes.scales.n_elem;
  mat curvatures(rank * rank, values.n_rows);
  for (uword a = 0; a < values.n_rows; ++a) {
    uword row = rank;
    for (uword i = 0; i < rank; ++i) {
      for (uword j = i; j < rank; ++j) {
        const double c = coefficients(row++, a);
        curvatures(i * rank + j, a) = curvatures(j * rank + i, a) = i == j ? 2 * c : c;
      }
    }
  }
  field.rank = static_cast<int>(rank);
  field.mean = to_rows(axes.mean);
  field.scales = to_rows(axes.scales);
  field.basis = to_rows(axes.axes);
  field.slopes = to_rows(coefficients.head_rows(rank));
  field.curvatures = to_rows(curvatures);
  field.gains.assign(2 * field.infos.size(), 1.0f);
  return true;
}

}  // namespace

std::string_view attribute_method_name(AttributeMethod method) {
  switch (method) {
    case AttributeMethod::kQuartiles:
      return "quartiles";
    case AttributeMethod::kLeastSquares:
      return "least-squares";
    case AttributeMethod::kGradients:
      break;
  }
  return "gradients";
}

Result<AttributeField> fit_attributes(const MeasuredWindows& windows, AttributeMethod method) {
  const fmat z = as_columns(windows.latents, windows.z_size);
  const fmat values = as_columns(windows.values, static_cast<int>(windows.infos.size()));
  if (z.n_cols < kFewestWindows) {
    return Error{ErrorCode::kInvalidArgument,
                 "expected " + std::to_string(kFewestWindows) + " windows or more, found " +
                     std::to_string(z.n_cols) + ". Take a larger data set."};
  }
  AttributeField field;
  field.z_size = windows.z_size;
  field.infos = windows.infos;
  bool found = true;
  if (method == AttributeMethod::kGradients) {
    found = fit_field(z, values, field);
  } else {
    mat vectors;
    if (method == AttributeMethod::kQuartiles) {
      vectors = quartile_vectors(z, values);
    } else {
      found = least_squares_vectors(z, values, vectors);
    }
    field.vectors = to_rows(vectors);
  }
  if (found) return field;
  return Error{
      ErrorCode::kRuntime,
      "no directions were found: the windows do not differ, or one attribute is always the "
      "sum of others. Take more, or more varied, windows."};
}

}  // namespace segue

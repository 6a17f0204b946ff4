// SPDX-License-Identifier: Apache-2.0
// Elementary functions that give the same bits on every platform: libm's differ between systems,
// and the same seed must give the same notes natively and in the page. Only IEEE-exact operations
// (+ - * / sqrt, bit moves) are used; build with -ffp-contract=off.
#pragma once

namespace segue {

/// Natural logarithm. Relative error below 1e-15 for normal x > 0; -inf for 0; NaN for x < 0.
double portable_log(double x);

/// Sine and cosine of `x` radians for |x| <= 1e5, absolute error below 1e-14.
double portable_sin(double x);
double portable_cos(double x);

/// Arc cosine of x in [-1, 1] (clamped), in radians, absolute error below 1e-14.
double portable_acos(double x);

}  // namespace segue

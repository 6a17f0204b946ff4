// SPDX-License-Identifier: Apache-2.0
// The way back from a model package to weights: every package can be trained on.
#pragma once

#include "native/train/config.h"
#include "native/train/export_package.h"
#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

/// The weights of a network of `config` out of the package's graphs, as they are stored there: in 8
/// bits, say; 0 for those that do nothing and so are in no graph: what a conductor is fed is zeros.
/// `graphs` by file name, as make_package gives them and read_package reads them.
/// Errors: kNotFound (a graph that the network has is not among them), kCorruptData (no graph that
/// make_package writes for `config`, naming what is missing), those of check_config.
Result<Weights> read_package_weights(const PackageFiles& graphs, const Config& config);

}  // namespace segue

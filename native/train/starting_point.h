// SPDX-License-Identifier: Apache-2.0
// Where training can start: a model package or another run.
#pragma once

#include <string>

#include "native/train/fine_tuning.h"

namespace segue {

/// `folder` is a run folder (its best checkpoint) or a model package that segue-train exported.
/// Errors: kNotFound (neither), kCorruptData (a package that does not say how it was trained, or
/// other graphs than that trains), those of read_package and load_run.
Result<StartingPoint> load_starting_point(const std::string& folder);

}  // namespace segue

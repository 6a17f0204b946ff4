// SPDX-License-Identifier: Apache-2.0
// The metrics.csv of a training run as curves.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/result.h"

namespace segue {

/// One column over the training steps, where it has a number.
struct TrainingCurve {
  std::string column;                             ///< "r_loss", "eval_kl_bits"
  std::vector<std::pair<double, double>> points;  ///< step, value
};

struct TrainingCurves {
  std::string run;  ///< the folder
  std::vector<TrainingCurve> curves;
  /// Null where there is no such column or no number in it.
  const TrainingCurve* find(std::string_view column) const;
};

/// `csv` has a header with the column "step". Where the steps go back, a run was resumed from
/// there, and what came after is forgotten. Errors: kCorruptData (no such column, no row).
Result<TrainingCurves> parse_training_curves(std::string_view csv);

/// Reads <run>/metrics.csv. Errors: those of read_file, and the above, with the path.
Result<TrainingCurves> read_training_curves(const std::string& run);

}  // namespace segue

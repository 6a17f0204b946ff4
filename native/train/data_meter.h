// SPDX-License-Identifier: Apache-2.0
// Configurations are written for 4/4; a data set may be in another meter.
#pragma once

#include "native/io/dataset_file.h"
#include "native/train/config.h"

namespace segue {

/// `config` in the meter of `dataset`: as many bars, and segments of as many bars, in steps of that
/// meter. Where the steps are those of the data set already, the meter is all that changes. What
/// cannot be changed is left as it is, and check_dataset and check_config refuse it.
Config in_meter_of(const Dataset& dataset, Config config);

}  // namespace segue

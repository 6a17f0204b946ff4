// SPDX-License-Identifier: Apache-2.0
// What segue-train prints while it trains: a summary at the start, a line for each measurement, and
// at the end how good it has become, in words too.
#pragma once

#include <string>

#include "native/train/train_loop.h"
#include "native/train/warm_start.h"

namespace segue {

/// On stderr: the size of the network and of the data, and the settings that are not those of the
/// named configuration; all of them are in the run's config.json.
void print_start(const TrainOptions& options, const Dataset& data);

/// On stderr: a line of metrics.csv.
void print_row(const MetricsRow& row);

/// On stderr: what a warm start took from `folder`.
void print_warm_start(const WarmStart& warm, const std::string& folder);

/// On stdout: how the session ended; `dataset` is its file.
void print_report(const TrainReport& report, const TrainOptions& options,
                  const std::string& dataset, bool json);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/data_meter.h"

namespace segue {

Config in_meter_of(const Dataset& dataset, Config config) {
  const Meter meter = dataset.meter();
  const auto own = parse_meter(config.meter);
  if (!own || *own == meter) return config;
  const int before = steps_per_bar(*own, dataset.steps_per_quarter);
  const int after = steps_per_bar(meter, dataset.steps_per_quarter);
  if (config.steps != dataset.steps) {
    if (before < 1 || after < 1 || config.steps % before != 0) return config;
    config.steps = config.steps / before * after;
    if (!config.encoder_levels.empty()) {  // the lowest: what lies above counts segments
      int& level = config.encoder_levels.front();
      if (level * after % before == 0) level = level * after / before;
    }
  }
  config.meter = meter_name(meter);
  return config;
}

}  // namespace segue

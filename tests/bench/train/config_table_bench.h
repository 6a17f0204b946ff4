// SPDX-License-Identifier: Apache-2.0
// A table of training speed by configuration.
#pragma once

namespace segue {

struct TableOptions {
  bool big = false;  ///< all configurations, the large ones with few windows a step
  int batch = 0;     ///< 0: the configuration's own, or few for the large ones
  int steps = 3;     ///< measured; the best counts
  int cores = 1;
};

/// Prints Markdown: seconds of a step, windows and operations a second, and the share of the
/// fastest product that the machine made in the same run.
void print_config_table(const TableOptions& options);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// The report of `segue evaluate` as one web page that needs nothing else: no script, no network.
// The text is well-formed XML too.
#pragma once

#include <string>

#include "native/cli/evaluate_report.h"

namespace segue {

std::string to_html(const EvaluateReport& report);

}  // namespace segue

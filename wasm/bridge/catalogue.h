// SPDX-License-Identifier: Apache-2.0
// The two lists the page fetches at its start: models/index.json and examples/index.json.
#pragma once

#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "wasm/ui/app_state.h"

namespace segue {

/// {"models": [{"id", "title", "description", "download_bytes", "engine_bytes"}]}.
/// Errors: kCorruptData, saying what is missing where.
Result<std::vector<ModelEntry>> parse_model_index(std::string_view json);

/// {"examples": [{"file", "title", "credit"}]}; the file's name is the entry's id. Errors:
/// kCorruptData.
Result<std::vector<ExampleEntry>> parse_example_index(std::string_view json);

}  // namespace segue

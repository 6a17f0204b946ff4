// SPDX-License-Identifier: Apache-2.0
// Data sets and their making in words and in JSON, for `segue dataset build` and `show`.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "native/cli/dataset_builder.h"
#include "native/io/dataset_file.h"

namespace segue {

std::string to_text(const BuildReport& report, const Dataset& dataset, const std::string& path);
nlohmann::json to_json(const BuildReport& report, const Dataset& dataset, const std::string& path);

std::string to_text(const Dataset& dataset, const std::string& path);
/// The first `windows` windows of each split are in it, row by row.
nlohmann::json to_json(const Dataset& dataset, const std::string& path, int windows);

/// "146,853".
std::string to_grouped(std::int64_t value);

}  // namespace segue

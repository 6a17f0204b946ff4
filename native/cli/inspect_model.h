// SPDX-License-Identifier: Apache-2.0
// What is in a model package, and whether its files are the ones its model.json names.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/model_package.h"

namespace segue {

struct ModelReport {
  std::string folder;
  ModelPackage package;
  /// For each of package.files(): nothing, or what is wrong with the file.
  std::vector<std::string> faults;
  std::string json;  ///< model.json itself

  bool intact() const;
};

/// Errors: those of read_model_package.
Result<ModelReport> inspect_model(const std::string& folder);

std::string to_text(const ModelReport& report);
/// model.json with "folder" and, in each graph, "intact".
std::string to_json(const ModelReport& report);

}  // namespace segue

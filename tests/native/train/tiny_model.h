// SPDX-License-Identifier: Apache-2.0
// The package in tests/data/tiny_model: random weights of a small network, stored as int8.
#pragma once

#include "native/train/export_package.h"

namespace segue {

Result<PackageFiles> make_tiny_model();

}  // namespace segue

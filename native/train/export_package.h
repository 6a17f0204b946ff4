// SPDX-License-Identifier: Apache-2.0
// From weights to a model package: graphs and model.json as bytes, then a folder that appears
// complete or not at all. Needs no LibTorch. Schema: models/README.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "native/io/atomic_file.h"
#include "native/train/config.h"
#include "native/train/weight_storage.h"
#include "native/train/weights.h"
#include "shared/base/result.h"
#include "shared/model/attributes.h"
#include "shared/model/model_package.h"

namespace segue {

/// What model.json says beyond the weights.
struct PackageInfo {
  std::string id, title, description, license;
  std::vector<std::string> credits;
  std::vector<Metric> metrics;
  ModelDefaults defaults;
  Config config;          ///< how it was trained
  std::int64_t step = 0;  ///< training steps done
  double trained_s = 0;   ///< wall time spent training
  WeightStorage storage = WeightStorage::kF32;
};

using PackageFiles = std::map<std::string, std::vector<std::uint8_t>>;  ///< file name to bytes

/// encoder.onnx and decoder.onnx, or step.onnx of an rnn. Errors: those of check_weights.
Result<PackageFiles> make_graphs(const Weights& weights, const Config& config,
                                 WeightStorage storage);

/// The graphs and model.json. All graphs pass ONNX's checker, and model.json is read back by
/// parse_model_package. Errors: kInvalidArgument (weights that fit no MusicVAE or not the
/// configuration, windows that are no whole bars), kRuntime.
Result<PackageFiles> make_package(const Weights& weights, const PackageInfo& info);

/// Puts the bytes of format_prior into a package as prior.safetensors and names them in its
/// model.json; takes a prior away where `prior` is empty. Errors: those of parse_model_package.
Result<void> set_package_prior(PackageFiles& files, const std::vector<std::uint8_t>& prior);

/// Puts attribute vectors into a package as attributes.safetensors and lists them in its
/// model.json; takes them away where `attributes` is empty. Errors: as set_package_prior.
Result<void> set_package_attributes(PackageFiles& files, const AttributeField& attributes);

/// Every file of a package that its model.json names; what else is in the folder is kept by
/// write_package. Errors: those of read_file and parse_model_package.
Result<PackageFiles> read_package(const std::string& folder);

/// Writes the folder aside and renames it. A folder that is there already is replaced only with
/// kYes; its other files (a README.md, say) are kept. Errors: kInvalidArgument (exists, or is no
/// package folder), kIo.
Result<void> write_package(const std::string& folder, const PackageFiles& files,
                           Overwrite overwrite);

/// Metrics from what `segue-train eval --json` prints: of its rows in "held_out" the one measured
/// with `storage`; or from any JSON object of numbers. Values that are not numbers are left out.
/// Errors: kCorruptData (no such object), kNotFound (measured, but not with this storage).
Result<std::vector<Metric>> parse_metrics(std::string_view json, WeightStorage storage);

}  // namespace segue

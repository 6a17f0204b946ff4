// SPDX-License-Identifier: Apache-2.0
// A network with random weights, exported to a folder that lives as long as a test, and the engine
// that runs its graphs.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "native/train/export_package.h"
#include "tests/native/temporary_folder.h"
#include "tests/native/train/reference_network.h"

namespace segue {

inline PackageInfo info_for(const Config& config, WeightStorage storage) {
  PackageInfo info;
  info.id = "random";
  info.title = "Random";
  info.storage = storage;
  info.config = config;
  return info;
}

/// `weights` are what the graphs were made of, `rounded` what they hold.
class ExportedNetwork {
 public:
  ExportedNetwork(const Config& config, WeightStorage storage, std::uint64_t seed)
      : ExportedNetwork(info_for(config, storage), seed) {}
  ExportedNetwork(const PackageInfo& info, std::uint64_t seed)
      : weights(make_random_network(info.config, seed)),
        rounded(round_weights(weights, info.storage)) {
    const auto files = make_package(weights, info);
    EXPECT_TRUE(files.ok()) << files.error().message;
    EXPECT_TRUE(write_package(folder(), *files, Overwrite::kNo).ok());
    const auto read = parse_model_package(*read_text_file(folder() + "/model.json"));
    EXPECT_TRUE(read.ok()) << read.error().message;
    package = *read;
    auto opened = OrtBackend::create(package, folder());
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    backend = std::move(*opened);
  }

  NamedTensors run(const std::string& graph, NamedTensors inputs) {
    Result<NamedTensors> outputs = NamedTensors{};
    backend->run(graph, std::move(inputs), [&](Result<NamedTensors> o) { outputs = std::move(o); });
    EXPECT_TRUE(outputs.ok()) << outputs.error().message;
    return outputs.ok() ? *outputs : NamedTensors{};
  }

  /// Of the package.
  std::string folder() const { return folder_ / "random"; }

  Weights weights, rounded;
  ModelPackage package;
  std::unique_ptr<OrtBackend> backend;

 private:
  TemporaryFolder folder_;
};

}  // namespace segue

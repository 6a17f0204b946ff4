// SPDX-License-Identifier: Apache-2.0
// --model: finds a package, reads it and opens it on ONNX Runtime.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "native/ort/ort_backend.h"
#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/model/music_vae.h"

namespace CLI {
class App;
}

namespace segue {

struct ModelOption {
  std::string model = "mel_2bar";  ///< a folder, or the id of a model in a known folder
  int threads = 1;
};
void add_model_options(CLI::App& verb, ModelOption& option);

/// The folder of a package. A path with a model.json is taken as it is; an id is looked for in
/// ./models, in models/ beside the program and above it, and in the folders of $SEGUE_MODELS
/// (parted by colons). Errors: kNotFound, with names like it, those there are and where it looked.
Result<std::string> find_model(const std::string& model);

/// Reads <folder>/model.json. Errors: those of read_text_file and parse_model_package, with the
/// path.
Result<ModelPackage> read_model_package(const std::string& folder);

/// The package's prior, checked against its hash; nothing where it has none. Errors: those of
/// read_file, verify_graph and parse_prior.
Result<std::optional<Prior>> read_prior(const ModelPackage& package, const std::string& folder);

/// The package's attribute vectors, in the same way; nothing where it has none.
Result<std::optional<AttributeField>> read_attributes(const ModelPackage& package,
                                                      const std::string& folder);

/// A model that is ready to play.
struct OpenModel {
  std::string folder;
  std::unique_ptr<OrtBackend> backend;
  std::unique_ptr<MusicVae> vae;
  const ModelPackage& package() const { return vae->package(); }
};
/// Errors: kInvalidArgument for a model of another kind than vae, and those of the parts.
Result<OpenModel> open_model(const ModelOption& option);

}  // namespace segue

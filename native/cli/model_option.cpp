// SPDX-License-Identifier: Apache-2.0
#include "native/cli/model_option.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <vector>

#include "native/cli/option_checks.h"
#include "native/cli/usage_hint.h"
#include "native/io/file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

bool is_package(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "model.json", ignored);
}

// Where packages with an id may stand, best first.
std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders = {"models"};
  std::error_code error;
  fs::path above = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (int levels = 0; levels < 4 && !error && above.has_relative_path(); ++levels) {
    folders.push_back(above / "models");
    folders.push_back(above / "share" / "segue" / "models");
    above = above.parent_path();
  }
  const char* listed = std::getenv("SEGUE_MODELS");
  std::string rest = listed ? listed : "";
  while (!rest.empty()) {
    const auto end = rest.find(':');
    if (end != 0) folders.push_back(rest.substr(0, end));
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
  }
  return folders;
}

// A file that a package may have, checked against its hash and parsed.
template <class Part, class Parse>
Result<std::optional<Part>> read_part(const std::optional<GraphFile>& file,
                                      const std::string& folder, Parse parse) {
  if (!file) return std::optional<Part>();
  const auto bytes = read_file((fs::path(folder) / file->file).string());
  if (!bytes) return bytes.error();
  if (auto good = verify_graph(*file, bytes->data(), bytes->size()); !good) return good.error();
  auto part = parse(*bytes);
  if (!part) return Error{part.error().code, folder + ": " + part.error().message};
  return std::optional<Part>(std::move(*part));
}

}  // namespace

void add_model_options(CLI::App& verb, ModelOption& option) {
  verb.add_option("-m,--model", option.model,
                  "Model: a folder, or a name in ./models or $SEGUE_MODELS")
      ->capture_default_str();
  verb.add_option("--threads", option.threads, "Threads of the engine; 0 = all cores")
      ->capture_default_str()
      ->check(between(0, 256));
}

Result<std::string> find_model(const std::string& model) {
  fs::path given = model;
  if (!given.has_filename() && given.has_parent_path()) given = given.parent_path();  // "mine/"
  if (given.filename() == "model.json")
    given = given.parent_path().empty() ? "." : given.parent_path();
  if (is_package(given)) return given.string();
  // A path means one place, a name all places where models may be.
  const bool is_name = !model.empty() && model.find('/') == std::string::npos;
  const std::vector<fs::path> folders =
      is_name ? model_folders() : std::vector{given.parent_path()};
  std::set<std::string> known, searched;
  for (const fs::path& folder : folders) {
    if (is_name && is_package(folder / model)) return (folder / model).string();
    std::error_code ignored;
    if (fs::is_directory(folder, ignored)) searched.insert(folder.string());
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      if (is_package(entry.path())) known.insert(entry.path().filename().string());
    }
  }
  const std::vector<std::string> names(known.begin(), known.end());
  auto near = near_words(given.filename().string(), names);
  // "models/mel_2bar" from another folder than ours: the name alone would do.
  for (const fs::path& folder : model_folders()) {
    const std::string name = given.filename().string();
    if (near.empty() && !name.empty() && is_package(folder / name)) near = {name};
  }
  std::string message = "there is no model \"" + model + "\" (a folder with a model.json)";
  if (!near.empty()) message += "; did you mean " + join(near, " or ") + "?";
  const std::string where = join({searched.begin(), searched.end()});
  if (!names.empty()) message += "\nThere are " + join(names) + " in " + where + ".";
  message += "\nGive --model a folder, or set SEGUE_MODELS to where your models are.";
  return Error{ErrorCode::kNotFound, message};
}

Result<ModelPackage> read_model_package(const std::string& folder) {
  const std::string path = (fs::path(folder) / "model.json").string();
  const auto text = read_text_file(path);
  if (!text) return text.error();
  auto package = parse_model_package(*text);
  if (!package) return Error{package.error().code, folder + ": " + package.error().message};
  return package;
}

Result<std::optional<Prior>> read_prior(const ModelPackage& package, const std::string& folder) {
  return read_part<Prior>(package.prior, folder, [&](const std::vector<std::uint8_t>& bytes) {
    return parse_prior(bytes, package.z_size);
  });
}

Result<std::optional<AttributeField>> read_attributes(const ModelPackage& package,
                                                      const std::string& folder) {
  return read_part<AttributeField>(
      package.attribute_file, folder,
      [&](const std::vector<std::uint8_t>& bytes) { return parse_attributes(bytes, package); });
}

Result<OpenModel> open_model(const ModelOption& option) {
  const auto folder = find_model(option.model);
  if (!folder) return folder.error();
  const auto package = read_model_package(*folder);
  if (!package) return package.error();
  if (auto good = expect_kind(*package, kVaeKind); !good) {
    return Error{good.error().code,
                 good.error().message + " Or: segue generate --model " + package->id};
  }
  auto backend = OrtBackend::create(*package, *folder, {.threads = option.threads, .library = ""});
  if (!backend) return backend.error();
  auto prior = read_prior(*package, *folder);
  if (!prior) return prior.error();
  auto attributes = read_attributes(*package, *folder);
  if (!attributes) return attributes.error();
  OpenModel model;
  model.folder = *folder;
  model.backend = std::move(*backend);
  model.vae = std::make_unique<MusicVae>(*package, *model.backend);
  if (*prior) model.vae->set_prior(std::move(**prior));
  if (*attributes) model.vae->set_attributes(std::move(**attributes));
  return model;
}

}  // namespace segue

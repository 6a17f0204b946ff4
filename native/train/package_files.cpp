// SPDX-License-Identifier: Apache-2.0
// Packages that are there already: read whole, given a prior or attributes, or freed of them.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/io/file.h"
#include "native/train/export_package.h"
#include "shared/base/sha256.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kCard = "model.json";
constexpr const char* kPriorFile = "prior.safetensors";
constexpr const char* kAttributesFile = "attributes.safetensors";

Result<Json> read_card(const PackageFiles& files) {
  const auto found = files.find(kCard);
  if (found == files.end()) return Error{ErrorCode::kNotFound, "the package has no model.json."};
  const auto& card = found->second;
  const std::string_view text(reinterpret_cast<const char*>(card.data()), card.size());
  if (const auto good = parse_model_package(text); !good) return good.error();
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

void write_card(PackageFiles& files, const Json& json) {
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  files[kCard] = {text.begin(), text.end()};
}

Json describe_file(const char* name, const std::vector<std::uint8_t>& bytes) {
  return {{"file", name}, {"size_bytes", bytes.size()}, {"sha256", sha256_hex(bytes)}};
}

}  // namespace

Result<void> set_package_prior(PackageFiles& files, const std::vector<std::uint8_t>& prior) {
  auto json = read_card(files);
  if (!json) return json.error();
  json->erase("prior");
  files.erase(kPriorFile);
  if (!prior.empty()) {
    (*json)["prior"] = describe_file(kPriorFile, prior);
    files[kPriorFile] = prior;
  }
  write_card(files, *json);
  return {};
}

Result<void> set_package_attributes(PackageFiles& files, const AttributeField& attributes) {
  auto json = read_card(files);
  if (!json) return json.error();
  json->erase("attributes");
  files.erase(kAttributesFile);
  if (!attributes.infos.empty()) {
    const auto bytes = format_attributes(attributes);
    Json section = describe_file(kAttributesFile, bytes);
    for (const AttributeInfo& info : attributes.infos) {
      section["list"].push_back({{"name", info.name},
                                 {"label", info.label},
                                 {"unit", info.unit},
                                 {"mean", info.mean},
                                 {"sd", info.sd}});
    }
    (*json)["attributes"] = std::move(section);
    files[kAttributesFile] = bytes;
  }
  write_card(files, *json);
  return {};
}

Result<PackageFiles> read_package(const std::string& folder) {
  PackageFiles files;
  const auto add = [&](const std::string& name) -> Result<void> {
    auto bytes = read_file((fs::path(folder) / name).string());
    if (!bytes) return bytes.error();
    files[name] = std::move(*bytes);
    return {};
  };
  if (auto done = add(kCard); !done) return done.error();
  const auto& card = files[kCard];
  const auto package =
      parse_model_package({reinterpret_cast<const char*>(card.data()), card.size()});
  if (!package) return Error{package.error().code, folder + ": " + package.error().message};
  for (const GraphFile& file : package->files()) {
    if (auto done = add(file.file); !done) return done.error();
  }
  return files;
}

}  // namespace segue

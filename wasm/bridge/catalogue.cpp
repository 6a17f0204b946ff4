// SPDX-License-Identifier: Apache-2.0
// JSON lists to entries; unknown fields are ignored.
#include "wasm/bridge/catalogue.h"

#include <nlohmann/json.hpp>
#include <string>

namespace segue {
namespace {

using Json = nlohmann::json;

Error corrupt(const std::string& file, const std::string& what) {
  return {ErrorCode::kCorruptData,
          file + ": " + what + ". Reload the page; if that does not help, the site is incomplete."};
}

std::string text_or_empty(const Json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_or_zero(const Json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool is_true(const Json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_boolean() && found->get<bool>();
}

// Calls `take` for each object of the list `list`; an entry without the text field `required` is an
// error.
template <class Take>
Result<void> for_each_entry(std::string_view text, const std::string& file, const char* list,
                            const char* required, Take take) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object())
    return corrupt(file, "expected a JSON object, found something else");
  const auto entries = json.find(list);
  if (entries == json.end() || !entries->is_array()) {
    return corrupt(file, std::string("expected a list \"") + list + "\"");
  }
  int index = 0;
  for (const Json& entry : *entries) {
    if (!entry.is_object() || text_or_empty(entry, required).empty()) {
      return corrupt(file, "entry " + std::to_string(index) + " of \"" + list + "\" has no \"" +
                               required + "\"");
    }
    take(entry);
    ++index;
  }
  return {};
}

}  // namespace

Result<std::vector<ModelEntry>> parse_model_index(std::string_view json) {
  std::vector<ModelEntry> models;
  const auto read =
      for_each_entry(json, "models/index.json", "models", "id", [&](const Json& entry) {
        ModelEntry model{text_or_empty(entry, "id"), text_or_empty(entry, "title"),
                         text_or_empty(entry, "description"),
                         number_or_zero(entry, "download_bytes"),
                         number_or_zero(entry, "engine_bytes")};
        if (model.title.empty()) model.title = model.id;
        const auto form = entry.find("representation");
        model.continues = text_or_empty(entry, "kind") == kRnnKind;
        if (form != entry.end() && model.continues) {  // events without a length
          model.form = Representation{};
          model.form->name = text_or_empty(*form, "name");
        } else if (form !=
                   entry.end()) {  // one that this version cannot read is said when it is loaded
          if (auto read = parse_representation(form->dump())) model.form = std::move(*read);
        }
        model.has_prior = is_true(entry, "has_prior");
        model.has_attributes = is_true(entry, "has_attributes");
        models.push_back(std::move(model));
      });
  if (!read) return read.error();
  return models;
}

Result<std::vector<ExampleEntry>> parse_example_index(std::string_view json) {
  std::vector<ExampleEntry> examples;
  const auto read =
      for_each_entry(json, "examples/index.json", "examples", "file", [&](const Json& entry) {
        ExampleEntry example{text_or_empty(entry, "file"), text_or_empty(entry, "title"),
                             text_or_empty(entry, "credit")};
        if (auto kind = text_or_empty(entry, "kind"); !kind.empty()) example.kind = std::move(kind);
        if (const auto bars = number_or_zero(entry, "bars"); bars > 0 && bars < 1024)
          example.bars = static_cast<int>(bars);
        if (const auto meter = parse_meter(text_or_empty(entry, "meter"))) example.meter = *meter;
        examples.push_back(std::move(example));
      });
  if (!read) return read.error();
  return examples;
}

}  // namespace segue

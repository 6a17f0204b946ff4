// SPDX-License-Identifier: Apache-2.0
#include "native/cli/steering_option.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "shared/codec/chord_codec.h"

namespace segue {

void add_steering_options(CLI::App& verb, SteeringOption& option) {
  verb.add_option("-a,--attribute", option.attributes,
                  "NAME=AMOUNT, such as density=+1 or range=-0.5: more or less of an attribute, in "
                  "its standard deviations, -3 to 3; may be repeated (segue inspect MODEL lists "
                  "them)")
      ->type_name("NAME=AMOUNT")
      ->allow_extra_args(false);
  verb.add_option("--chords", option.chords,
                  "Harmony for models that are told chords, spread evenly over the clip: "
                  "\"C Am F G\"")
      ->type_name("CHORDS");
}

Result<std::vector<AttributeChange>> parse_attribute_changes(
    const std::vector<std::string>& texts) {
  std::vector<AttributeChange> changes;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
    char* end = nullptr;
    const double amount = std::strtod(number.c_str(), &end);
    if (equals == 0 || number.empty() || *end != '\0') {
      return invalid_argument("expected an attribute and an amount, such as density=+1, found \"" +
                              text + "\".");
    }
    const std::string name = text.substr(0, equals);
    const auto known =
        std::find_if(changes.begin(), changes.end(),
                     [&](const AttributeChange& change) { return change.name == name; });
    if (known != changes.end()) {
      known->amount += amount;
    } else {
      changes.push_back({name, amount});
    }
  }
  return changes;
}

Result<void> steer(const SteeringOption& option, const ModelPackage& package,
                   DecodeOptions& decode) {
  auto changes = parse_attribute_changes(option.attributes);
  if (!changes) return changes.error();
  if (auto good = check_attributes(package.attributes, *changes); !good) {
    return invalid_argument("--attribute with the model " + package.id + ": " +
                            good.error().message);
  }
  decode.attributes = std::move(*changes);
  if (option.chords.empty()) return {};
  auto controls = chord_controls(package.representation, option.chords);
  if (!controls) {
    return invalid_argument("--chords with the model " + package.id + ": " +
                            controls.error().message);
  }
  decode.controls = std::move(*controls);
  return {};
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// From a model and a data set to attributes in latent space, and what each way of finding them is
// worth.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/attribute_effects.h"
#include "native/train/fit_attributes.h"
#include "shared/base/result.h"
#include "shared/model/music_vae.h"

namespace segue {

struct FindAttributesOptions {
  AttributeMethod method = AttributeMethod::kGradients;  ///< whose field is kept
  std::int64_t windows = 20000;     ///< training windows that are encoded at most; 0 = all
  std::int64_t calibration = 1000;  ///< of them, decoded to set the gains of kGradients
  std::int64_t held_out = 1000;     ///< held-out windows to measure on
  double most_gain = 3;             ///< beyond it steps leave what the model knows
  int rounds = 2;                   ///< of setting gains
  /// What is being done and how far it is; may be empty.
  std::function<void(const std::string& what, std::int64_t done, std::int64_t total)> on_progress;
};

/// What one method's field does to held-out windows.
struct MethodEffects {
  AttributeMethod method = AttributeMethod::kQuartiles;
  AttributeField field;
  AttributeEffects effects;
};

struct FoundAttributes {
  std::vector<MethodEffects> methods;  ///< one for each of kAttributeMethods
  std::int64_t windows = 0;            ///< training windows used
  bool held_out = true;                ///< false: there are none; training windows were measured
  const MethodEffects& of(AttributeMethod method) const;
};

/// Attributes that do not vary in the data are left out. The model ends with the last field.
/// Errors: kInvalidArgument (a data set of another kind, too few windows), kUnsupported (a
/// representation without attributes), and those of the model.
Result<FoundAttributes> find_attributes(MusicVae& model, const Dataset& data,
                                        const FindAttributesOptions& options);

}  // namespace segue

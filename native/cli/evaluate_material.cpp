// SPDX-License-Identifier: Apache-2.0
#include "native/cli/evaluate_material.h"

#include <utility>

#include "native/cli/evaluate_sources.h"

namespace segue {
namespace {

constexpr int kPieceBars = 16;  // of a model that continues music, where nothing else is said

std::string size_text(const Representation& form) {
  return form.name + " of " + form.length_text() + " (" + std::to_string(form.steps) + " steps)";
}

Result<void> open_any_model(const EvaluateOptions& options, Material& material) {
  const auto folder = find_model(options.model.model);
  if (!folder) return folder.error();
  const auto package = read_model_package(*folder);
  if (!package) return package.error();
  if (package->kind != kRnnKind) {
    if (options.bars > 0) {
      return invalid_argument("--bars is for whole pieces; the clips of the model " + package->id +
                              " are " + package->representation.length_text() + " long.");
    }
    auto model = open_model(options.model);
    if (!model) return model.error();
    material.form = model->package().representation;
    material.model = std::move(*model);
    return {};
  }
  if (options.prior != PriorChoice::kModel || options.best_of != 1) {
    return invalid_argument("--prior and --best-of are for models that make clips; " + package->id +
                            " continues music.");
  }
  auto rnn = open_rnn(options.model);
  if (!rnn) return rnn.error();
  material.rnn = std::move(*rnn);
  material.bars = options.bars > 0 ? options.bars : kPieceBars;
  return {};
}

Result<void> open_dataset(const EvaluateOptions& options, Material& material) {
  auto dataset = read_dataset(options.dataset);
  if (!dataset) return dataset.error();
  material.dataset = *std::move(dataset);
  const Dataset& data = *material.dataset;
  const std::string streams = data.representation + " of any length";
  const std::string holds =
      options.dataset + " holds " + (data.is_stream() ? streams : size_text(form_of(data)));
  if (material.rnn) {
    const auto& form = material.rnn->package().representation;
    if (data.is_stream() && data.representation == form.name) return {};
    return invalid_argument(holds + ", the model continues " + form.name +
                            ". Choose a data set of the model's kind, or give --reference FOLDER.");
  }
  const Representation form = form_of(data);
  if (material.form && (data.is_stream() || material.form->name != form.name ||
                        material.form->steps != form.steps || material.form->meter != form.meter)) {
    return invalid_argument(holds + ", the model makes " + size_text(*material.form) +
                            ". Choose a data set of the model's kind.");
  }
  if (data.is_stream()) return {};
  if (options.bars > 0) {
    return invalid_argument("--bars is for whole pieces; " + holds + ".");
  }
  auto clips = held_out_clips(data, options.dataset);
  if (!clips) return clips.error();
  material.form = form;
  material.held_out = *std::move(clips);
  return {};
}

}  // namespace

Result<Material> open_material(const EvaluateOptions& options) {
  Material material;
  material.bars = options.bars;
  if (options.inputs.empty()) {
    if (auto opened = open_any_model(options, material); !opened) return opened.error();
  }
  if (!options.dataset.empty()) {
    if (auto opened = open_dataset(options, material); !opened) return opened.error();
  }
  return material;
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// Weights as files.
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/train/weights.h"

namespace segue {
namespace {

// New and old beginnings of names.
constexpr std::pair<std::string_view, std::string_view> kRenamed[] = {
    {"encoder.0.0.fw.", "encoder.fw."},
    {"encoder.0.0.bw.", "encoder.bw."},
    {"core.0.output.", "output."},
    {"core.0.", "decoder."}};

bool replace_beginning(std::string& name, std::string_view from, std::string_view to) {
  if (name.compare(0, from.size(), from) != 0) return false;
  name.replace(0, from.size(), to);
  return true;
}

}  // namespace

std::string old_weight_name(const std::string& name) {
  std::string old = name;
  for (const auto& [now, before] : kRenamed) {
    if (replace_beginning(old, now, before)) break;
  }
  return old;
}

void rename_old_weights(Weights& weights) {
  std::map<std::string, NamedArray> renamed;
  for (auto& [name, array] : weights.arrays) {
    std::string current = name;
    for (const auto& [now, before] : kRenamed) {
      if (replace_beginning(current, before, now)) break;
    }
    renamed.emplace(std::move(current), std::move(array));
  }
  weights.arrays = std::move(renamed);
}

Result<Weights> load_weights(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  auto weights = read_safetensors(*bytes);
  if (!weights) return Error{weights.error().code, path + ": " + weights.error().message};
  rename_old_weights(*weights);
  return weights;
}

Result<void> save_weights(const Weights& weights, const std::string& path) {
  return write_file(path, write_safetensors(weights), Overwrite::kYes);
}

}  // namespace segue

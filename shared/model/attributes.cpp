// SPDX-License-Identifier: Apache-2.0
#include "shared/model/attributes.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <utility>

#include "shared/tensor/safetensors.h"

namespace segue {
namespace {

// Where an attribute hardly changes, in squared deviations: its gradient is not blown up.
constexpr double kDamping = 0.02;

Error corrupt_attributes(const std::string& what) {
  return {ErrorCode::kCorruptData, "the model's attributes: " + what +
                                       ". Download the model again, or compute them anew with "
                                       "segue-train attributes."};
}

std::size_t index_of(std::span<const AttributeInfo> infos, const std::string& name) {
  const auto found = std::find_if(infos.begin(), infos.end(),
                                  [&](const AttributeInfo& info) { return info.name == name; });
  return static_cast<std::size_t>(found - infos.begin());
}

Result<void> take(NamedTensors& tensors, const std::string& name,
                  const std::vector<std::int64_t>& shape, std::vector<float>& into) {
  const auto to_text = [](const std::vector<std::int64_t>& extents) {
    std::string text;
    for (const auto extent : extents) text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
  };
  const auto found = tensors.find(name);
  if (found == tensors.end()) return corrupt_attributes("the array \"" + name + "\" is missing");
  if (found->second.shape != shape) {
    return corrupt_attributes("expected \"" + name + "\" of shape " + to_text(shape) + ", found " +
                              to_text(found->second.shape));
  }
  into = std::move(std::get<std::vector<float>>(found->second.data));
  if (std::all_of(into.begin(), into.end(), [](float x) { return std::isfinite(x); })) return {};
  return corrupt_attributes("\"" + name + "\" holds a number that is not finite");
}

std::vector<double> straight_step(const AttributeField& field, const std::vector<double>& amounts) {
  const auto z = static_cast<std::size_t>(field.z_size);
  std::vector<double> step(z);
  for (std::size_t a = 0; a < amounts.size(); ++a) {
    for (std::size_t i = 0; i < z; ++i) step[i] += amounts[a] * field.vectors[a * z + i];
  }
  return step;
}

// x with M x = b, M [A, A] symmetric and positive definite: Gauss without pivots.
std::vector<double> solve(std::vector<double> m, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = m[i * n + k] / m[k * n + k];
      for (std::size_t j = k; j < n; ++j) m[i * n + j] -= factor * m[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= m[k * n + j] * b[j];
    b[k] /= m[k * n + k];
  }
  return b;
}

// The gradients of all attributes at y: [A, P].
std::vector<double> gradients(const AttributeField& field, const std::vector<double>& y) {
  const std::size_t rank = y.size(), count = field.infos.size();
  std::vector<double> rows(count * rank);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    double sum = field.slopes[row];
    for (std::size_t j = 0; j < rank; ++j) sum += field.curvatures[row * rank + j] * y[j];
    rows[row] = sum;
  }
  return rows;
}

std::vector<double> curved_step(std::span<const float> z, const AttributeField& field,
                                std::vector<double> amounts) {
  const auto rank = static_cast<std::size_t>(field.rank), count = amounts.size();
  for (std::size_t a = 0; a < count; ++a) {
    amounts[a] *= field.gains[2 * a + (amounts[a] < 0 ? 1 : 0)] / kAttributeSteps;
  }
  std::vector<double> y(rank);
  for (std::size_t p = 0; p < rank; ++p) {
    for (std::size_t i = 0; i < z.size(); ++i) {
      y[p] += field.basis[p * z.size() + i] * (static_cast<double>(z[i]) - field.mean[i]);
    }
    y[p] /= field.scales[p];
  }
  const std::vector<double> start = y;
  for (int piece = 0; piece < kAttributeSteps; ++piece) {
    const std::vector<double> g = gradients(field, y);
    std::vector<double> gram(count * count);
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        double& sum = gram[a * count + b];
        sum = a == b ? kDamping : 0;
        for (std::size_t p = 0; p < rank; ++p) sum += g[a * rank + p] * g[b * rank + p];
      }
    }
    const std::vector<double> shares = solve(std::move(gram), amounts);
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t p = 0; p < rank; ++p) y[p] += shares[a] * g[a * rank + p];
    }
  }
  std::vector<double> step(z.size());
  for (std::size_t p = 0; p < rank; ++p) {
    const double way = (y[p] - start[p]) * field.scales[p];
    for (std::size_t i = 0; i < z.size(); ++i) step[i] += way * field.basis[p * z.size() + i];
  }
  return step;
}

}  // namespace

Result<AttributeField> parse_attributes(std::span<const std::uint8_t> bytes,
                                        const ModelPackage& package) {
  auto tensors = parse_safetensors(bytes);
  if (!tensors) return corrupt_attributes(tensors.error().message);
  AttributeField field;
  field.z_size = package.z_size;
  field.infos = package.attributes;
  const auto count = static_cast<std::int64_t>(field.infos.size());
  const std::int64_t z = field.z_size;
  if (tensors->contains("vectors")) {
    if (auto done = take(*tensors, "vectors", {count, z}, field.vectors); !done)
      return done.error();
    return field;
  }
  const auto scales = tensors->find("scales");
  if (scales == tensors->end() || scales->second.shape.size() != 1 || scales->second.size() == 0 ||
      scales->second.shape[0] > z) {
    return corrupt_attributes("expected \"vectors\", or \"scales\" of 1 to " + std::to_string(z) +
                              " numbers");
  }
  const std::int64_t rank = scales->second.shape[0];
  field.rank = static_cast<int>(rank);
  Result<void> done = take(*tensors, "scales", {rank}, field.scales);
  if (done) done = take(*tensors, "mean", {z}, field.mean);
  if (done) done = take(*tensors, "basis", {rank, z}, field.basis);
  if (done) done = take(*tensors, "slopes", {count, rank}, field.slopes);
  if (done) done = take(*tensors, "curvatures", {count, rank, rank}, field.curvatures);
  if (done) done = take(*tensors, "gains", {count, 2}, field.gains);
  if (!done) return done.error();
  if (std::any_of(field.scales.begin(), field.scales.end(), [](float x) { return x <= 0; })) {
    return corrupt_attributes("\"scales\" should be above 0");
  }
  return field;
}

std::vector<std::uint8_t> format_attributes(const AttributeField& field) {
  const auto count = static_cast<std::int64_t>(field.infos.size());
  const std::int64_t rank = field.rank, z = field.z_size;
  NamedTensors tensors;
  if (rank == 0) {
    tensors["vectors"] = {{count, z}, field.vectors};
  } else {
    tensors["mean"] = {{z}, field.mean};
    tensors["basis"] = {{rank, z}, field.basis};
    tensors["scales"] = {{rank}, field.scales};
    tensors["slopes"] = {{count, rank}, field.slopes};
    tensors["curvatures"] = {{count, rank, rank}, field.curvatures};
    tensors["gains"] = {{count, 2}, field.gains};
  }
  return format_safetensors(tensors, FloatStorage::kF16);
}

std::string list_attributes(std::span<const AttributeInfo> infos) {
  std::string text;
  for (const AttributeInfo& info : infos) text += (text.empty() ? "" : ", ") + info.name;
  return text;
}

Result<void> check_attributes(std::span<const AttributeInfo> infos,
                              std::span<const AttributeChange> changes) {
  if (changes.empty()) return {};
  if (infos.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "this model has no attributes to change. segue-train attributes gives it some; "
                 "it needs the data set that the model was trained on."};
  }
  for (const AttributeChange& change : changes) {
    if (index_of(infos, change.name) == infos.size()) {
      return Error{ErrorCode::kInvalidArgument, "expected one of this model's attributes (" +
                                                    list_attributes(infos) + "), found \"" +
                                                    change.name + "\"."};
    }
    if (!(std::fabs(change.amount) <= kMostAttributeAmount)) {
      const std::string most = std::to_string(static_cast<int>(kMostAttributeAmount));
      return Error{ErrorCode::kInvalidArgument,
                   "expected an amount from -" + most + " to " + most + " for the attribute " +
                       change.name + ", found " + std::to_string(change.amount) + "."};
    }
  }
  return {};
}

std::vector<float> apply_attributes(std::span<const float> z, const AttributeField& field,
                                    std::span<const AttributeChange> changes) {
  if (changes.empty()) return {z.begin(), z.end()};
  assert(z.size() == static_cast<std::size_t>(field.z_size));
  std::vector<double> amounts(field.infos.size());
  for (const AttributeChange& change : changes) {
    amounts[index_of(field.infos, change.name)] += change.amount;
  }
  std::vector<double> step =
      field.rank == 0 ? straight_step(field, amounts) : curved_step(z, field, std::move(amounts));
  std::vector<float> moved;
  moved.reserve(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    moved.push_back(static_cast<float>(static_cast<double>(z[i]) + step[i]));
  }
  return moved;
}

}  // namespace segue

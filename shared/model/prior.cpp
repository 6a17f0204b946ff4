// SPDX-License-Identifier: Apache-2.0
#include "shared/model/prior.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "shared/tensor/safetensors.h"

namespace segue {
namespace {

constexpr int kCandidates = 32;               // of which a critic chooses
constexpr double kWeightSumTolerance = 0.01;  // half precision, summed over many components

Error corrupt_prior(const std::string& what) {
  return {ErrorCode::kCorruptData,
          "the model's prior: " + what + ". Download the model again, or export it anew."};
}

std::string to_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + "]";
}

// The array `name` of that shape with finite numbers from `smallest` on.
Result<std::vector<float>> take(NamedTensors& tensors, const std::string& name,
                                const std::vector<std::int64_t>& shape, float smallest) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) return corrupt_prior("the array \"" + name + "\" is missing");
  if (found->second.shape != shape) {
    return corrupt_prior("expected \"" + name + "\" of shape " + to_text(shape) + ", found " +
                         to_text(found->second.shape));
  }
  auto& values = std::get<std::vector<float>>(found->second.data);
  for (const float x : values) {
    if (!std::isfinite(x) || x < smallest) {
      return corrupt_prior("\"" + name + "\" holds the number " + std::to_string(x));
    }
  }
  return std::move(values);
}

}  // namespace

std::vector<float> Prior::draw(Rng& rng) const {
  std::vector<float> best = draw_of_mixture(rng);
  if (!critic) return best;
  double most = critic->log_odds(best) + rng.gumbel();
  for (int i = 1; i < kCandidates; ++i) {
    std::vector<float> z = draw_of_mixture(rng);
    const double odds = critic->log_odds(z) + rng.gumbel();
    if (odds <= most) continue;
    most = odds;
    best = std::move(z);
  }
  return best;
}

std::vector<float> Prior::draw_of_mixture(Rng& rng) const {
  const double wanted = rng.uniform();
  std::size_t k = 0;
  for (double sum = weights[0]; k + 1 < weights.size() && wanted >= sum;) sum += weights[++k];
  const auto z_count = static_cast<std::size_t>(z_size), r_count = static_cast<std::size_t>(rank);
  std::vector<float> z(z_count), common(r_count);
  rng.fill_normal(z);
  rng.fill_normal(common);
  for (std::size_t i = 0; i < z_count; ++i) {
    const std::size_t at = k * z_count + i;
    double sum = means[at] + static_cast<double>(deviations[at]) * z[i];
    for (std::size_t r = 0; r < r_count; ++r) {
      sum += static_cast<double>(factors[at * r_count + r]) * common[r];
    }
    z[i] = static_cast<float>(sum);
  }
  return z;
}

Result<Prior> parse_prior(std::span<const std::uint8_t> bytes, int z_size) {
  auto tensors = parse_safetensors(bytes);
  if (!tensors) return corrupt_prior(tensors.error().message);
  const auto weights = tensors->find("weights"), factors = tensors->find("factors");
  if (weights == tensors->end() || weights->second.shape.size() != 1 ||
      weights->second.size() == 0) {
    return corrupt_prior("expected \"weights\", a list of one or more numbers");
  }
  const std::int64_t k = weights->second.shape[0];
  Prior prior;
  prior.z_size = z_size;
  prior.components = static_cast<int>(k);
  if (factors != tensors->end()) {
    if (factors->second.shape.size() != 3 || factors->second.size() == 0) {
      return corrupt_prior("\"factors\" should have three extents, found " +
                           to_text(factors->second.shape));
    }
    prior.rank = static_cast<int>(factors->second.shape[2]);
  }
  const float any = -3.4e38f;
  const auto fill = [&](std::vector<float>& into, const char* name,
                        const std::vector<std::int64_t>& shape, float smallest) -> Result<void> {
    auto values = take(*tensors, name, shape, smallest);
    if (!values) return values.error();
    into = std::move(*values);
    return {};
  };
  Result<void> done = fill(prior.weights, "weights", {k}, 0);
  if (done) done = fill(prior.means, "means", {k, z_size}, any);
  if (done) done = fill(prior.deviations, "deviations", {k, z_size}, 0);
  if (done && prior.rank > 0) done = fill(prior.factors, "factors", {k, z_size, prior.rank}, any);
  if (const auto bias = tensors->find("critic_hidden_bias"); done && bias != tensors->end()) {
    const auto h = static_cast<std::int64_t>(bias->second.size());
    RealismCritic critic;
    std::vector<float> output_bias;
    done = fill(critic.hidden_bias, "critic_hidden_bias", {h}, any);
    if (done) done = fill(critic.hidden_weights, "critic_hidden_weights", {h, z_size}, any);
    if (done) done = fill(critic.output_weights, "critic_output_weights", {h}, any);
    if (done) done = fill(output_bias, "critic_output_bias", {1}, any);
    if (done) critic.output_bias = output_bias[0];
    prior.critic = std::move(critic);
  }
  if (!done) return done.error();
  double sum = 0;
  for (const float weight : prior.weights) sum += weight;
  if (std::fabs(sum - 1) > kWeightSumTolerance) {
    return corrupt_prior("its weights should sum to 1, found " + std::to_string(sum));
  }
  return prior;
}

std::vector<std::uint8_t> format_prior(const Prior& prior) {
  const std::int64_t k = prior.components, z = prior.z_size;
  NamedTensors tensors;
  tensors["weights"] = {{k}, prior.weights};
  tensors["means"] = {{k, z}, prior.means};
  tensors["deviations"] = {{k, z}, prior.deviations};
  if (prior.rank > 0) tensors["factors"] = {{k, z, prior.rank}, prior.factors};
  if (prior.critic) {
    const auto h = static_cast<std::int64_t>(prior.critic->hidden_bias.size());
    tensors["critic_hidden_weights"] = {{h, z}, prior.critic->hidden_weights};
    tensors["critic_hidden_bias"] = {{h}, prior.critic->hidden_bias};
    tensors["critic_output_weights"] = {{h}, prior.critic->output_weights};
    tensors["critic_output_bias"] = {{1}, std::vector<float>{prior.critic->output_bias}};
  }
  return format_safetensors(tensors, FloatStorage::kF16);
}

}  // namespace segue

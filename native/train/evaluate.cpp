// SPDX-License-Identifier: Apache-2.0
#include "native/train/evaluate.h"

#include <algorithm>
#include <numbers>
#include <vector>

#include "native/train/batches.h"
#include "native/train/heads.h"
#include "native/train/losses.h"
#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "native/train/random_streams.h"

namespace segue {
namespace {

using torch::Tensor;

constexpr std::int64_t kEvaluationBatch = 256;
constexpr std::uint64_t kNoiseSeed = 20180401;  // any fixed number

struct Sums {
  std::vector<double> right_teacher, right_sampling;  // a number for each part
  std::vector<Tensor> class_right, class_seen;        // [V] a part
  double r_loss = 0, kl = 0;
  Tensor sigma;  // [Z]
  GrooveErrorSums groove;
};

void add(std::vector<double>& sums, const std::vector<double>& more) {
  sums.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

// Which classes there were and which of them were found.
void add_classes(const Config& config, const Tensor& logits, const WindowBatch& batch, Sums& sums) {
  const RepresentationInfo& info = *config.info();
  const Tensor counted = counted_steps(config, batch);
  std::int64_t column = 0;
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    const auto v = info.parts[p].classes;
    Tensor target = batch.tokens.select(2, static_cast<std::int64_t>(p)).flatten();
    Tensor found = logits.narrow(2, column, v).argmax(2).flatten().eq(target);
    if (counted.defined()) {
      const Tensor kept = counted.flatten().gt(0);
      target = target.masked_select(kept);
      found = found.masked_select(kept);
    }
    const auto count = [v](const Tensor& tokens) { return torch::bincount(tokens, {}, v); };
    if (sums.class_seen.size() == p) {
      sums.class_seen.push_back(torch::zeros({v}, target.options()));
      sums.class_right.push_back(torch::zeros({v}, target.options()));
    }
    sums.class_seen[p] += count(target);
    sums.class_right[p] += count(target.masked_select(found));
    column += v;
  }
}

// Windows `order` of the held-out split.
void evaluate_batch(MusicVaeModuleImpl& model, const Config& config, Engine engine,
                    const Dataset& dataset, std::span<const std::int64_t> order, Sums& sums) {
  const std::int64_t t_count = config.steps, b_count = static_cast<std::int64_t>(order.size());
  const std::int64_t draws = model.decoder->draws();
  Tensor epsilon = torch::empty({b_count, config.z_size});
  const std::vector<float> coins(static_cast<std::size_t>(t_count * b_count), 0.0f);
  std::vector<float> uniforms(static_cast<std::size_t>(t_count * b_count * draws));
  std::vector<WindowPick> picks(order.size());
  for (std::int64_t b = 0; b < b_count; ++b) {
    const auto window = order[static_cast<std::size_t>(b)];
    Rng rng = make_stream(kNoiseSeed, Stream::kEvaluation, window);
    rng.fill_normal(
        {epsilon.data_ptr<float>() + b * config.z_size, static_cast<std::size_t>(config.z_size)});
    for (std::int64_t t = 0; t < t_count; ++t) {
      for (std::int64_t i = 0; i < draws; ++i) {
        uniforms[static_cast<std::size_t>((t * b_count + b) * draws + i)] =
            static_cast<float>(rng.uniform());
      }
    }
    picks[static_cast<std::size_t>(b)] = {window, 0,
                                          make_stream(kNoiseSeed, Stream::kInput, window)};
  }
  const torch::Device device = model.mu->weight.device();
  const WindowBatch batch = gather_windows(config, dataset, dataset.eval, picks).to(device);
  const Posterior q = model.encode(batch, engine);
  const Tensor z = q.mu + q.sigma * epsilon.to(device);  // [B, Z]
  auto& decoder = *model.decoder;
  const Tensor outputs = decoder.forward(z, decoder.teacher_inputs(batch), batch, engine);
  const Tensor own = decoder.sampled_inputs(z, batch, /*probability=*/1.0, coins, uniforms, engine);
  add(sums.right_teacher, count_right(config, outputs, batch));
  const Tensor sampled = decoder.forward(z, own, batch, engine);
  add(sums.right_sampling, count_right(config, sampled, batch));
  if (config.info()->head == DecoderHead::kGroove) {
    add_outputs(sums.groove, sampled, batch.features, *find_groove_input(config.groove_input));
  }
  if (batch.tokens.defined()) add_classes(config, outputs, batch, sums);
  sums.r_loss += reconstruction_loss(config, outputs, batch).sum().item<double>();
  sums.kl += kl_divergence(q).sum().item<double>();
  sums.sigma += q.sigma.sum(0);
}

// A part's accuracies, from the sums of all replicas.
PartAccuracy part_accuracy(const RepresentationInfo& info, std::size_t part,
                           const std::vector<Sums>& sums, double countable) {
  PartAccuracy result;
  result.name = info.parts[part].name;
  Tensor seen, right;
  for (const auto& one : sums) {
    if (part >= one.right_teacher.size()) continue;  // a replica without windows
    result.teacher_forcing += one.right_teacher[part] / countable;
    result.sampling += one.right_sampling[part] / countable;
    if (part >= one.class_seen.size()) continue;
    seen = seen.defined() ? seen + one.class_seen[part] : one.class_seen[part];
    right = right.defined() ? right + one.class_right[part] : one.class_right[part];
  }
  if (!seen.defined()) return result;
  const Tensor there = seen.gt(0);
  const Tensor shares = right.masked_select(there).to(torch::kDouble) / seen.masked_select(there);
  if (shares.numel() > 0) result.per_class = shares.mean().item<double>();
  return result;
}

}  // namespace

std::vector<std::int64_t> spread_evenly(std::int64_t all, std::int64_t count) {
  const std::int64_t size = count <= 0 ? all : std::min(count, all);
  std::vector<std::int64_t> order(static_cast<std::size_t>(size));
  for (std::int64_t i = 0; i < size; ++i) order[static_cast<std::size_t>(i)] = i * all / size;
  return order;
}

Evaluation evaluate(const Config& config, Engine engine, ReplicaPool& pool, const Dataset& dataset,
                    std::int64_t count, const torch::Tensor& values) {
  return evaluate_windows(config, engine, pool, dataset,
                          spread_evenly(dataset.eval.windows(), count), values);
}

Evaluation evaluate_windows(const Config& config, Engine engine, ReplicaPool& pool,
                            const Dataset& dataset, std::span<const std::int64_t> order,
                            const torch::Tensor& values) {
  const auto windows = static_cast<std::int64_t>(order.size());
  if (config.is_rnn()) return evaluate_streams(config, engine, pool, dataset, order, values);

  const ParameterLayout layout(config);
  const Tensor no_gradients = torch::zeros_like(values);
  std::vector<Sums> sums(static_cast<std::size_t>(pool.count()));
  pool.run([&](int r) {
    at::NoGradGuard no_grad;
    MusicVaeModule model(config);
    bind_parameters(*model, layout, values, no_gradients);
    auto& mine = sums[static_cast<std::size_t>(r)];
    mine.sigma = torch::zeros({config.z_size}, values.options().dtype(torch::kDouble));
    for (std::int64_t first = r * kEvaluationBatch; first < windows;
         first += pool.count() * kEvaluationBatch) {
      const auto size = std::min(kEvaluationBatch, windows - first);
      evaluate_batch(*model, config, engine, dataset,
                     order.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size)),
                     mine);
    }
  });

  Evaluation result;
  result.windows = windows;
  Tensor sigma = torch::zeros({config.z_size}, torch::kDouble);
  GrooveErrorSums groove;
  const double w = static_cast<double>(std::max<std::int64_t>(windows, 1));
  for (const auto& part : sums) {
    result.r_loss += part.r_loss / w;
    result.kl_bits += part.kl / w / std::numbers::ln2;
    sigma += part.sigma.cpu();
    groove.add(part.groove);
  }
  result.groove = groove.errors();
  const RepresentationInfo& info = *config.info();
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    result.parts.push_back(
        part_accuracy(info, p, sums, w * static_cast<double>(countable(config))));
    const auto parts = static_cast<double>(info.parts.size());
    result.accuracy_teacher_forcing += result.parts.back().teacher_forcing / parts;
    result.accuracy_sampling += result.parts.back().sampling / parts;
  }
  result.active_dimensions = static_cast<int>((sigma / w).lt(kActiveSigma).sum().item<int64_t>());
  return result;
}

std::string collapse_warning(const Config& config, const Evaluation& e) {
  if (config.is_rnn() || e.windows == 0 || e.active_dimensions > std::max(1, config.z_size / 50))
    return "";
  return "only " + std::to_string(e.active_dimensions) + " of " + std::to_string(config.z_size) +
         " latent dimensions carry anything: the decoder ignores z (posterior collapse). Try a "
         "smaller --set max_beta, more --set free_bits, --set beta_rate=0.9999 (beta grows "
         "slowly) or --set latent_init_stddev=0.05";
}

}  // namespace segue

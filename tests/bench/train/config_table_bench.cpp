// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/train/config_table_bench.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "native/train/trainer.h"
#include "tests/bench/train/flops.h"
#include "tests/bench/train/variants.h"

namespace segue {
namespace {

constexpr std::int64_t kLarge = 10'000'000;  // parameters
constexpr int kLargeBatch = 8;
constexpr double kSampled = 0.5;  // share of the decoder's inputs, in the middle of training

// Pieces of streams.
WindowBatch random_streams(const Config& config, std::int64_t b) {
  const std::int64_t t = stream_events(config);
  const std::int64_t v = config.info()->output_depth(), places = std::int64_t{1} << config.counters;
  WindowBatch batch;
  batch.tokens = torch::randint(v, {t, b, 1}, torch::kLong);
  if (config.counters > 0) {
    batch.tokens = torch::cat({batch.tokens, torch::randint(places, {t, b, 1}, torch::kLong)}, 2);
  }
  batch.next = torch::randint(v, {t, b}, torch::kLong);
  batch.goes_on = torch::ones({1, b});
  return batch;
}

// Windows of random content: how long a step takes does not depend on it.
WindowBatch random_batch(const Config& config, std::int64_t b) {
  if (config.is_rnn()) return random_streams(config, b);
  const RepresentationInfo& info = *config.info();
  const std::int64_t t = config.steps;
  WindowBatch batch;
  std::vector<torch::Tensor> parts, told;
  for (const auto& part : info.parts) {
    if (part.classes > 0) parts.push_back(torch::randint(part.classes, {t, b, 1}, torch::kLong));
  }
  if (info.head == DecoderHead::kCategorical) {
    batch.tokens = torch::cat(parts, 2);
  } else {
    batch.features = torch::rand({t, b, info.feature_depth}).round();
    batch.seen = torch::rand({t, b, info.input_depth()}).round();
  }
  for (const auto& name : config.controls) {
    const auto* control = find_control(name);
    if (!control->stored) batch.controls = batch.features.narrow(2, 0, control->depth).contiguous();
    if (control->stored) told.push_back(torch::randint(control->depth, {t, b, 1}, torch::kLong));
  }
  if (!told.empty()) batch.controls = torch::cat(told, 2);
  return batch;
}

// The fastest of `steps` steps, after one that is not counted.
double step_s(Config config, int batch, double sampled, const TableOptions& options) {
  config.sampling_schedule = "constant";
  config.sampling_rate = sampled;
  config.batch_size = batch;
  const ParameterLayout layout(config);
  Trainer trainer(config, available_engines().back(), options.cores,
                  make_optimizer_state(initial_values(layout, config), config));
  const WindowBatch data = random_batch(config, batch);
  double best = 1e9;
  for (int i = 0; i <= options.steps; ++i) {
    const auto start = std::chrono::steady_clock::now();
    trainer.step(data, i);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (i > 0) best = std::min(best, elapsed.count());
  }
  return best;
}

bool samples(const Config& config) {
  return config.sampling_schedule != "constant" || config.sampling_rate > 0;
}

}  // namespace

void print_config_table(const TableOptions& options) {
  constexpr int kPeakRounds = 5;
  const double before = peak_gflops(options.cores, kPeakRounds);
  struct Line {
    Config config;
    int batch;
    double taught_s, sampled_s;
  };
  std::vector<Line> lines;
  for (const Config& config : config_table()) {
    const bool large = parameter_count(config) > kLarge;
    const bool ours = config.name.find("_tiny") != config.name.npos;
    if (!options.big && !ours && config.name != "mel_2bar_small") continue;
    int batch = options.batch > 0 ? options.batch : large ? kLargeBatch : config.batch_size;
    batch = std::max(batch, options.cores);
    std::fprintf(stderr, "%s, batch %d\n", config.name.c_str(), batch);
    lines.push_back({config, batch, step_s(config, batch, 0, options),
                     samples(config) ? step_s(config, batch, kSampled, options) : 0});
  }
  const double peak = std::max(before, peak_gflops(options.cores, kPeakRounds));
  std::printf("Engine %s, %d threads; one matrix product on all of them: %.0f GFLOP/s.\n\n",
              engine_name(available_engines().back()), options.cores, peak);
  std::printf(
      "| configuration | parameters | batch | s/step | windows/s | GFLOP/s | of the product | "
      "s/step, half sampled |\n| --- | --: | --: | --: | --: | --: | --: | --: |\n");
  for (const Line& line : lines) {
    const double gflops = flops_per_step(line.config, line.batch) / line.taught_s / 1e9;
    char sampled[32] = "-";
    if (line.sampled_s > 0) std::snprintf(sampled, sizeof sampled, "%.3f", line.sampled_s);
    std::printf("| %s | %lld | %d | %.3f | %.0f | %.0f | %.0f %% | %s |\n",
                line.config.name.c_str(), static_cast<long long>(parameter_count(line.config)),
                line.batch, line.taught_s, line.batch / line.taught_s, gflops, 100 * gflops / peak,
                sampled);
  }
}

}  // namespace segue

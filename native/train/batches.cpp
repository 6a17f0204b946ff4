// SPDX-License-Identifier: Apache-2.0
#include "native/train/batches.h"

#include <algorithm>
#include <numeric>

#include "native/train/random_streams.h"
#include "native/train/window_mixing.h"

namespace segue {
namespace {

using torch::Tensor;

std::vector<ControlKind> stored_kinds(const Dataset& dataset) {
  std::vector<ControlKind> kinds;
  for (const auto& name : dataset.controls) kinds.push_back(find_control(name)->kind);
  return kinds;
}

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text.empty() ? "no" : text;
}

}  // namespace

Result<void> check_dataset(const Config& config, const Dataset& dataset) {
  std::string problem;
  if (dataset.representation != config.representation) {
    problem = "holds " + dataset.representation + ", the configuration '" + config.name +
              "' needs " + config.representation;
  } else if (config.is_rnn() && dataset.train.first.empty()) {
    problem = "has windows of one length, the configuration '" + config.name + "' needs streams";
  } else if (!config.is_rnn() && dataset.is_stream()) {
    problem = "holds streams, the configuration '" + config.name + "' needs windows of " +
              std::to_string(config.steps) + " steps";
  } else if (!config.is_rnn() && dataset.steps != config.steps) {
    problem = "has windows of " + std::to_string(dataset.steps) + " steps, the configuration '" +
              config.name + "' needs " + std::to_string(config.steps);
  }
  for (const auto& control : config.controls) {
    const auto& there = dataset.controls;
    const bool stored = find_control(control)->stored;
    if (problem.empty() && stored &&
        std::find(there.begin(), there.end(), control) == there.end()) {
      problem = "has " + list(there) + " controls, the configuration '" + config.name + "' needs " +
                list(config.controls);
    }
  }
  if (problem.empty()) return {};
  return Error{ErrorCode::kInvalidArgument,
               "the data set " + problem + "; build the data set for this configuration"};
}

namespace {

/// Columns of the data set's controls that the configuration asks for, in its order.
std::vector<std::size_t> wanted_controls(const Config& config, const Dataset& dataset) {
  std::vector<std::size_t> columns;
  for (const auto& name : config.controls) {
    for (std::size_t k = 0; k < dataset.controls.size(); ++k) {
      if (dataset.controls[k] == name) columns.push_back(k);
    }
  }
  return columns;
}

// Row-major [T, columns] of window `b` into [T, B, columns].
template <class From, class To>
void scatter(std::span<const From> rows, std::int64_t b, Tensor& out) {
  const auto size = out.size(1), columns = out.size(2);
  To* to = out.data_ptr<To>() + b * columns;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(rows.size()); ++i) {
    to[i / columns * size * columns + i % columns] = rows[static_cast<std::size_t>(i)];
  }
}

void fill_features(const Config& config, std::span<const float> target, Rng& rng, std::int64_t b,
                   WindowBatch& batch) {
  const RepresentationInfo& info = *config.info();
  scatter<float, float>(target, b, batch.features);
  std::vector<float> shown;  // [T, F]
  if (info.head == DecoderHead::kGroove) {
    shown = make_groove_input(target, *find_groove_input(config.groove_input), rng);
  }
  const std::span<const float> source = shown.empty() ? target : std::span<const float>(shown);
  const auto f = static_cast<std::size_t>(info.feature_depth);
  const auto d = static_cast<std::size_t>(info.input_depth());
  std::vector<float> rows(static_cast<std::size_t>(config.steps) * d);  // [T, D]
  for (std::size_t t = 0; t < static_cast<std::size_t>(config.steps); ++t) {
    fill_input_row(info, source.subspan(t * f, f), std::span(rows).subspan(t * d, d));
  }
  scatter<float, float>(rows, b, batch.seen);
}

}  // namespace

WindowBatch gather_windows(const Config& config, const Dataset& dataset, const DatasetSplit& split,
                           std::span<WindowPick> picks) {
  const RepresentationInfo& info = *config.info();
  const auto t_count = static_cast<std::int64_t>(config.steps);
  const auto b_count = static_cast<std::int64_t>(picks.size());
  const auto stored = dataset.controls.size();
  const auto kinds = stored_kinds(dataset);
  const auto columns = wanted_controls(config, dataset);
  const auto wanted = static_cast<std::int64_t>(columns.size());
  const auto parts = static_cast<std::int64_t>(info.parts.size());
  const bool has_tokens = info.head == DecoderHead::kCategorical;
  WindowBatch batch;
  if (has_tokens) batch.tokens = torch::empty({t_count, b_count, parts}, torch::kLong);
  if (!has_tokens) batch.features = torch::empty({t_count, b_count, info.feature_depth});
  if (!has_tokens) batch.seen = torch::empty({t_count, b_count, info.input_depth()});
  if (wanted > 0) batch.controls = torch::empty({t_count, b_count, wanted}, torch::kLong);

  std::vector<std::uint16_t> tokens;             // [T, P]
  std::vector<std::uint8_t> controls, selected;  // [T, K]
  for (std::int64_t b = 0; b < b_count; ++b) {
    auto& pick = picks[static_cast<std::size_t>(b)];
    const auto control_row = dataset.control_window(split, pick.index);
    controls.assign(control_row.begin(), control_row.end());
    if (has_tokens) {
      const auto row = dataset.window(split, pick.index);
      tokens.assign(row.begin(), row.end());
      for (std::size_t p = 1; pick.mix_parts && p < info.parts.size(); ++p) {
        const auto other = pick.rng.below(static_cast<std::uint64_t>(split.windows()));
        take_part(info, p, tokens, dataset.window(split, static_cast<std::int64_t>(other)));
      }
      if (pick.partner >= 0) mix_drums(info, tokens, dataset.window(split, pick.partner), pick.rng);
      transpose_window(info, tokens, controls, kinds, pick.semitones);
      scatter<std::uint16_t, std::int64_t>(tokens, b, batch.tokens);
    } else {
      fill_features(config, dataset.feature_window(split, pick.index), pick.rng, b, batch);
    }
    if (wanted == 0) continue;
    selected.clear();
    for (std::size_t t = 0; t < static_cast<std::size_t>(config.steps); ++t) {
      for (const auto column : columns) selected.push_back(controls[t * stored + column]);
    }
    scatter<std::uint8_t, std::int64_t>(selected, b, batch.controls);
  }
  for (const auto& name : config.controls) {
    if (find_control(name)->kind != ControlKind::kHits) continue;
    batch.controls = batch.features.narrow(2, 0, find_control(name)->depth).contiguous();
  }
  return batch;
}

BatchSource::BatchSource(const Config& config, const Dataset& dataset)
    : config_(config),
      dataset_(dataset),
      windows_(dataset.train.windows()),
      range_(transposition_range(config, dataset)) {}

void BatchSource::load_epoch(std::int64_t epoch) {
  Rng rng = make_stream(config_.seed, Stream::kDataOrder, epoch);
  order_.resize(static_cast<std::size_t>(windows_));
  std::iota(order_.begin(), order_.end(), 0u);
  shuffle(std::span(order_), rng);
  const auto [lowest, highest] = range_;
  transpositions_.assign(order_.size(), static_cast<std::int8_t>(lowest));
  if (lowest < highest) {
    const auto choices = static_cast<std::uint64_t>(highest - lowest + 1);
    for (auto& t : transpositions_) {
      t = static_cast<std::int8_t>(static_cast<int>(rng.below(choices)) + lowest);
    }
  }
  epoch_ = epoch;
}

WindowBatch BatchSource::read(std::int64_t first, std::int64_t count) {
  std::vector<WindowPick> picks(static_cast<std::size_t>(count));
  for (std::int64_t b = 0; b < count; ++b) {
    const std::int64_t position = first + b;
    if (position / windows_ != epoch_) load_epoch(position / windows_);
    const auto slot = static_cast<std::size_t>(position % windows_);
    auto& pick = picks[static_cast<std::size_t>(b)];
    pick.index = order_[slot];
    pick.semitones = transpositions_[slot];
    pick.rng = make_stream(config_.seed, Stream::kInput, position);
    if (config_.mix_drums > 0 && pick.rng.uniform() < config_.mix_drums) {
      const auto windows = static_cast<std::uint64_t>(windows_);
      pick.partner = static_cast<std::int64_t>(pick.rng.below(windows));
    }
    pick.mix_parts = config_.mix_parts > 0 && pick.rng.uniform() < config_.mix_parts;
  }
  return gather_windows(config_, dataset_, dataset_.train, picks);
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/stream_batches.h"

#include <algorithm>
#include <numeric>

#include "native/train/random_streams.h"

namespace segue {
namespace {

constexpr std::size_t kPoolBatches = 8;  // whole streams are sorted by length among so many batches

}  // namespace

WindowBatch gather_streams(const Config& config, const Dataset& dataset, const DatasetSplit& split,
                           std::span<const StreamLane> lanes, std::int64_t max_events) {
  const auto b_count = static_cast<std::int64_t>(lanes.size());
  std::int64_t t_count = 1;
  std::vector<std::int64_t> sizes;
  for (const auto& lane : lanes) {
    const auto left = foretold_events(dataset, split, lane.index) - lane.offset;
    sizes.push_back(std::max<std::int64_t>(0, max_events > 0 ? std::min(left, max_events) : left));
    t_count = std::max(t_count, sizes.back());
  }
  const std::int64_t rows = config.counters > 0 ? 2 : 1;
  WindowBatch batch;
  batch.tokens = torch::zeros({t_count, b_count, rows}, torch::kLong);
  batch.next = torch::full({t_count, b_count}, kNothingNext, torch::kLong);
  batch.goes_on = torch::zeros({1, b_count});
  auto* tokens = batch.tokens.data_ptr<std::int64_t>();
  auto* next = batch.next.data_ptr<std::int64_t>();
  const std::int64_t places = std::int64_t{1} << config.counters;
  std::vector<std::uint16_t> stream;
  for (std::int64_t b = 0; b < b_count; ++b) {
    const auto& lane = lanes[static_cast<std::size_t>(b)];
    const auto whole = dataset.window(split, lane.index);
    stream.assign(whole.begin(), whole.end());
    transpose_window(*config.info(), stream, {}, {}, lane.semitones);
    batch.goes_on.data_ptr<float>()[b] = lane.offset > 0 ? 1.0f : 0.0f;
    for (std::int64_t t = 0; t < sizes[static_cast<std::size_t>(b)]; ++t) {
      const auto at = static_cast<std::size_t>(lane.offset + t);
      tokens[(t * b_count + b) * rows] = stream[at];
      // The counters tell the place of the event that follows.
      if (rows > 1) tokens[(t * b_count + b) * rows + 1] = (lane.offset + t + 1) % places;
      next[t * b_count + b] = stream[at + 1];
    }
  }
  return batch;
}

StreamSource::StreamSource(const Config& config, const Dataset& dataset)
    : config_(config), dataset_(dataset), range_(transposition_range(config, dataset)) {
  const auto& split = dataset.train;
  for (std::int64_t i = 0; i < split.windows(); ++i) {
    events_.push_back(foretold_events(dataset, split, i));
    room_.push_back(transposition_room(*config.info(), dataset.window(split, i)));
  }
}

void StreamSource::load_epoch(std::int64_t epoch) {
  Rng rng = make_stream(config_.seed, Stream::kDataOrder, epoch);
  std::vector<std::uint32_t> order(events_.size());
  std::iota(order.begin(), order.end(), 0u);
  shuffle(std::span(order), rng);
  if (config_.bptt_steps == 0) {  // neighbours become a batch
    const auto batch = static_cast<std::size_t>(config_.batch_size);
    const auto pool = static_cast<std::ptrdiff_t>(batch * kPoolBatches);
    for (auto begin = order.begin(); begin != order.end();) {
      const auto end = order.end() - begin > pool ? begin + pool : order.end();
      std::stable_sort(begin, end, [&](auto a, auto b) { return events_[a] < events_[b]; });
      begin = end;
    }
  }
  order_.clear();
  for (const auto index : order) {
    const auto [lowest, highest] = within_room(range_, room_[index]);
    const auto choices = static_cast<std::uint64_t>(highest - lowest + 1);
    order_.push_back({.index = index, .semitones = static_cast<int>(rng.below(choices)) + lowest});
  }
  epoch_ = epoch;
  place_ = 0;
}

StreamLane StreamSource::next_stream() {
  if (epoch_ < 0 || place_ == static_cast<std::int64_t>(order_.size())) load_epoch(epoch_ + 1);
  return order_[static_cast<std::size_t>(place_++)];
}

void StreamSource::restart(std::int64_t lanes) {
  epoch_ = -1;
  step_ = 0;
  lanes_.clear();
  for (std::int64_t b = 0; b < lanes; ++b) lanes_.push_back(next_stream());
}

void StreamSource::advance() {
  ++step_;
  for (auto& lane : lanes_) {
    lane.offset += config_.bptt_steps;
    const auto events = events_[static_cast<std::size_t>(lane.index)];
    if (config_.bptt_steps == 0 || lane.offset >= events) lane = next_stream();
  }
}

WindowBatch StreamSource::read(std::int64_t first, std::int64_t count) {
  const std::int64_t step = first / count;
  if (static_cast<std::int64_t>(lanes_.size()) != count || step < step_) restart(count);
  while (step_ < step) advance();
  return gather_streams(config_, dataset_, dataset_.train, lanes_, config_.bptt_steps);
}

std::unique_ptr<Batches> make_batches(const Config& config, const Dataset& dataset) {
  if (config.is_rnn()) return std::make_unique<StreamSource>(config, dataset);
  return std::make_unique<BatchSource>(config, dataset);
}

}  // namespace segue

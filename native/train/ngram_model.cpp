// SPDX-License-Identifier: Apache-2.0
#include "native/train/ngram_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "native/train/stream_plan.h"

namespace segue {
namespace {

constexpr int kTokenBits = 10;  // kMaxOrder of them fit a key
constexpr std::uint64_t kBegin = (std::uint64_t{1} << kTokenBits) - 1;  // before the first token

// Tokens [end - size, end) of a stream, the last in the lowest bits.
std::uint64_t key_of(std::span<const std::uint16_t> stream, std::size_t end, std::size_t size) {
  std::uint64_t key = 0;
  for (std::size_t i = size; i > 0; --i) {
    key = key << kTokenBits | (end >= i ? std::uint64_t{stream[end - i]} : kBegin);
  }
  return key;
}

}  // namespace

NgramModel::NgramModel(int order, int tokens)
    : tokens_(tokens), levels_(static_cast<std::size_t>(order)) {
  assert(order >= 1 && order <= kMaxOrder && tokens >= 1 && tokens <= kMaxTokens);
}

void NgramModel::add(std::span<const std::uint16_t> stream) {
  auto& counts = levels_.back().counts;
  for (std::size_t end = 2; end <= stream.size(); ++end) {
    counts[key_of(stream, end, levels_.size())] += 1;
  }
}

void NgramModel::finish() {
  for (std::size_t k = levels_.size(); k-- > 0;) {
    Level& level = levels_[k];
    double once = 0, twice = 0;
    for (const auto& [key, count] : level.counts) {
      Context& context = level.contexts[key >> kTokenBits];
      context.total += count;
      context.distinct += 1;
      once += count == 1, twice += count == 2;
      // A shorter n-gram counts as often as there are different tokens before it.
      const std::uint64_t shorter = key & ((std::uint64_t{1} << kTokenBits * k) - 1);
      if (k > 0) levels_[k - 1].counts[shorter] += 1;
    }
    if (once > 0 && twice > 0) level.discount = once / (once + 2 * twice);
  }
}

double NgramModel::probability(std::span<const std::uint16_t> past, int token) const {
  double p = 1.0 / tokens_;
  for (std::size_t k = 0; k < levels_.size(); ++k) {
    const Level& level = levels_[k];
    const std::uint64_t context_key = key_of(past, past.size(), k);
    const auto context = level.contexts.find(context_key);
    if (context == level.contexts.end()) break;  // nor has a longer one been seen
    const auto found =
        level.counts.find(context_key << kTokenBits | static_cast<std::uint64_t>(token));
    const double count = found == level.counts.end() ? 0 : found->second;
    const auto& [total, distinct] = context->second;
    p = (std::max(count - level.discount, 0.0) + level.discount * distinct * p) / total;
  }
  return p;
}

NgramModel count_ngrams(int order, const Config& config, const Dataset& dataset) {
  const RepresentationInfo& info = *config.info();
  NgramModel model(order, info.output_depth());
  const auto range = transposition_range(config, dataset);
  std::vector<std::uint16_t> moved;
  for (std::int64_t i = 0; i < dataset.train.windows(); ++i) {
    const auto stream = dataset.window(dataset.train, i);
    const auto [lowest, highest] = within_room(range, transposition_room(info, stream));
    for (int semitones = lowest; semitones <= highest; ++semitones) {
      moved.assign(stream.begin(), stream.end());
      transpose_window(info, moved, {}, {}, semitones);
      model.add(moved);
    }
  }
  model.finish();
  return model;
}

StreamSums measure_ngrams(const NgramModel& model, const Dataset& dataset,
                          std::span<const std::int64_t> streams) {
  const StreamForm form = stream_form(*dataset.info());
  StreamSums sums;
  for (const auto index : streams) {
    const auto stream = dataset.window(dataset.eval, index);
    for (std::size_t i = 1; i < stream.size(); ++i) {
      const double p = model.probability(stream.first(i), stream[i]);
      sums.add(form, stream[i], -std::log(p), /*found=*/false);
    }
  }
  return sums;
}

}  // namespace segue

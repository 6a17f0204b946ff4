// SPDX-License-Identifier: Apache-2.0
#include "native/train/batches.h"

#include <numeric>

#include "native/train/random_streams.h"
#include "shared/codec/melody_codec.h"

namespace segue {

void transpose_tokens(std::span<std::uint16_t> tokens, int semitones, int classes) {
  for (auto& token : tokens) {
    if (token <= kNoteOff) continue;
    const int moved = token + semitones;
    token = moved > kNoteOff && moved < classes ? static_cast<std::uint16_t>(moved) : kNoEvent;
  }
}

BatchSource::BatchSource(std::span<const std::uint16_t> tokens, int steps, int classes,
                         int augment_semitones, std::uint64_t seed)
    : tokens_(tokens),
      steps_(steps),
      classes_(classes),
      augment_semitones_(augment_semitones),
      seed_(seed),
      windows_(static_cast<std::int64_t>(tokens.size()) / steps) {}

void BatchSource::load_epoch(std::int64_t epoch) {
  Rng rng = make_stream(seed_, Stream::kDataOrder, epoch);
  order_.resize(static_cast<std::size_t>(windows_));
  std::iota(order_.begin(), order_.end(), 0u);
  shuffle(std::span(order_), rng);
  transpositions_.assign(order_.size(), 0);
  if (augment_semitones_ > 0) {
    for (auto& t : transpositions_) {
      const auto choices = static_cast<std::uint64_t>(2 * augment_semitones_ + 1);
      t = static_cast<std::int8_t>(static_cast<int>(rng.below(choices)) - augment_semitones_);
    }
  }
  epoch_ = epoch;
}

std::vector<std::int64_t> BatchSource::read(std::int64_t first, std::int64_t count) {
  const auto t_count = static_cast<std::size_t>(steps_), b_count = static_cast<std::size_t>(count);
  std::vector<std::int64_t> batch(t_count * b_count);  // [T, B]
  std::vector<std::uint16_t> window(t_count);
  for (std::size_t b = 0; b < b_count; ++b) {
    const std::int64_t position = first + static_cast<std::int64_t>(b);
    if (position / windows_ != epoch_) load_epoch(position / windows_);
    const auto slot = static_cast<std::size_t>(position % windows_);
    const auto source = tokens_.subspan(order_[slot] * t_count, t_count);
    window.assign(source.begin(), source.end());
    transpose_tokens(window, transpositions_[slot], classes_);
    for (std::size_t t = 0; t < t_count; ++t) batch[t * b_count + b] = window[t];
  }
  return batch;
}

}  // namespace segue

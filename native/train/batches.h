// SPDX-License-Identifier: Apache-2.0
// Which windows a step sees: every epoch in a new order, every window transposed anew. A pure
// function of seed and position, so that resuming needs no stored state.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/config.h"
#include "native/train/stream_plan.h"
#include "native/train/window_batch.h"
#include "shared/base/rng.h"

namespace segue {

/// A window of a split, and what is done to it.
struct WindowPick {
  std::int64_t index = 0;
  int semitones = 0;
  Rng rng{0};                 ///< for what a groove model is not shown, and for mixing
  std::int64_t partner = -1;  ///< a window whose drums are mixed into this one; -1: none
  bool mix_parts = false;     ///< all parts but the first come from windows drawn from the split
};

/// The windows as tensors. `split` is one of `dataset`'s, which fits `config` (check_dataset).
WindowBatch gather_windows(const Config& config, const Dataset& dataset, const DatasetSplit& split,
                           std::span<WindowPick> picks);

/// Errors: kInvalidArgument when representation, steps or controls are not those of `config`,
/// saying what to build.
Result<void> check_dataset(const Config& config, const Dataset& dataset);

/// An endless order of what to learn from.
class Batches {
 public:
  virtual ~Batches() = default;
  /// The `count` windows from position `first` on; positions are multiples of `count`.
  virtual WindowBatch read(std::int64_t first, std::int64_t count) = 0;
};

/// Windows, or pieces of streams (stream_batches.h), as the network of `config` needs them.
/// `dataset` must outlive them, fit `config` and have something to learn from.
std::unique_ptr<Batches> make_batches(const Config& config, const Dataset& dataset);

/// Endless shuffled epochs over the N training windows; a batch may span two epochs.
class BatchSource : public Batches {
 public:
  /// `dataset` must outlive the source, fit `config` and have training windows.
  BatchSource(const Config& config, const Dataset& dataset);

  /// Any position will do.
  WindowBatch read(std::int64_t first, std::int64_t count) override;

  std::int64_t windows() const { return windows_; }

 private:
  void load_epoch(std::int64_t epoch);

  Config config_;
  const Dataset& dataset_;
  std::int64_t windows_;
  std::pair<int, int> range_;  // semitones
  std::int64_t epoch_ = -1;
  std::vector<std::uint32_t> order_;         // [N] of the loaded epoch
  std::vector<std::int8_t> transpositions_;  // [N]
};

}  // namespace segue

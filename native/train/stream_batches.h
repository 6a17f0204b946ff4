// SPDX-License-Identifier: Apache-2.0
// Which pieces of which streams a step sees. A batch has B lanes; each plays one stream after the
// other, a piece of `bptt_steps` events a step (or all of it), so that little is padding. A pure
// function of seed and position.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/batches.h"
#include "native/train/config.h"
#include "native/train/window_batch.h"

namespace segue {

inline constexpr std::int64_t kNothingNext = -1;  ///< in WindowBatch::next: padding

/// Where a lane is.
struct StreamLane {
  std::int64_t index = 0;  ///< of the stream in its split
  int semitones = 0;
  std::int64_t offset = 0;  ///< events before the piece
};

/// The pieces that begin at the lanes' offsets, at most `max_events` long; 0: to their ends. Lanes
/// at or beyond their ends are padding.
WindowBatch gather_streams(const Config& config, const Dataset& dataset, const DatasetSplit& split,
                           std::span<const StreamLane> lanes, std::int64_t max_events);

/// Endless shuffled epochs over the training streams, each transposed anew. Whole streams come in
/// batches of similar lengths.
class StreamSource : public Batches {
 public:
  /// `dataset` must outlive the source, fit `config` and have training streams.
  StreamSource(const Config& config, const Dataset& dataset);

  /// Step `first` / `count` of `count` lanes.
  WindowBatch read(std::int64_t first, std::int64_t count) override;

 private:
  StreamLane next_stream();
  void load_epoch(std::int64_t epoch);
  void restart(std::int64_t lanes);
  void advance();

  Config config_;
  const Dataset& dataset_;
  std::pair<int, int> range_;              // semitones
  std::vector<std::int64_t> events_;       // of each stream
  std::vector<std::pair<int, int>> room_;  // of each stream
  std::vector<StreamLane> order_;          // of the loaded epoch
  std::vector<StreamLane> lanes_;
  std::int64_t epoch_ = -1, place_ = 0;  // of the next stream
  std::int64_t step_ = 0;                // that lanes_ are at
};

}  // namespace segue

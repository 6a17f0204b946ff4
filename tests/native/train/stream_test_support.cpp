// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/stream_test_support.h"

#include <algorithm>

#include "shared/base/rng.h"
#include "shared/codec/polyphony_codec.h"

namespace segue {

Config small_rnn_config() {
  Config config = *find_config("polyphony");
  config.name = "small_rnn";
  config.decoder_sizes = {12, 12};
  config.batch_size = 4;
  config.bptt_steps = 8;
  config.dropout_keep = 0.8;
  config.augment_semitones = 2;
  config.train_steps = 6;
  config.eval_interval_steps = 3;
  config.log_interval_steps = 1;
  return config;
}

Config small_drum_rnn_config(int attention) {
  Config config = small_rnn_config();
  config.representation = "drums_9";
  config.counters = 6;
  config.attention = attention;
  return config;
}

Dataset make_streams(int train_streams, int eval_streams, std::uint64_t seed) {
  constexpr int kFigure[] = {0, 4, 0, 7};  // what follows the 0 depends on what was before it
  Dataset dataset;
  dataset.representation = "polyphony_259";
  dataset.config = "polyphony";
  dataset.bars = 32;
  Rng rng(seed);
  std::size_t longest = 0;
  const auto fill = [&](DatasetSplit& split, int streams, std::uint32_t piece) {
    for (int i = 0; i < streams; ++i) {
      QuantizedSequence music;
      music.total_steps = 6 + static_cast<int>(rng.below(9));
      const int root = 60 + static_cast<int>(rng.below(3));
      music.notes.push_back({root - 12, 80, 0, music.total_steps});
      for (int t = 0; t < music.total_steps; ++t) {
        music.notes.push_back({root + kFigure[t % 4], 80, t, t + 1});
      }
      const auto tokens = encode_polyphony(music);
      split.first.push_back(static_cast<std::int64_t>(split.tokens.size()));
      split.tokens.insert(split.tokens.end(), tokens.begin(), tokens.end());
      split.piece.push_back(piece);
      split.bar.push_back(1);
      split.instrument.push_back(0);
      longest = std::max(longest, tokens.size());
    }
  };
  fill(dataset.train, train_streams, 0);
  fill(dataset.eval, eval_streams, 1);
  dataset.steps = static_cast<int>(longest);
  dataset.pieces = {{"songs/a.mid", std::string(64, '0'), "train", train_streams},
                    {"songs/b.mid", std::string(64, '1'), "eval", eval_streams}};
  return dataset;
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// Bars of several tracks all the way: windows of a piece, a few steps of training by the program, a
// package, samples as MIDI.
#include <gtest/gtest.h>

#include "native/io/dataset_file.h"
#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/model/music_vae.h"
#include "shared/music/music_windows.h"
#include "tests/native/train/train_program.h"

namespace segue {
namespace {

/// Sixteen bars for piano, bass and drums, in changing harmonies and rhythms.
NoteSequence three_tracks() {
  NoteSequence piece;
  piece.tempos = {{0, 120}};
  piece.instruments = {{0, 0, 0, false, ""}, {1, 1, 33, false, ""}, {2, 9, 0, true, ""}};
  const int roots[] = {60, 65, 67, 57, 62, 64, 60, 59};
  for (int bar = 0; bar < 16; ++bar) {
    const int root = roots[bar % 8] + bar / 8;
    for (int beat = 0; beat < 4; ++beat) {
      const double start = bar * 2.0 + beat * 0.5;
      piece.notes.push_back({root + 4 * (beat % 3), 70, start, start + 0.5, 0, 0, false});
      if (beat % 2 == bar % 2) {
        piece.notes.push_back({root - 24, 90, start, start + 1, 33, 1, false});
      }
      piece.notes.push_back({beat % 2 == 0 ? 36 : 38, 100, start, start + 0.1, 0, 2, true});
    }
  }
  piece.total_time_s = 32;
  return piece;
}

Dataset bars_of(const NoteSequence& piece) {
  MusicWindowOptions options;
  options.windows.bars = 1;
  options.windows.steps_per_quarter = kMultitrackStepsPerQuarter;
  options.controls = {ControlKind::kChords};
  const auto report = find_windows(piece, *find_representation("multitrack_490"), options);
  Dataset data;
  data.representation = "multitrack_490";
  data.config = "hier-multiperf_vel_1bar_med_chords";
  data.steps = kMultitrackRows;
  data.bars = 1;
  data.steps_per_quarter = kMultitrackStepsPerQuarter;
  data.controls = {"chords"};
  for (std::size_t i = 0; i < report.windows.size(); ++i) {
    const MusicWindow& window = report.windows[i];
    DatasetSplit& split = i % 4 == 3 ? data.eval : data.train;
    split.tokens.insert(split.tokens.end(), window.tokens.begin(), window.tokens.end());
    split.controls.insert(split.controls.end(), window.controls.begin(), window.controls.end());
    split.piece.push_back(0);
    split.bar.push_back(window.bar);
    split.instrument.push_back(0);
  }
  data.pieces = {
      {"a.mid", std::string(64, '0'), "train", static_cast<std::int64_t>(report.windows.size())}};
  return data;
}

using Multitrack = TrainProgramTest;

TEST_F(Multitrack, BarsTrainExportAndBecomeMidiOfSeveralTracks) {
  const Dataset data = bars_of(three_tracks());
  ASSERT_GE(data.train.windows(), 8);
  const std::string file = folder_.path() + "/data.h5", run_folder = folder_.path() + "/run",
                    package = folder_.path() + "/tracks";
  ASSERT_TRUE(write_dataset(file, data, true));
  ASSERT_EQ(run("--dataset " + file + " --run " + run_folder +
                " --config hier-multiperf_vel_1bar_med_chords --steps 300 --engine blas --threads 1"
                " --set encoder_sizes=16 decoder_sizes=32 conductor_sizes=32 z_size=8 batch_size=8"
                " learning_rate=0.01 eval_interval_steps=300 log_interval_steps=100 max_beta=0.01"),
            0)
      << output();
  const std::string trained = output();
  ASSERT_EQ(run("export --run " + run_folder + " --output " + package), 0) << output();

  const auto card = parse_model_package(*read_text_file(package + "/model.json"));
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_EQ(card->representation.bars, 1);
  EXPECT_EQ(card->representation.steps, 512);
  auto backend = OrtBackend::create(*card, package);
  ASSERT_TRUE(backend) << backend.error().message;
  MusicVae model(*card, **backend);
  std::vector<MusicClip> clips;
  model.sample_music(3, {.temperature = 0.3, .seed = 2}, [&](Result<MusicVae::MusicClips> made) {
    ASSERT_TRUE(made) << made.error().message;
    clips = *std::move(made);
  });
  ASSERT_EQ(clips.size(), 3u);
  const auto bytes = clips_to_midi(clips, card->representation, 120, 0);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto midi = read_midi(*bytes);
  ASSERT_TRUE(midi) << midi.error().message;
  EXPECT_GT(midi->sequence.notes.size(), 3u);
  EXPECT_LE(midi->sequence.total_time_s, 6.01);
  EXPECT_GT(midi->sequence.instruments.size(), 1u);

  // Bars it was trained with, told their chords, come back with the tracks they have.
  std::vector<MusicClip> bars;
  for (std::int64_t i = 0; i < 3; ++i) {
    const auto tokens = data.window(data.train, i);
    const auto controls = data.control_window(data.train, i);
    bars.push_back({{tokens.begin(), tokens.end()}, {}, {controls.begin(), controls.end()}, {}});
  }
  model.reconstruct_music(bars, /*mean=*/true, {.temperature = 0},
                          [&](Result<MusicVae::MusicClips> made) {
                            ASSERT_TRUE(made) << made.error().message;
                            clips = *std::move(made);
                          });
  int kept = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    for (std::size_t t = 0; t < kMultitrackRows; t += kMultitrackEvents) {
      kept += clips[i].tokens[t] == bars[i].tokens[t];
    }
  }
  EXPECT_GE(kept, 20) << "of 24 tracks\n" << trained;
}

}  // namespace
}  // namespace segue

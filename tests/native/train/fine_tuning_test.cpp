// SPDX-License-Identifier: Apache-2.0
// Eight clips of one's own: the shipped melody model, trained on with them by the program, must
// make melodies that are closer to the clips than its own were.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "native/io/dataset_file.h"
#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "shared/codec/representation.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/model/music_vae.h"
#include "shared/model/prior.h"
#include "shared/music/music_windows.h"
#include "tests/native/temporary_folder.h"
#include "tests/native/train/train_program.h"

namespace segue {
namespace {

constexpr const char* kBase = SEGUE_MODELS_FOLDER "/mel_2bar";
constexpr int kFirstPitch = 21, kSpecialTokens = 2;  // of the melody codec

/// The first four two-bar windows of two old tunes in C.
Dataset eight_clips() {
  Dataset data;
  data.config = "mel_2bar_small";
  data.steps = 32;
  MusicWindowOptions options;
  options.windows.bars = 2;
  for (const char* name : {"ode-to-joy", "ah-vous-dirai-je"}) {
    const auto bytes = read_file(std::string(SEGUE_EXAMPLES_FOLDER "/") + name + ".mid");
    EXPECT_TRUE(bytes) << bytes.error().message;
    const auto file = read_midi(*bytes);
    EXPECT_TRUE(file) << file.error().message;
    const auto report = find_windows(file->sequence, *find_representation("melody_90"), options);
    EXPECT_GE(report.windows.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& tokens = report.windows[i].tokens;
      data.train.tokens.insert(data.train.tokens.end(), tokens.begin(), tokens.end());
      data.train.piece.push_back(static_cast<std::uint32_t>(data.pieces.size()));
      data.train.bar.push_back(report.windows[i].bar);
      data.train.instrument.push_back(0);
    }
    data.pieces.push_back({std::string(name) + ".mid", std::string(64, '0'), "train", 4});
  }
  return data;
}

struct Character {
  std::multiset<int> pitches;  ///< of all notes
  double notes = 0;            ///< in a clip, mean
  double register_mean = 0;    ///< mean pitch of all notes
  int dull = 0;                ///< clips without a second pitch
};

Character describe(const std::vector<std::vector<std::uint16_t>>& clips) {
  Character result;
  for (const auto& clip : clips) {
    std::set<int> own;
    for (const int token : clip) {
      if (token < kSpecialTokens) continue;
      const int pitch = token - kSpecialTokens + kFirstPitch;
      own.insert(pitch);
      result.pitches.insert(pitch);
      result.register_mean += pitch;
    }
    result.dull += own.size() < 2;
  }
  const auto notes = static_cast<double>(result.pitches.size());
  result.notes = notes / static_cast<double>(clips.size());
  result.register_mean /= std::max(notes, 1.0);
  return result;
}

Character describe_samples(const std::string& folder) {
  const auto package = parse_model_package(*read_text_file(folder + "/model.json"));
  EXPECT_TRUE(package) << package.error().message;
  auto backend = OrtBackend::create(*package, folder);
  EXPECT_TRUE(backend) << backend.error().message;
  MusicVae model(*package, **backend);
  if (package->prior) {
    auto prior = parse_prior(*read_file(folder + "/" + package->prior->file), package->z_size);
    EXPECT_TRUE(prior) << prior.error().message;
    model.set_prior(std::move(*prior));
  }
  std::vector<std::vector<std::uint16_t>> clips;
  model.sample_music(100, {.temperature = 0.5, .seed = 3},
                     [&](Result<std::vector<MusicClip>> made) {
                       ASSERT_TRUE(made) << made.error().message;
                       for (auto& clip : *made) clips.push_back(std::move(clip.tokens));
                     });
  EXPECT_EQ(clips.size(), 100u);
  return describe(clips);
}

double share_inside(const Character& samples, const Character& clips) {
  double inside = 0;
  for (const int pitch : samples.pitches) inside += clips.pitches.count(pitch) > 0 ? 1 : 0;
  return inside / static_cast<double>(samples.pitches.size());
}

int run_quietly(const std::string& arguments) {
  const auto outcome = run_segue_train(arguments + " --quiet");
  EXPECT_EQ(outcome.err, "");
  return outcome.exit_code;
}

TEST(FineTuning, EightClipsPullTheShippedModelTowardsThem) {
  const TemporaryFolder folder;
  const Dataset data = eight_clips();
  const std::string dataset = folder / "eight.h5", run = folder / "run", tuned = folder / "tuned";
  const auto written = write_dataset(dataset, data, false);
  ASSERT_TRUE(written) << written.error().message;
  ASSERT_EQ(run_quietly("--init " + std::string(kBase) + " --dataset " + dataset + " --run " + run),
            0);
  ASSERT_EQ(run_quietly("export --run " + run + " --output " + tuned), 0);
  ASSERT_EQ(run_quietly("prior --package " + tuned + " --dataset " + dataset), 0);

  std::vector<std::vector<std::uint16_t>> windows;
  for (std::size_t at = 0; at < data.train.tokens.size(); at += 32) {
    const auto begin = data.train.tokens.begin() + static_cast<std::ptrdiff_t>(at);
    windows.emplace_back(begin, begin + 32);
  }
  const Character clips = describe(windows), before = describe_samples(kBase),
                  after = describe_samples(tuned);
  RecordProperty("inside_before", std::to_string(share_inside(before, clips)));
  RecordProperty("inside_after", std::to_string(share_inside(after, clips)));
  EXPECT_GT(share_inside(after, clips), 0.9) << "notes of the clips' own pitches";
  EXPECT_GT(share_inside(after, clips), share_inside(before, clips) + 0.3);
  EXPECT_LT(std::abs(after.notes - clips.notes), 0.5 * std::abs(before.notes - clips.notes));
  EXPECT_LT(std::abs(after.register_mean - clips.register_mean),
            0.5 * std::abs(before.register_mean - clips.register_mean));
  EXPECT_EQ(after.dull, 0) << "one-note or silent outputs among 100";
}

}  // namespace
}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_builder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "native/io/atomic_file.h"
#include "shared/midi/from_note_sequence.h"
#include "tests/native/temporary_folder.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;
using test::quarters;

/// `bars` bars, each of its own rhythm chosen by `seed`, so that no window repeats by chance.
NoteSequence make_tune(int bars, int seed, int transpose = 0) {
  std::vector<test::StepNote> notes;
  for (int bar = 0; bar < bars; ++bar) {
    for (int beat = 0; beat < 4; ++beat) {
      const double start = bar * 16 + beat * 4;
      const int pitch = 60 + (bar * 7 + beat * (seed + 2) + seed * bar * bar) % 13 + transpose;
      notes.push_back({pitch, start, start + 2});
    }
  }
  return make_sequence(notes);
}

class DatasetBuilderTest : public testing::Test {
 protected:
  void add(const std::string& name, const NoteSequence& sequence, bool held_out = false) {
    const auto bytes = write_midi(sequence);
    ASSERT_TRUE(bytes.ok());
    add_bytes(name, *bytes, held_out);
  }
  void add_bytes(const std::string& name, const std::vector<std::uint8_t>& bytes,
                 bool held_out = false) {
    ASSERT_TRUE(write_file(folder_ / name, bytes).ok());
    sources_.files.push_back({folder_ / name, name, held_out});
  }
  BuildResult build(int threads = 1) {
    options_.threads = threads;
    options_.config = *find_window_config("mel_2bar_small");
    auto built = build_dataset(sources_, options_, {});
    EXPECT_TRUE(built.ok());
    return *std::move(built);
  }

  TemporaryFolder folder_;
  Sources sources_;
  BuilderOptions options_;
};

TEST_F(DatasetBuilderTest, WindowsKnowWhereTheyComeFrom) {
  add("a.mid", make_tune(4, 1));
  add("b.mid", make_tune(3, 2), true);
  const auto [dataset, report] = build();
  EXPECT_EQ(dataset.train.windows(), 3);
  EXPECT_EQ(dataset.eval.windows(), 2);
  EXPECT_EQ(dataset.train.bar, (std::vector<std::int32_t>{1, 2, 3}));
  EXPECT_EQ(dataset.eval.piece, (std::vector<std::uint32_t>{1, 1}));
  ASSERT_EQ(dataset.pieces.size(), 2u);
  EXPECT_EQ(dataset.pieces[0].path, "a.mid");
  EXPECT_EQ(dataset.pieces[0].split, "train");
  EXPECT_EQ(dataset.pieces[0].windows, 3);
  EXPECT_EQ(dataset.pieces[0].sha256.size(), 64u);
  EXPECT_EQ(dataset.pieces[1].split, "eval");
  EXPECT_EQ(report.windows_found, 5);
  EXPECT_EQ(report.held_out_files, 1);
  EXPECT_TRUE(encode_dataset(dataset).ok());
}

TEST_F(DatasetBuilderTest, RepeatsAreDroppedWhateverTheirTransposition) {
  add("a.mid", make_tune(4, 1));
  add("b.mid", make_tune(4, 1, 5));
  const auto [dataset, report] = build();
  EXPECT_EQ(dataset.train.windows(), 3);
  EXPECT_EQ(report.duplicates, 3);
  EXPECT_EQ(dataset.pieces[1].windows, 0);
}

TEST_F(DatasetBuilderTest, AHeldOutWindowIsNotTrainedOnEvenIfTheTrainingFileComesFirst) {
  add("a.mid", make_tune(4, 1, -3));
  add("b.mid", make_tune(3, 1), true);
  const auto [dataset, report] = build();
  EXPECT_EQ(dataset.eval.windows(), 2);
  EXPECT_EQ(dataset.train.windows(), 1);
  EXPECT_EQ(report.in_held_out, 2);
}

TEST_F(DatasetBuilderTest, TheThreadsDoNotChangeTheResult) {
  for (int i = 0; i < 24; ++i) {
    add(std::to_string(i) + ".mid", make_tune(3 + i % 5, i % 9, i % 4), i % 6 == 0);
  }
  const auto one = build(1);
  const auto many = build(8);
  EXPECT_EQ(one.dataset, many.dataset);
  EXPECT_EQ(one.report.details, many.report.details);
  EXPECT_GT(one.dataset.train.windows(), 10);
}

TEST_F(DatasetBuilderTest, DamagedAndUselessFilesAreCountedWithTheirReason) {
  add_bytes("broken.mid", {'n', 'o', 't', ' ', 'm', 'i', 'd', 'i'});
  auto waltz = make_tune(4, 1);
  waltz.time_signatures = {{0, 3, 4}};
  add("waltz.mid", waltz);
  add("good.mid", make_tune(2, 1));
  sources_.files.push_back({folder_ / "gone.mid", "gone.mid", false});
  const auto [dataset, report] = build(2);
  EXPECT_EQ(report.files, 4);
  EXPECT_EQ(report.damaged, 2);
  EXPECT_EQ(report.without_windows, 1);
  EXPECT_EQ(report.reasons.at("another meter"), 1);
  EXPECT_EQ(dataset.train.windows(), 1);
  const std::string first = report.details.at(0);
  EXPECT_EQ(first.rfind("broken.mid: ", 0), 0u) << first;
}

TEST_F(DatasetBuilderTest, TunesInAbcAreReadToo) {
  const std::string tune = "X:1\nL:1/8\nK:G\nGABc dBAG|EFGA BAGE|D2G2 B2d2|g4 G4|]\n";
  add_bytes("tune.ABC", {tune.begin(), tune.end()});
  add_bytes("broken.abc", {'G', 'A', 'B'});
  const auto [dataset, report] = build();
  EXPECT_EQ(report.damaged, 1);
  EXPECT_EQ(dataset.train.windows(), 3);
  EXPECT_EQ(dataset.train.tokens[0], 67 - 19);
  EXPECT_EQ(dataset.train.tokens[6], 72 - 19);
}

TEST_F(DatasetBuilderTest, ThinWindowsAndTooManyAreDropped) {
  add("thin.mid", make_sequence({{60, 0, 16}, {62, 16, 32}}));
  add("long.mid", make_tune(9, 1));
  options_.music.windows.min_notes = 3;
  options_.max_windows_per_piece = 2;
  const auto [dataset, report] = build();
  EXPECT_EQ(report.too_few_notes, 1);
  EXPECT_EQ(dataset.train.bar, (std::vector<std::int32_t>{1, 5}));  // evenly spread over eight
  EXPECT_EQ(report.over_limit, 6);
}

TEST_F(DatasetBuilderTest, AnInterruptedBuildIsCancelled) {
  for (int i = 0; i < 10; ++i) add(std::to_string(i) + ".mid", make_tune(3, i));
  options_.config = *find_window_config("mel_2bar_small");
  std::atomic<bool> stop{false};
  const auto built = build_dataset(
      sources_, options_,
      {[&](std::int64_t done) { stop = stop || done == 3; }, [&] { return stop.load(); }});
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.error().code, ErrorCode::kCancelled);
}

TEST(TranspositionKey, ItIsEqualForTranspositionsOnly) {
  const auto key = [](const char* representation, std::vector<std::uint16_t> tokens) {
    MusicWindow window;
    window.tokens = std::move(tokens);
    return to_transposition_key(*find_representation(representation), window);
  };
  EXPECT_EQ(key("melody_90", {0, 2, 1, 9}), key("melody_90", {0, 82, 1, 89}));
  EXPECT_NE(key("melody_90", {0, 2, 1, 9}), key("melody_90", {0, 2, 1, 10}));
  EXPECT_NE(key("melody_90", {0, 2, 1, 9}), key("melody_90", {0, 2, 0, 9}));
  EXPECT_EQ(key("trio_692", {40, 20, 300, 0, 1, 2}), key("trio_692", {43, 23, 300, 0, 1, 2}));
  EXPECT_NE(key("trio_692", {40, 20, 300, 0, 1, 2}), key("trio_692", {43, 23, 301, 0, 1, 2}));
  EXPECT_NE(key("trio_692", {40, 20, 300, 0, 1, 2}), key("trio_692", {43, 22, 300, 0, 1, 2}));
  EXPECT_NE(key("drums_9", {1, 2}), key("drums_9", {257, 2}));
}

}  // namespace
}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

Config melody_config(int augment_semitones, std::uint64_t seed) {
  Config config;
  config.steps = 4;
  config.augment_semitones = augment_semitones;
  config.seed = seed;
  return config;
}

Dataset dataset_of(Tokens tokens) {
  Dataset dataset;
  dataset.steps = 4;
  dataset.train.piece.assign(tokens.size() / 4, 0);
  dataset.train.tokens = std::move(tokens);
  return dataset;
}

// The tokens of a batch of melodies, [T, B].
std::vector<std::int64_t> values(const WindowBatch& batch) {
  const auto* data = batch.tokens.data_ptr<std::int64_t>();
  return {data, data + batch.tokens.numel()};
}

// Window i is [i + 10] * 4, so that a row tells where it came from.
Tokens windows(int count) {
  Tokens tokens;
  for (int i = 0; i < count; ++i)
    tokens.insert(tokens.end(), 4, static_cast<std::uint16_t>(i + 10));
  return tokens;
}

TEST(BatchSource, TheDataSetSaysHowFarItsWindowsAreMoved) {
  auto data = dataset_of(Tokens(4000, 40));
  const auto moved = [&](int augment) {
    BatchSource source(melody_config(augment, 1), data);
    const auto tokens = values(source.read(0, 1000));
    return std::set<std::int64_t>(tokens.begin(), tokens.end());
  };
  EXPECT_EQ(moved(2), (std::set<std::int64_t>{38, 39, 40, 41, 42}));
  data.attributes["transpose"] = "-6 5";  // --all-keys
  EXPECT_EQ(*moved(2).begin(), 34);
  EXPECT_EQ(*moved(2).rbegin(), 45);
  EXPECT_EQ(moved(2).size(), 12u);
  EXPECT_EQ(moved(0).size(), 1u) << "a configuration that moves nothing";
  data.attributes["transpose"] = "0 0";  // --one-key
  EXPECT_EQ(moved(5), std::set<std::int64_t>{40});
}

TEST(BatchSource, EveryEpochHasEveryWindowOnceInANewOrder) {
  const auto data = dataset_of(windows(30));
  BatchSource source(melody_config(0, 1), data);
  const auto first = values(source.read(0, 30)), second = values(source.read(30, 30));
  const auto row = [](const std::vector<std::int64_t>& batch) {
    return std::vector<std::int64_t>(batch.begin(), batch.begin() + 30);  // step 0 of [T, B]
  };
  EXPECT_NE(row(first), row(second));
  for (const auto& batch : {first, second}) {
    const auto seen = row(batch);
    EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), 30u);
    EXPECT_TRUE(std::equal(seen.begin(), seen.end(), batch.begin() + 30));  // time-major
  }
}

TEST(BatchSource, ABatchDependsOnItsPositionOnly) {
  const auto data = dataset_of(windows(30));
  BatchSource walked(melody_config(5, 7), data), fresh(melody_config(5, 7), data);
  for (int i = 0; i < 9; ++i) walked.read(i * 8, 8);
  EXPECT_EQ(values(walked.read(72, 8)), values(fresh.read(72, 8)));
  EXPECT_EQ(values(walked.read(24, 12)), values(fresh.read(24, 12)));  // spans two epochs
  BatchSource other_seed(melody_config(5, 8), data);
  EXPECT_NE(values(other_seed.read(72, 8)), values(fresh.read(72, 8)));
}

TEST(BatchSource, TranspositionsAreEvenAndNewEveryEpoch) {
  const auto data = dataset_of(Tokens(4 * 110, 50));
  BatchSource source(melody_config(5, 3), data);
  std::map<std::int64_t, int> counts;
  for (int epoch = 0; epoch < 100; ++epoch) {
    const auto batch = values(source.read(epoch * 110, 110));
    for (int b = 0; b < 110; ++b) ++counts[batch[static_cast<std::size_t>(b)]];
  }
  ASSERT_EQ(counts.size(), 11u);
  EXPECT_EQ(counts.begin()->first, 45);
  EXPECT_EQ(counts.rbegin()->first, 55);
  for (const auto& [token, count] : counts) EXPECT_NEAR(count, 1000, 150) << token;  // 5 sigma
  EXPECT_NE(values(source.read(0, 110)), values(source.read(110, 110)));
}

TEST(BatchSource, MixedDrumsAreOfTwoWindowsTurnedByQuarters) {
  Dataset data;
  data.representation = "drums_9";
  data.steps = 16;
  // Two windows that share no class: one of the five low bits, one of the four high ones, each with
  // all its classes on the first step of every quarter but a different one for the last.
  for (const auto& [on, last] : {std::pair{0b000001111, 0b000010000}, {0b011100000, 0b100000000}}) {
    for (int t = 0; t < 16; ++t) {
      data.train.tokens.push_back(static_cast<std::uint16_t>(t % 4 != 0 ? 0 : t == 12 ? last : on));
    }
  }
  data.train.piece.assign(2, 0);
  Config config = *find_config("drums_2bar_tiny");
  config.steps = 16;
  const auto kinds = [&](double share) {
    config.mix_drums = share;
    EXPECT_TRUE(check_config(config));
    const auto tokens = values(BatchSource(config, data).read(0, 2000));  // [T, B]
    std::set<std::vector<std::int64_t>> seen;
    for (std::size_t b = 0; b < 2000; ++b) {
      std::vector<std::int64_t> window;
      for (std::size_t t = 0; t < 16; ++t) window.push_back(tokens[t * 2000 + b]);
      for (std::size_t t = 0; t < 16; ++t) EXPECT_TRUE(t % 4 == 0 || window[t] == 0) << t;
      seen.insert(window);
    }
    return seen;
  };
  EXPECT_EQ(kinds(0).size(), 2u);
  // 512 choices of classes on either side, four turns; draws leave some out.
  const auto mixed = kinds(1);
  EXPECT_GT(mixed.size(), 400u);
  std::set<std::int64_t> first;
  for (const auto& window : mixed) first.insert(window[0]);
  EXPECT_TRUE(first.contains(0b011101111)) << "both at once";
  config.representation = "melody_90";
  EXPECT_FALSE(check_config(config)) << "a melody has no drums to mix";
}

TEST(BatchSource, MixedPartsComeFromAsManyWindowsAndOnlyTheDrumsAreTurned) {
  Dataset data;  // window w: melody 10 + w, bass 20 + w, drums class w on the first step
  data.representation = "trio_692";
  data.steps = 16;
  for (int w = 0; w < 8; ++w) {
    for (int t = 0; t < 16; ++t) {
      for (const int token : {10 + w, 20 + w, t == 0 ? 1 << w : 0})
        data.train.tokens.push_back(static_cast<std::uint16_t>(token));
    }
  }
  data.train.piece.assign(8, 0);
  Config config = *find_config("trio_4bar_tiny");
  config.steps = 16;
  config.encoder_levels = {4, 4};
  config.augment_semitones = 0;
  const auto read = [&](double parts, double drums) {
    config.mix_parts = parts;
    config.mix_drums = drums;
    EXPECT_TRUE(check_config(config));
    return values(BatchSource(config, data).read(0, 800));  // [T, B, P]
  };
  const auto at = [](const std::vector<std::int64_t>& tokens, int t, int b, int p) {
    return tokens[static_cast<std::size_t>((t * 800 + b) * 3 + p)];
  };
  const auto together = [&](const std::vector<std::int64_t>& tokens) {
    int bass = 0, drums = 0;
    for (int b = 0; b < 800; ++b) {
      const auto w = at(tokens, 0, b, 0) - 10;
      EXPECT_EQ(at(tokens, 15, b, 0), w + 10);
      EXPECT_EQ(at(tokens, 15, b, 1), at(tokens, 0, b, 1));
      bass += at(tokens, 0, b, 1) == w + 20;
      drums += at(tokens, 0, b, 2) == std::int64_t{1} << w;
    }
    return std::pair{bass, drums};
  };
  EXPECT_EQ(together(read(0, 0)), (std::pair{800, 800}));
  const auto [bass, drums] = together(read(1, 0));
  EXPECT_NEAR(bass, 100, 50) << "one of eight by chance";
  EXPECT_NEAR(drums, 100, 50);
  EXPECT_EQ(together(read(0, 1)).first, 800) << "melody and bass stay together";
  const auto turned = read(0, 1);
  int later = 0;
  for (int b = 0; b < 800; ++b) later += at(turned, 0, b, 2) == 0 && at(turned, 8, b, 2) != 0;
  EXPECT_GT(later, 50);
  config = *find_config("mel_2bar_small");
  config.mix_parts = 0.5;
  EXPECT_FALSE(check_config(config)) << "a melody has one part";
}

TEST(BatchSource, ABatchHasPartsFeaturesAndControlsWhereTheDataSetHasThem) {
  for (const auto& config : small_family()) {
    const auto data = make_windows(config, 12, 4, 1);
    ASSERT_TRUE(check_dataset(config, data)) << config.name;
    std::vector<WindowPick> picks = {{3, 0, Rng(1)}, {0, 0, Rng(2)}};
    const auto batch = gather_windows(config, data, data.train, picks);
    EXPECT_EQ(batch.size(), 2) << config.name;
    EXPECT_EQ(batch.steps(), 16) << config.name;
    EXPECT_EQ(batch.controls.defined(), !config.controls.empty()) << config.name;
    const auto window = data.window(data.train, 3);
    for (std::size_t i = 0; i < window.size(); ++i) {
      const auto parts = config.info()->parts.size();
      EXPECT_EQ(batch.tokens[static_cast<int>(i / parts)][0][static_cast<int>(i % parts)]
                    .item<std::int64_t>(),
                window[i])
          << config.name;
    }
  }
}

TEST(BatchSource, ADataSetOfAnotherKindIsRefusedWithWhatIsNeeded) {
  const auto family = small_family();
  const auto data = make_windows(family[0], 4, 0, 1);
  for (const auto& config : family) {
    const bool same = config.representation == "melody_90" && config.controls.empty();
    const auto fine = check_dataset(config, data);
    EXPECT_EQ(fine.ok(), same) << config.name;
    if (!fine) {
      EXPECT_NE(fine.error().message.find("build the data set"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace segue

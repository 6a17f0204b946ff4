// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/groove_codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "shared/codec/drum_codec.h"

namespace segue {
namespace {

constexpr int kSteps = 4;

std::vector<float> sample_groove() {
  const GrooveHit hits[] = {{0.0, 0, 127}, {0.2, 2, 60}, {0.9, 1, 100}, {2.4, 2, 40}, {3.0, 2, 20}};
  return encode_groove(hits, kSteps);
}

float at(const std::vector<float>& features, std::size_t step, std::size_t column) {
  return features[step * kGrooveDepth + column];
}

TEST(GrooveCodec, AStrokeHasItsHitVelocityAndOffset) {
  const auto f = sample_groove();
  ASSERT_EQ(f.size(), 4u * 27);
  EXPECT_EQ(at(f, 0, 0), 1.0f);
  EXPECT_EQ(at(f, 0, 9), 1.0f);
  EXPECT_EQ(at(f, 0, 18), 0.0f);
  EXPECT_NEAR(at(f, 0, 20), -0.4, 1e-6);  // a fifth of a step late
  EXPECT_NEAR(at(f, 1, 19), 0.2, 1e-6);   // a tenth early
  EXPECT_NEAR(at(f, 2, 11), 40 / 127.0, 1e-6);
  EXPECT_EQ(at(f, 2, 1), 0.0f);
}

TEST(GrooveCodec, OfTwoStrokesOnAStepTheLoudestIsKept) {
  const GrooveHit hits[] = {{0.9, 0, 50}, {1.1, 0, 90}, {1.2, 0, 30}};
  const auto f = encode_groove(hits, kSteps);
  EXPECT_NEAR(at(f, 1, 9), 90 / 127.0, 1e-6);
  EXPECT_NEAR(at(f, 1, 18), -0.2, 1e-6);
}

TEST(GrooveCodec, StrokesOutsideTheWindowAreLeftOut) {
  const GrooveHit hits[] = {{-0.6, 0, 50}, {3.6, 0, 90}, {1e12, 0, 1}, {NAN, 0, 1}};
  for (const float value : encode_groove(hits, kSteps)) EXPECT_EQ(value, 0.0f);
  const GrooveHit early[] = {{-0.4, 0, 127}};
  EXPECT_NEAR(at(encode_groove(early, kSteps), 0, 18), 0.8, 1e-6);
}

TEST(GrooveCodec, DecodingAndEncodingGivesTheSame) {
  const auto f = sample_groove();
  const auto notes = decode_groove(f, 90);
  ASSERT_TRUE(notes.ok());
  ASSERT_EQ(notes->notes.size(), 5u);
  EXPECT_EQ(notes->notes[0].pitch, 36);
  EXPECT_EQ(notes->tempos[0].qpm, 90);
  std::vector<GrooveHit> hits;
  for (const auto& note : notes->notes) {
    hits.push_back({note.start_s * 90 * 4 / 60, drum_class(note.pitch), note.velocity});
  }
  const auto again = encode_groove(hits, kSteps);
  for (std::size_t i = 0; i < f.size(); ++i) EXPECT_NEAR(again[i], f[i], 1e-5) << i;
}

TEST(GrooveCodec, ValuesOutsideTheirRangeAreLimited) {
  std::vector<float> f(27, 0.0f);
  f[0] = 0.9f, f[9] = 7.0f, f[18] = 3.0f;
  const auto notes = decode_groove(f);
  ASSERT_TRUE(notes.ok());
  EXPECT_EQ(notes->notes[0].velocity, 127);
  EXPECT_EQ(notes->notes[0].start_s, 0.0);
}

TEST(GrooveCodec, WhatIsNoGrooveIsAReadableError) {
  EXPECT_FALSE(decode_groove(std::vector<float>(28)).ok());
  EXPECT_FALSE(decode_groove(std::vector<float>(27), 0).ok());
  EXPECT_FALSE(decode_groove(std::vector<float>(27, std::numeric_limits<float>::infinity())).ok());
}

TEST(GrooveInputs, EachHidesWhatTheModelMustFind) {
  Rng rng(1);
  const auto f = sample_groove();
  EXPECT_EQ(make_groove_input(f, GrooveInput::kSame, rng), f);

  const auto human = make_groove_input(f, GrooveInput::kHumanize, rng);
  for (std::size_t t = 0; t < kSteps; ++t) {
    for (std::size_t c = 0; c < 27; ++c) EXPECT_EQ(at(human, t, c), c < 9 ? at(f, t, c) : 0.0f);
  }
  const auto tapped = make_groove_input(f, GrooveInput::kTap, rng);
  EXPECT_EQ(at(tapped, 0, 3), 1.0f);
  EXPECT_EQ(at(tapped, 0, 12), 1.0f);  // the kick was loudest
  EXPECT_EQ(at(tapped, 0, 0), 0.0f);
  EXPECT_NEAR(at(tapped, 1, 21), 0.2, 1e-6);
  const auto fixed = make_groove_input(f, GrooveInput::kTapFixedVelocity, rng);
  EXPECT_EQ(at(fixed, 0, 12), 0.0f);
  EXPECT_NEAR(at(fixed, 1, 21), 0.2, 1e-6);
  const auto no_hat = make_groove_input(f, GrooveInput::kAddClosedHat, rng);
  EXPECT_EQ(at(no_hat, 0, 2), 0.0f);
  EXPECT_EQ(at(no_hat, 0, 20), 0.0f);
  EXPECT_EQ(at(no_hat, 1, 1), 1.0f);
}

TEST(GrooveInputs, WhatTheModelWasShownComesBackAsItWas) {
  const auto original = encode_groove(std::vector<GrooveHit>{{0.1, 0, 100}, {2, 1, 60}, {2, 2, 50}},
                                      /*steps=*/4);  // [4, 27]
  std::vector<float> made(original.size(), 0.0f);
  made[0] = 0.9f, made[9] = 0.45f, made[18] = -0.2f;                             // it strikes too
  made[2 * 27 + 1] = 0.25f, made[2 * 27 + 10] = 0.1f, made[2 * 27 + 19] = 0.3f;  // rather not
  made[3 * 27 + 2] = 0.8f, made[3 * 27 + 11] = 0.6f;                             // a hat of its own
  auto played = made;
  restore_given(original, GrooveInput::kHumanize, played);
  for (std::size_t t = 0; t < 4; ++t) {
    for (std::size_t c = 0; c < 9; ++c) {
      EXPECT_EQ(played[t * 27 + c], original[t * 27 + c]) << t << " " << c;
    }
  }
  EXPECT_NEAR(played[9], 0.5f, 1e-6f);
  EXPECT_EQ(played[18], -0.2f);
  EXPECT_NEAR(played[2 * 27 + 10], 0.4f, 1e-6f);
  EXPECT_EQ(played[2 * 27 + 19], 0.3f);

  played = made;
  restore_given(original, GrooveInput::kAddClosedHat, played);
  EXPECT_EQ(played[9], original[9]);
  EXPECT_EQ(played[18], original[18]);
  EXPECT_EQ(played[3 * 27 + 2], 0.8f) << "the hat is the model's";
  EXPECT_EQ(played[2 * 27 + 2], 0.0f);

  played = made;
  restore_given(original, GrooveInput::kTap, played);
  EXPECT_EQ(played, made);
}

TEST(GrooveFeatures, AStrokeIsAsLoudAsStrokesAreNotAsTheirMeanWithSilence) {
  std::vector<float> made(2 * 27, 0.0f);
  made[0] = 0.8f, made[9] = 0.6f, made[18] = -0.2f;             // strikes
  made[1] = 0.6f, made[10] = 0.9f;                              // no louder than the loudest
  made[2] = 0.4f, made[11] = 0.3f, made[20] = 0.1f;             // does not
  made[27] = 1.0f, made[27 + 9] = 0.5f, made[27 + 18] = 0.25f;  // is sure
  const auto before = made;
  settle_strokes(made);
  EXPECT_EQ(made[0], 1.0f);
  EXPECT_NEAR(made[9], 0.75f, 1e-6f);
  EXPECT_EQ(made[18], -0.2f);
  EXPECT_EQ(made[10], 1.0f);
  for (const std::size_t same : {2, 11, 20, 27, 27 + 9, 27 + 18}) {
    EXPECT_EQ(made[same], before[same]) << same;
  }
  const auto once = made;
  settle_strokes(made);
  EXPECT_EQ(made, once);
}

TEST(GrooveInputs, DropoutTakesSoftStrokesMoreOften) {
  std::vector<GrooveHit> hits;
  for (int step = 0; step < 400; ++step) {
    hits.push_back({static_cast<double>(step), 0, step % 2 == 0 ? 127 : 1});
  }
  const auto f = encode_groove(hits, 400);
  int loud = 0, soft = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed), same(seed);
    const auto seen = make_groove_input(f, GrooveInput::kTapFixedVelocityNoteDropout, rng);
    EXPECT_EQ(seen, make_groove_input(f, GrooveInput::kTapFixedVelocityNoteDropout, same));
    for (std::size_t step = 0; step < 400; ++step) {
      (step % 2 == 0 ? loud : soft) += at(seen, step, 3) > 0.5f;
    }
  }
  // Mean share 0.4: loud strokes lose 0.4 * 0.2, soft ones 0.4 * (1 - 1 / 127).
  EXPECT_NEAR(loud / 10000.0, 0.92, 0.03);
  EXPECT_NEAR(soft / 10000.0, 0.60, 0.12);
}

}  // namespace
}  // namespace segue

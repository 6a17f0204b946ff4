// SPDX-License-Identifier: Apache-2.0
#include "shared/music/quantize.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;

TEST(Quantize, TimesRoundToTheNearestStepAndTiesGoUp) {
  const auto quantized = quantize(make_sequence({{60, 0.49, 2.5}, {61, 0.5, 2.49}}), 4);
  ASSERT_TRUE(quantized.ok());
  EXPECT_EQ(quantized->notes[0].start_step, 0);
  EXPECT_EQ(quantized->notes[0].end_step, 3);
  EXPECT_EQ(quantized->notes[1].start_step, 1);
  EXPECT_EQ(quantized->notes[1].end_step, 2);
  EXPECT_EQ(quantized->total_steps, 3);
}

TEST(Quantize, EveryNoteKeepsAtLeastOneStep) {
  const auto quantized = quantize(make_sequence({{60, 3.9, 4.1}}), 4);
  ASSERT_TRUE(quantized.ok());
  EXPECT_EQ(quantized->notes[0].start_step, 4);
  EXPECT_EQ(quantized->notes[0].end_step, 5);
}

TEST(Quantize, TheTempoSetsTheGrid) {
  auto sequence = make_sequence({{60, 8, 16}});
  sequence.tempos = {{0, 60}};
  const auto quantized = quantize(sequence, 4);
  ASSERT_TRUE(quantized.ok());
  EXPECT_EQ(quantized->notes[0].start_step, 4);
  EXPECT_EQ(quantized->notes[0].end_step, 8);
}

TEST(Quantize, ASecondTempoOrMeterIsAnErrorThatNamesIt) {
  auto sequence = make_sequence({{60, 0, 4}});
  sequence.tempos = {{0, 120}, {0.25, 90}};
  auto quantized = quantize(sequence, 4);
  ASSERT_FALSE(quantized.ok());
  EXPECT_EQ(quantized.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(quantized.error().message.find("0.25"), std::string::npos);

  sequence.tempos = {{0.25, 90}};  // against the implicit 120
  EXPECT_FALSE(quantize(sequence, 4).ok());
  sequence.tempos = {{0.25, 120}};
  EXPECT_TRUE(quantize(sequence, 4).ok());

  sequence.time_signatures = {{0, 4, 4}, {0.25, 3, 4}};
  quantized = quantize(sequence, 4);
  ASSERT_FALSE(quantized.ok());
  EXPECT_NE(quantized.error().message.find("4/4 to 3/4"), std::string::npos);
  sequence.time_signatures = {{0.25, 3, 4}};
  EXPECT_FALSE(quantize(sequence, 4).ok());
}

TEST(Quantize, ImpossibleMetersTemposAndTimesAreErrors) {
  auto sequence = make_sequence({{60, 0, 4}});
  for (const auto& [numerator, denominator] : {std::pair(0, 4), {4, 3}, {4, 0}, {-4, 4}, {4, -4}}) {
    sequence.time_signatures = {{0, numerator, denominator}};
    EXPECT_FALSE(quantize(sequence, 4).ok()) << numerator << "/" << denominator;
  }
  sequence.time_signatures.clear();
  for (const double qpm : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    sequence.tempos = {{0, qpm}};
    EXPECT_FALSE(quantize(sequence, 4).ok()) << qpm;
  }
  EXPECT_FALSE(quantize(make_sequence({{60, -1, 4}}), 4).ok());
  EXPECT_FALSE(quantize(make_sequence({{60, 0, 1e12}}), 4).ok());
  EXPECT_FALSE(
      quantize(make_sequence({{60, std::numeric_limits<double>::quiet_NaN(), 4}}), 4).ok());
}

}  // namespace
}  // namespace segue

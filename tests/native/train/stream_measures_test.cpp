// SPDX-License-Identifier: Apache-2.0
#include "native/train/stream_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace segue {
namespace {

// REFERENCE 7.4 by hand: a step of two notes, one of none.
TEST(StreamMeasures, AreThoseOfTheReference) {
  const StreamForm form = stream_form(*find_representation("polyphony_259"));
  EXPECT_EQ(form.classes, 259);
  StreamSums sums;
  sums.add(form, 60, 1.0, true);
  sums.add(form, 64, 3.0, false);
  sums.add(form, 2, 0.5, true);
  sums.add(form, 2, 0.5, false);
  sums.add(form, 1, 1.0, true);
  EXPECT_DOUBLE_EQ(sums.loss(), 6.0 / 5);
  EXPECT_DOUBLE_EQ(sums.perplexity(), std::exp(1.2));
  EXPECT_DOUBLE_EQ(sums.accuracy(), 3.0 / 5);
  EXPECT_DOUBLE_EQ(sums.event_accuracy(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(sums.no_event_accuracy(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(sums.per_class_accuracy(), (1 + 0 + 0.5 + 1) / 4);
  EXPECT_DOUBLE_EQ(sums.loss_per_step(), 6.0 / 2);
  EXPECT_DOUBLE_EQ(sums.perplexity_per_step(), std::exp(3.0));
}

TEST(StreamMeasures, SumsOfPartsAreThoseOfTheWhole) {
  const StreamForm form = stream_form(*find_representation("polyphony_259"));
  StreamSums a, b, all;
  for (int i = 0; i < 20; ++i) {
    (i % 3 ? a : b).add(form, i, i * 0.1, i % 2);
    all.add(form, i, i * 0.1, i % 2);
  }
  a += b;
  for (std::size_t i = 0; i < all.named().size(); ++i) {
    EXPECT_NEAR(a.named()[i].second, all.named()[i].second, 1e-12) << all.named()[i].first;
  }
}

TEST(StreamMeasures, WhereEveryTokenIsASixteenthTheTwoLossesAreEqual) {
  const StreamForm form = stream_form(*find_representation("drums_9"));
  EXPECT_EQ(form.classes, 512);
  StreamSums sums;
  sums.add(form, 0, 1, true);
  sums.add(form, 5, 2, false);
  EXPECT_DOUBLE_EQ(sums.loss_per_step(), sums.loss());
  EXPECT_DOUBLE_EQ(sums.no_event_accuracy(), 1);
}

TEST(StreamMeasures, OfNothingTheyAreZeroAndNotUndefined) {
  for (const auto& [name, value] : StreamSums().named()) {
    EXPECT_TRUE(std::isfinite(value)) << name;
  }
}

}  // namespace
}  // namespace segue

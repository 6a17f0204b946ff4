// SPDX-License-Identifier: Apache-2.0
#include "native/train/training_advice.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

TrainingCurves curves_of(const std::string& csv) {
  const auto curves = parse_training_curves(csv);
  EXPECT_TRUE(curves);
  return curves ? *curves : TrainingCurves{};
}

const std::string kHeader = "step,eval_accuracy_sampling,eval_r_loss\n";

TEST(TrainingAdvice, ARunThatNoLongerImprovesAndIsRightNeedsNone) {
  const auto curves = curves_of(kHeader + "1000,0.8,9\n2000,0.9,4\n3000,0.91,3.99\n");
  EXPECT_EQ(training_advice({}, curves, 3000), "");
}

TEST(TrainingAdvice, ARunThatWasNeverMeasuredIsFarFromTrained) {
  const std::string text = training_advice({}, {}, 300);
  EXPECT_NE(text.find("far from trained: it has made 300 steps."), text.npos) << text;
  EXPECT_EQ(training_advice({}, {}, 5000), "") << "no held-out music: nobody can say";
}

TEST(TrainingAdvice, FewRightNotesAndAFallingLossAreTold) {
  const auto curves = curves_of(kHeader + "1000,0.2,40\n2000,0.31,30\n");
  const std::string text = training_advice({}, curves, 2000);
  EXPECT_NE(text.find("gets 31 % right"), text.npos) << text;
  EXPECT_NE(text.find("loss at step 2000 is its lowest (30, 40 before)"), text.npos) << text;
  EXPECT_NE(training_advice({}, curves, 1000).find("gets 20 % right"), text.npos);
  const auto past_best = curves_of(kHeader + "1000,0.8,9\n2000,0.9,4\n3000,0.4,5\n");
  EXPECT_EQ(training_advice({}, past_best, 2000), "") << "the best checkpoint";
}

TEST(TrainingAdvice, AnRnnIsJudgedByItsOwnColumns) {
  Config config;
  config.network = kRnnNetwork;
  const auto curves = curves_of("step,eval_loss,eval_accuracy\n1000,2,0.4\n2000,1.5,0.45\n");
  const std::string text = training_advice(config, curves, 2000);
  EXPECT_NE(text.find("gets 45 % right"), text.npos) << text;
  EXPECT_NE(text.find("(1.5, 2 before)"), text.npos) << text;
}

}  // namespace
}  // namespace segue

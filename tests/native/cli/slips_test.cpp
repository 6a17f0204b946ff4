// SPDX-License-Identifier: Apache-2.0
// What the program says and does when a hand slips: mistyped words, the wrong verb for a model,
// names that are taken or look like something else.
#include "tests/native/cli/verb_test.h"

namespace segue {
namespace {

const std::string kTinyMelodies = SEGUE_TEST_DATA "/tiny_model";

using SlipsTest = VerbTest;

TEST_F(SlipsTest, AMistypedVerbIsNamedWithTheOneThatWasMeant) {
  const auto slip = segue({"smaple", "--count", "2"});
  EXPECT_EQ(slip.exit_code, 2);
  EXPECT_NE(slip.err.find("no verb 'smaple'; did you mean 'sample'?"), std::string::npos)
      << slip.err;
  const auto deeper = segue({"dataset", "biuld"});
  EXPECT_NE(deeper.err.find("did you mean 'build'?\nsegue dataset knows: build, show"),
            std::string::npos)
      << deeper.err;
  const auto strange = segue({"paint"});
  EXPECT_EQ(strange.exit_code, 2);
  EXPECT_EQ(strange.err.find("did you mean"), std::string::npos) << strange.err;
  EXPECT_NE(strange.err.find("interpolate"), std::string::npos) << strange.err;
  const auto missing = segue({"interpolate", "a.mid"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_NE(missing.err.find("Example:\n  segue interpolate "), std::string::npos) << missing.err;
}

TEST_F(SlipsTest, AMistypedOptionIsNamedWithTheOneThatWasMeant) {
  const auto slip = segue({"sample", "--modle=tiny"});
  EXPECT_EQ(slip.exit_code, 2);
  EXPECT_NE(slip.err.find("did you mean --model?"), std::string::npos) << slip.err;
  const auto strange = segue({"sample", "--paint"});
  EXPECT_EQ(strange.exit_code, 2);
  EXPECT_EQ(strange.err.find("did you mean"), std::string::npos) << strange.err;
}

TEST_F(SlipsTest, ModelsOfAnotherKindSayWhichVerbTheyAreFor) {
  const auto rnn = segue({"sample", "-m", SEGUE_TEST_DATA "/tiny_attention"});
  EXPECT_EQ(rnn.exit_code, 2);
  EXPECT_NE(rnn.err.find("segue generate --model tiny_attention"), std::string::npos) << rnn.err;
  const auto vae = segue({"generate", "-m", kTinyMelodies});
  EXPECT_EQ(vae.exit_code, 2);
  EXPECT_NE(vae.err.find("segue sample --model tiny"), std::string::npos) << vae.err;
}

TEST_F(SlipsTest, WhatLooksLikeAFileOfAnotherKindIsNoFolder) {
  const auto refused = segue({"sample", "-m", kTinyMelodies, "-n", "1", "-o", "x.wav"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find(".wav is not written here"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "x.wav"));
}

TEST_F(SlipsTest, RunsOfOneSecondKeepOutOfEachOthersWay) {
  for (int run = 0; run < 3; ++run) {
    EXPECT_EQ(segue({"sample", "-m", kTinyMelodies, "-n", "1", "-o", "loop"}).exit_code, 0);
  }
  EXPECT_EQ(files("loop").size(), 3u);
}

}  // namespace
}  // namespace segue

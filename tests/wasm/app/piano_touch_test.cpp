// SPDX-License-Identifier: Apache-2.0
// Several fingers on a piano of ten keys, ten pixels each, at the height 0..50.
#include "wasm/app/piano_touch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace segue {
namespace {

using Phase = TouchInput::Phase;

class PianoTouchTest : public testing::Test {
 protected:
  bool touch(Phase phase, int finger, float x, float y = 25) {
    return piano_.handle(phase, finger, x, y);
  }
  std::vector<std::string> heard_;
  PianoTouch piano_{[](float x, float y) {
                      return y >= 0 && y < 50 && x >= 0 && x < 100 ? static_cast<int>(x / 10) : -1;
                    },
                    [this](int pitch, float, float, bool down) {
                      heard_.push_back((down ? "+" : "-") + std::to_string(pitch));
                    }};
};

TEST_F(PianoTouchTest, ThreeFingersAreAChord) {
  EXPECT_TRUE(touch(Phase::kDown, 1, 5));
  EXPECT_TRUE(touch(Phase::kDown, 2, 25));
  EXPECT_TRUE(touch(Phase::kDown, 3, 45));
  EXPECT_TRUE(touch(Phase::kUp, 2, 25));
  EXPECT_EQ(heard_, (std::vector<std::string>{"+0", "+2", "+4", "-2"}));
  EXPECT_TRUE(piano_.any());
}

TEST_F(PianoTouchTest, AFingerThatSlidesPlaysTheKeysOnItsWay) {
  touch(Phase::kDown, 1, 5);
  touch(Phase::kMove, 1, 8);
  touch(Phase::kMove, 1, 15);
  touch(Phase::kMove, 1, 15, 80);  // off the keys
  touch(Phase::kMove, 1, 25);
  touch(Phase::kUp, 1, 25);
  EXPECT_EQ(heard_, (std::vector<std::string>{"+0", "-0", "+1", "-1", "+2", "-2"}));
  EXPECT_FALSE(piano_.any());
}

TEST_F(PianoTouchTest, AFingerThatBeganElsewhereNeverPlays) {
  EXPECT_FALSE(touch(Phase::kDown, 1, 5, 200));
  EXPECT_FALSE(touch(Phase::kMove, 1, 5));
  EXPECT_FALSE(touch(Phase::kUp, 1, 5));
  EXPECT_TRUE(heard_.empty());
}

TEST_F(PianoTouchTest, TwoFingersOnOneKeyHoldItUntilBothAreAway) {
  touch(Phase::kDown, 1, 5);
  touch(Phase::kDown, 2, 7);
  touch(Phase::kUp, 1, 5);
  EXPECT_EQ(heard_, (std::vector<std::string>{"+0"}));
  touch(Phase::kUp, 2, 7);
  EXPECT_EQ(heard_, (std::vector<std::string>{"+0", "-0"}));
}

}  // namespace
}  // namespace segue

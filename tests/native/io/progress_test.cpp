// SPDX-License-Identifier: Apache-2.0
#include "native/io/progress.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace segue {
namespace {

TEST(Progress, TheLineTellsShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line("reading", 50, 100, "files", 10, 50, "", 200),
            "reading [============            ] 50/100 files, 5.00 files/s, 10 s left");
}

TEST(Progress, AResumedRunCountsItsOwnRate) {
  EXPECT_EQ(progress_line("training", 90, 100, "steps", 10, 10, "loss 0.5", 200),
            "training [=====================   ] 90/100 steps, 1.00 steps/s, 10 s left, loss 0.5");
}

TEST(Progress, WithoutATotalThereIsNoBar) {
  EXPECT_EQ(progress_line("reading", 40, 0, "files", 2, 40, "", 200),
            "reading 40 files, 20 files/s");
}

TEST(Progress, TheLineFitsTheTerminal) {
  EXPECT_EQ(progress_line("reading", 1, 2, "files", 0, 0, "", 10), "reading [=");
}

TEST(Progress, DurationsAreReadable) {
  EXPECT_EQ(to_duration_text(7.2), "7 s");
  EXPECT_EQ(to_duration_text(200), "3 min 20 s");
  EXPECT_EQ(to_duration_text(7500), "2 h 05 min");
  EXPECT_EQ(to_duration_text(-1), "?");
}

TEST(Progress, ItIsSilentWhenQuietOrSoonDone) {
  testing::internal::CaptureStderr();
  {
    Progress quiet("reading", 10, "files", /*quiet=*/true, std::chrono::milliseconds(0));
    Progress short_work("reading", 10, "files", /*quiet=*/false);
    quiet.update(10);
    short_work.update(10);
    EXPECT_FALSE(quiet.visible());
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Progress, AFileGetsALineNowAndThen) {
  testing::internal::CaptureStderr();
  {
    Progress progress("train", 10, "steps", /*quiet=*/false, std::chrono::milliseconds(0));
    progress.update(1);
    progress.update(5, "loss 0.5");
    progress.clear();
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
  EXPECT_NE(text.find("] 5/10 steps, "), text.npos) << text;
  EXPECT_NE(text.find(" left, loss 0.5\n"), text.npos) << text;
  EXPECT_EQ(text.find('\r'), text.npos) << text;
}

}  // namespace
}  // namespace segue

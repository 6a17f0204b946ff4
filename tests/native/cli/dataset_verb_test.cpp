// SPDX-License-Identifier: Apache-2.0
// The verb as a user calls it: exit codes, output, and what is left on disk.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "native/cli/cli.h"
#include "native/cli/dataset_report.h"
#include "native/io/atomic_file.h"
#include "shared/midi/from_note_sequence.h"
#include "tests/native/io/temporary_folder.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::TemporaryFolder;

struct Outcome {
  int code = 0;
  std::string out, err;
};

Outcome run(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"segue", "dataset"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.code = run_cli(static_cast<int>(argv.size()), argv.data());
  outcome.out = testing::internal::GetCapturedStdout();
  outcome.err = testing::internal::GetCapturedStderr();
  return outcome;
}

void write_tune(const std::string& path, int bars) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  const auto bytes = write_midi(test::make_sequence(test::quarters(bars)));
  ASSERT_TRUE(bytes.ok());
  ASSERT_TRUE(write_file(path, *bytes).ok());
}

TEST(DatasetVerb, ItBuildsAndShows) {
  const TemporaryFolder folder;
  write_tune(folder / "songs/a.mid", 4);
  auto outcome = run({"build", "--input", folder / "songs", "--output", folder / "s.h5",
                      "--eval-ratio", "0", "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(report["files"], 1);
  EXPECT_EQ(report["train_windows"], 2);  // of three, one is another transposed

  outcome = run({"show", folder / "s.h5", "--windows", "1"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("mel_2bar_small"), std::string::npos);
  EXPECT_NE(outcome.out.find("songs/a.mid, bar 1"), std::string::npos);
  EXPECT_NE(outcome.out.find("C4  |#===............|"), std::string::npos) << outcome.out;

  outcome = run({"show", folder / "s.h5", "--json", "--windows", "2"});
  const auto shown = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(shown["attributes"]["option_min_notes"], "3");
  EXPECT_EQ(shown["windows"]["train"].size(), 2u);
  EXPECT_EQ(shown["windows"]["train"][0]["tokens"][0], 41);
}

TEST(DatasetVerb, AnExistingFileNeedsForce) {
  const TemporaryFolder folder;
  write_tune(folder / "songs/a.mid", 4);
  const std::vector<std::string> arguments = {"build",         "-i", folder / "songs", "-o",
                                              folder / "s.h5", "-q"};
  ASSERT_EQ(run(arguments).code, 0);
  const auto refused = run(arguments);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("--force"), std::string::npos);
  auto forced = arguments;
  forced.push_back("--force");
  EXPECT_EQ(run(forced).code, 0);
  EXPECT_EQ(run(forced).out, "");
}

TEST(DatasetVerb, WrongUsageEndsWithTwo) {
  const TemporaryFolder folder;
  write_tune(folder / "songs/a.mid", 4);
  const std::string in = folder / "songs", out = folder / "s.h5";
  EXPECT_EQ(run({"build", "-i", in}).code, 2);
  EXPECT_EQ(run({"build", "-i", in, "-o", out, "--config", "mel_9bar"}).code, 2);
  EXPECT_EQ(run({"build", "-i", in, "-o", out, "--programs", "5-200"}).code, 2);
  EXPECT_EQ(run({"build", "-i", in, "-o", out, "--programs", "piano"}).code, 2);
  EXPECT_EQ(run({"build", "-i", in, "-o", out, "--polyphony", "lowest"}).code, 2);
  EXPECT_EQ(run({"build", "-i", in, "-o", out, "--eval-ratio", "2"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(DatasetVerb, AFolderWithoutMusicIsAnErrorWithItsReasons) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "songs");
  ASSERT_TRUE(write_file(folder / "songs/a.mid", "no music").ok());
  const auto outcome = run({"build", "-i", folder / "songs", "-o", folder / "s.h5", "-v"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("songs/a.mid: "), std::string::npos);
  EXPECT_NE(outcome.err.find("unreadable 1"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "s.h5"));
}

TEST(DatasetVerb, ShowingSomethingElseIsAReadableError) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "s.h5", "text").ok());
  const auto outcome = run({"show", folder / "s.h5"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("not a complete HDF5 file"), std::string::npos);
}

TEST(DatasetReport, NumbersAreGrouped) {
  EXPECT_EQ(to_grouped(0), "0");
  EXPECT_EQ(to_grouped(999), "999");
  EXPECT_EQ(to_grouped(146853), "146,853");
  EXPECT_EQ(to_grouped(-1234567), "-1,234,567");
}

}  // namespace
}  // namespace segue

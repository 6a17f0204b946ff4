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
#include "shared/codec/polyphony_codec.h"
#include "shared/midi/from_note_sequence.h"
#include "tests/native/temporary_folder.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

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

TEST(DatasetVerb, AModelSaysWhatWindowsItCanBeTrainedOn) {
  const TemporaryFolder folder;
  auto waltz = test::make_sequence(test::quarters(6));
  waltz.time_signatures = {{0, 3, 4}};
  const auto bytes = write_midi(waltz);
  ASSERT_TRUE(bytes && write_file(folder / "waltz.mid", *bytes));
  const std::vector<std::string> build = {
      "build", "--input", folder / "waltz.mid",         "--output", folder / "s.h5", "--eval-ratio",
      "0",     "--model", SEGUE_TEST_DATA "/tiny_waltz"};
  const auto outcome = run(build);
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto data = read_dataset(folder / "s.h5");
  ASSERT_TRUE(data) << data.error().message;
  EXPECT_EQ(data->meter(), (Meter{3, 4}));
  EXPECT_EQ(data->steps, 24);
  EXPECT_EQ(data->representation, "melody_90");
  EXPECT_GT(data->train.windows(), 0);

  auto two = build;
  two.insert(two.end(), {"--force", "--config", "drums_2bar_small"});
  EXPECT_EQ(run(two).code, 2) << "a model or a configuration, not both";
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
  EXPECT_NE(outcome.out.find("windows found"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out.find('{'), std::string::npos) << "JSON among the lines\n" << outcome.out;

  outcome = run({"show", folder / "s.h5", "--json", "--windows", "2"});
  const auto shown = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(shown["attributes"]["option_min_notes"], "3");
  EXPECT_EQ(shown["windows"]["train"].size(), 2u);
  EXPECT_EQ(shown["windows"]["train"][0]["tokens"][0], 41);
}

TEST(DatasetVerb, HelpSaysInWordsWhatAnOptionTakes) {
  const auto help = run({"build", "--help"}).out;
  for (const char* text :
       {"--min-notes 1 to 1024 [3]", "--tempo file|estimated [file]", "--output TEXT (required)",
        "(not with --heldout)", "--max-windows 0 or more [0]"}) {
    EXPECT_NE(help.find(text), std::string::npos) << text << "\n" << help;
  }
  for (const char* text : {"INT", "FLOAT", "ENUM", "NONNEGATIVE", " in [", "{"}) {
    EXPECT_EQ(help.find(text), std::string::npos) << text << "\n" << help;
  }
}

/// Four bars of melody, bass and drums.
void write_trio(const std::string& path) {
  auto notes = test::quarters(4, 0, 60, 0);
  for (const auto& n : test::quarters(4, 0, 36, 1)) notes.push_back(n);
  for (int beat = 0; beat < 16; ++beat) {
    notes.push_back({beat % 3 == 0 ? 36 : 42, beat * 4.0, beat * 4.0 + 1, 2});
  }
  auto sequence = test::make_sequence(notes);
  sequence.instruments[1].program = 33;
  sequence.instruments[2].is_drum = true;
  sequence.instruments[1].channel = 1;
  sequence.instruments[2].channel = 9;
  for (auto& note : sequence.notes) {
    note.program = note.instrument == 1 ? 33 : 0;
    note.is_drum = note.instrument == 2;
  }
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  const auto bytes = write_midi(sequence);
  ASSERT_TRUE(bytes.ok());
  ASSERT_TRUE(write_file(path, *bytes).ok());
}

TEST(DatasetVerb, EveryConfigurationIsBuiltAndShown) {
  const TemporaryFolder folder;
  write_trio(folder / "songs/a.mid");
  const struct {
    const char *config, *representation, *drawn;
  } expected[] = {{"drums_2bar_small", "drums_9", "kick       |#......"},
                  {"drums_2bar_nade_full", "drums_61_nade", "closed hat |....#"},
                  {"trio_4bar", "trio_692", "C2"},
                  {"groove_2bar", "groove_27", "kick       |#"},
                  {"mel_4bar", "melody_90", "C4  |#===..."},
                  {"mel_2bar_roll", "melody_roll_89", "C4  |#===.."},
                  {"mel_2bar_midi", "melody_midi_90", "C4  |#===.."},
                  {"mel_2bar_chords", "melody_90", "control"}};
  for (const auto& [config, representation, drawn] : expected) {
    auto outcome = run({"build", "-i", folder / "songs", "-o", folder / "s.h5", "-f",
                        "--eval-ratio", "0", "--config", config, "-q"});
    ASSERT_EQ(outcome.code, 0) << config << outcome.err;
    outcome = run({"show", folder / "s.h5", "--windows", "1"});
    ASSERT_EQ(outcome.code, 0) << config << outcome.err;
    EXPECT_NE(outcome.out.find(representation), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find(drawn), std::string::npos) << config << "\n" << outcome.out;
  }
}

TEST(DatasetVerb, OptionsOfTheMusicAreFollowedAndKept) {
  const TemporaryFolder folder;
  write_trio(folder / "songs/a.mid");
  const auto build = [&](const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"build", "-i", folder / "songs", "-o", folder / "s.h5",
                                          "-f",    "-q", "--eval-ratio",   "0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return nlohmann::json::parse(run({"show", folder / "s.h5", "--json", "-w", "1"}).out);
  };
  EXPECT_EQ(build({"--bars", "4"})["steps"], 64);
  EXPECT_EQ(build({"--all-keys"})["attributes"]["transpose"], "-6 5");
  EXPECT_EQ(build({"--transpose=-3..3"})["attributes"]["transpose"], "-3 3");
  EXPECT_EQ(build({"--one-key"})["attributes"]["transpose"], "0 0");
  const auto controlled = build({"--controls", "chords key"});
  EXPECT_EQ(controlled["controls"], (std::vector<std::string>{"chords", "key"}));
  EXPECT_EQ(controlled["windows"]["train"][0]["controls"].size(), 64u);
  EXPECT_EQ(build({"--programs", "33"})["windows"]["train"][0]["tokens"][0], 36 - 19);
  EXPECT_EQ(build({"--max-windows", "1"})["train_windows"], 1);
  EXPECT_EQ(build({"--tempo", "estimated"})["attributes"]["option_tempo"], "estimated");

  const auto none = run({"build", "-i", folder / "songs", "-o", folder / "n.h5", "--meter", "3/4"});
  EXPECT_EQ(none.code, 1);
  EXPECT_NE(none.err.find("another meter 1"), std::string::npos) << none.err;
  for (const char* option : {"--meter=5/3", "--meter=waltz", "--transpose=1..3", "--transpose=5",
                             "--controls=tempo", "--min-pitches=0"}) {
    EXPECT_EQ(run({"build", "-i", folder / "songs", "-o", folder / "n.h5", option}).code, 2)
        << option;
  }
}

TEST(DatasetVerb, BarsOfSeveralTracksAreBuiltAndDrawn) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "songs");
  const std::string tune =
      "X:1\nM:4/4\nL:1/4\nK:G\nV:1\nGABc|dcBA|BGAB|G4|\nV:2\nG,2D2|G,D2G,|D4|G,4|\n";
  ASSERT_TRUE(write_file(folder / "songs/two.abc", tune).ok());
  const std::string out = folder / "s.h5";
  const std::vector<std::string> build = {"build",        "-i", folder / "songs", "-o", out,
                                          "--eval-ratio", "0"};
  auto wanted = build;
  wanted.insert(wanted.end(), {"-c", "hier-multiperf_vel_1bar_med_chords"});
  const auto made = run(wanted);
  ASSERT_EQ(made.code, 0) << made.err;
  const auto dataset = read_dataset(out);
  ASSERT_TRUE(dataset.ok()) << dataset.error().message;
  EXPECT_EQ(dataset->steps, 512);
  EXPECT_EQ(dataset->steps_per_quarter, 24);
  EXPECT_EQ(dataset->train.windows(), 3);  // the last bar has two notes
  EXPECT_EQ(dataset->train.controls.size(), 3u * 512);
  const auto shown = run({"show", out, "--windows", "1"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("G4"), std::string::npos) << shown.out;

  wanted = build;
  wanted.insert(wanted.end(), {"-f", "-c", "hier-multiperf_vel_1bar_med", "--bars", "2"});
  EXPECT_EQ(run(wanted).code, 2);
  wanted = build;
  wanted.insert(wanted.end(), {"-f", "--controls", "key"});
  ASSERT_EQ(run(wanted).code, 0);
  const auto keyed = read_dataset(out);
  ASSERT_TRUE(keyed.ok());
  EXPECT_EQ(keyed->attributes.at("key_source"), "key signature of 1 files, estimated for 0");
  EXPECT_EQ(keyed->train.controls.front(), 7);
}

TEST(DatasetVerb, ManyVoicedPiecesAreStreamsOfEvents) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "songs");
  std::string upper = "V:1\n", lower = "V:2\n";
  for (int bar = 0; bar < 40; ++bar) {
    upper += "GABc|";
    lower += "G,2D2|";
  }
  ASSERT_TRUE(write_file(folder / "songs/long.abc",
                         "X:1\nM:4/4\nL:1/4\nK:G\n" + upper + "\n" + lower + "\n")
                  .ok());
  ASSERT_TRUE(write_file(folder / "songs/short.abc", "X:1\nM:4/4\nL:1/4\nK:G\nGABc|dcBA|\n").ok());
  const std::string out = folder / "s.h5";
  const std::vector<std::string> build = {"build",     "-i", folder / "songs", "-o", out, "-c",
                                          "polyphony", "-f", "--eval-ratio",   "0"};
  const auto with = [&](const std::vector<std::string>& more) {
    auto arguments = build;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  };
  const auto made = with({"--json", "--verbose"});
  ASSERT_EQ(made.code, 0) << made.err;
  const auto dataset = read_dataset(out);
  ASSERT_TRUE(dataset.ok()) << dataset.error().message;
  // 40 bars: 32, and the last 24; the same bars over and over are not the same stream.
  EXPECT_EQ(dataset->train.windows(), 2);
  EXPECT_EQ(dataset->train.bar, (std::vector<std::int32_t>{1, 17}));
  EXPECT_EQ(polyphony_steps(dataset->window(dataset->train, 1)), 24 * 16);
  EXPECT_EQ(dataset->window(dataset->train, 0).size(), static_cast<std::size_t>(dataset->steps));
  const auto shown = run({"show", out, "--windows", "1"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("|#===............|"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("training events"), std::string::npos) << shown.out;

  ASSERT_EQ(with({"--max-steps", "128"}).code, 0);
  EXPECT_EQ(read_dataset(out)->train.windows(), 1) << "all parts are the same";
  ASSERT_EQ(with({"--min-steps", "16"}).code, 0);
  EXPECT_EQ(read_dataset(out)->train.windows(), 3);
  const auto strict = with({"--strict-reference", "--verbose"});
  EXPECT_EQ(strict.code, 1);
  EXPECT_NE(strict.err.find("longer than 512 steps"), std::string::npos) << strict.err;
  EXPECT_EQ(with({"--min-steps", "600"}).code, 2);
}

TEST(DatasetVerb, MelodiesAndDrumsMayBeStreamsOfAnyLength) {
  const TemporaryFolder folder;
  write_tune(folder / "songs/a.mid", 9);
  write_tune(folder / "songs/b.mid", 6);
  const std::string out = folder / "s.h5";
  std::string config = "melody_rnn";
  const auto build = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"build", "-i", folder / "songs", "-o",           out,
                                          "-f",    "-c", config,           "--eval-ratio", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  };
  ASSERT_EQ(build({}).code, 0);
  auto dataset = read_dataset(out);
  ASSERT_TRUE(dataset.ok()) << dataset.error().message;
  EXPECT_TRUE(dataset->is_stream());
  EXPECT_EQ(dataset->representation, "melody_90");
  EXPECT_EQ(dataset->train.windows(), 1) << "seven bars at least";
  EXPECT_EQ(dataset->steps, 9 * 16);
  EXPECT_EQ(dataset->attributes["option_min_steps"], "112");
  const auto shown = run({"show", out, "--windows", "1"});
  EXPECT_NE(shown.out.find("|#===............|"), std::string::npos) << shown.out;
  ASSERT_EQ(build({"--min-steps", "32"}).code, 0);
  EXPECT_EQ(read_dataset(out)->train.windows(), 2);
  const auto controls = build({"--controls", "chords"});
  EXPECT_EQ(controls.code, 2);
  EXPECT_NE(controls.err.find("no controls"), std::string::npos) << controls.err;
  config = "drum_rnn";
  const auto no_drums = build({});
  EXPECT_EQ(no_drums.code, 1);
  EXPECT_NE(no_drums.err.find("no drums"), std::string::npos) << no_drums.err;
}

TEST(DatasetVerb, AnExistingFileNeedsForce) {
  const TemporaryFolder folder;
  write_tune(folder / "songs/a.mid", 4);
  const std::vector<std::string> arguments = {"build",         "-i", folder / "songs", "-o",
                                              folder / "s.h5", "-q"};
  ASSERT_EQ(run(arguments).code, 0);
  const auto refused = run(arguments);
  EXPECT_EQ(refused.code, 2);
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

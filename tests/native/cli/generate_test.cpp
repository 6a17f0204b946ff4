// SPDX-License-Identifier: Apache-2.0
// generate and score, end to end on tests/data/tiny_rnn, a small random network.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "native/cli/primer_option.h"
#include "shared/music/pitch_names.h"
#include "tests/native/cli/verb_test.h"

namespace segue {
namespace {

using Json = nlohmann::json;

const std::string kRnn = SEGUE_TEST_DATA "/tiny_rnn";

class GenerateTest : public VerbTest {
 protected:
  Outcome on_rnn(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--model", kRnn});
    return segue(arguments);
  }
  Json generate(std::vector<std::string> more) {
    more.insert(more.begin(), {"generate", "--seed", "3", "--json", "--force"});
    const auto made = on_rnn(std::move(more));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return made.exit_code == 0 ? Json::parse(made.out) : Json();
  }
};

TEST_F(GenerateTest, WritesPiecesOfTheStepsAskedFor) {
  const Json json = generate({"-n", "3", "--steps", "32", "-o", "out", "--program", "19"});
  EXPECT_EQ(json["pieces"].size(), 3u);
  const auto names = files("out");
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0].rfind("tiny_rnn_generate_", 0), 0u) << names[0];
  EXPECT_TRUE(names[0].ends_with("-001-of-003.mid")) << names[0];
  const auto notes = notes_of("out/" + names[0]);
  ASSERT_FALSE(notes.notes.empty());
  EXPECT_LE(notes.total_time_s, 32 / 8.0 + 1e-9);
  EXPECT_EQ(notes.notes[0].program, 19);
  for (const auto& piece : json["pieces"]) {
    EXPECT_EQ(piece["steps"], 32);
    EXPECT_LT(piece["log_likelihood"].get<double>(), 0);
  }
}

TEST_F(GenerateTest, TellsALengthInBarsAndSecondsAndNoNats) {
  const auto made =
      on_rnn({"generate", "-n", "1", "--steps", "40", "--tempo", "60", "-o", "a.mid"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out.rfind("a.mid\n  2.5 bars (40 sixteenths), 10 s, ", 0), 0u) << made.out;
  EXPECT_EQ(made.out.find("nats"), std::string::npos) << made.out;
}

TEST_F(GenerateTest, TheSameSeedMakesTheSameMusicWhateverTheCount) {
  const Json many = generate({"-n", "3", "--steps", "16", "-o", "a.mid"});
  const Json one = generate({"-n", "1", "--steps", "16", "-o", "b.mid"});
  EXPECT_EQ(many["pieces"][0]["events"], one["pieces"][0]["events"]);
  EXPECT_NE(many["pieces"][1]["events"], one["pieces"][0]["events"]);
  EXPECT_NEAR(notes_of("a.mid").notes.back().start_s, 5, 1.01) << "three in a row";
}

TEST_F(GenerateTest, PrimersComeFromTextsAndFilesAndTheirTempoHolds) {
  write_scale("scale.mid", /*bars=*/2, /*numerator=*/4, /*tempo_qpm=*/90);
  EXPECT_EQ(
      generate({"-n", "1", "--primer-pitches", "[60, 64, 67]", "-o", "a.mid"})["primer_steps"], 4);
  EXPECT_EQ(generate({"-n", "1", "--primer-melody=-2, C4,-2,62", "-o", "a.mid"})["primer_steps"],
            4);
  const Json second =
      generate({"-n", "1", "--primer", "scale.mid:2", "--steps", "24", "-o", "b.mid"});
  EXPECT_EQ(second["primer_steps"], 16);
  EXPECT_NEAR(second["tempo_qpm"].get<double>(), 90, 1e-3);
  const auto notes = notes_of("b.mid").notes;
  // The second bar begins with 67.
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(),
                          [](const Note& note) { return note.pitch == 67 && note.start_s == 0; }));
  const Json whole =
      generate({"-n", "1", "--primer", "scale.mid", "--steps", "40", "--qpm", "60", "-o", "b.mid"});
  EXPECT_EQ(whole["primer_steps"], 32);
  EXPECT_EQ(whole["tempo_qpm"], 60);
}

TEST_F(GenerateTest, AnInjectedChordIsInWhatFollows) {
  generate({"-n", "1", "--primer-pitches", "C3 G8", "--steps", "12", "--no-condition", "--inject",
            "--key", "E", "-o", "a.mid"});
  std::set<int> starts;
  for (const auto& note : notes_of("a.mid").notes) {
    if (note.pitch == 115) starts.insert(static_cast<int>(std::lround(note.start_s * 8)));
    if (note.pitch != 115 && note.pitch != 48) {
      EXPECT_TRUE(has_pitch(*parse_scale("E"), note.pitch)) << note.pitch;
    }
  }
  EXPECT_TRUE(starts.count(0) > 0 && starts.count(4) > 0);
}

TEST_F(GenerateTest, BeamsFindLikelierMusic) {
  const auto likelihood = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"-n", "4", "--steps", "8", "-o", "a.mid"});
    double sum = 0;
    const Json json = generate(std::move(more));
    for (const auto& piece : json["pieces"]) {
      sum += piece["log_likelihood"].get<double>() / piece["new_events"].get<double>();
    }
    return sum;
  };
  EXPECT_GT(likelihood({"--beam-size", "3", "--branch-factor", "4"}), likelihood({}));
}

TEST_F(GenerateTest, StandardOutputTakesOneMidiFile) {
  const auto made = on_rnn({"generate", "-n", "2", "--steps", "16", "--seed", "1", "-o", "-"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out.rfind("MThd", 0), 0u);
  EXPECT_NE(made.err.find("seed 1"), std::string::npos);
  EXPECT_EQ(on_rnn({"generate", "--json", "-o", "-"}).exit_code, 2);
}

TEST_F(GenerateTest, MistakesAreToldInWords) {
  write_scale("scale.mid", /*bars=*/2, /*numerator=*/4, /*tempo_qpm=*/90);
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--primer", "scale.mid", "--steps", "32"}, "the primer has 32 steps"},
      {{"--primer", "scale.mid:3-4"}, "bars from 1 to 2"},
      {{"--primer-pitches", "C4 H4"}, "\"h4\""},
      {{"--primer-drums", "36"}, "polyphony_259"},
      {{"--key", "C mojor"}, "mixolydian"},
      {{"--primer-pitches", "C4", "--primer-melody", "60"}, "xclude"},
      {{"--beam-size", "200", "--branch-factor", "2"}, "beam size"}};
  for (const auto& [arguments, words] : cases) {
    auto all = arguments;
    all.insert(all.begin(), {"generate", "-o", "never"});
    const auto outcome = on_rnn(all);
    EXPECT_EQ(outcome.exit_code, 2) << words;
    EXPECT_NE(outcome.err.find(words), std::string::npos) << outcome.err;
  }
  EXPECT_TRUE(files().size() == 1) << "nothing was written";
  const auto vae = segue({"generate", "--model", SEGUE_TEST_DATA "/tiny_model"});
  EXPECT_EQ(vae.exit_code, 2);
  EXPECT_NE(vae.err.find("kind vae"), std::string::npos) << vae.err;
  const auto missing = on_rnn({"generate", "--primer", "nowhere.mid:1-2"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_NE(missing.err.find("nowhere.mid"), std::string::npos);
}

TEST_F(GenerateTest, AnRnnIsInspectedAndRefusedByTheVerbsForClips) {
  const auto shown = segue({"inspect", kRnn});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_NE(shown.out.find("any length, 259 tokens, 2 LSTM layers of 8"), std::string::npos)
      << shown.out;
  const auto sampled = on_rnn({"sample", "-o", "x.mid"});
  EXPECT_EQ(sampled.exit_code, 2);
  EXPECT_NE(sampled.err.find("\"tiny_rnn\" continues music"), std::string::npos) << sampled.err;
}

TEST_F(GenerateTest, InterruptedItLeavesWholeFilesOnly) {
  const Streams streams{"", folder / "said", folder / "said"};
  const pid_t child = start_program(
      {SEGUE_PROGRAM, "generate", "--model", kRnn, "-n", "100000", "--steps", "64", "-o", "out"},
      streams, folder.path());
  for (int i = 0; i < 1000 && !std::filesystem::exists(folder / "out"); ++i) usleep(50000);
  kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 130);
  const std::string said = *read_text_file(folder / "said");
  EXPECT_NE(said.find("of 100000 pieces were written"), std::string::npos) << said;
  for (const auto& name : files("out")) {
    EXPECT_TRUE(name.ends_with(".mid")) << name;
    EXPECT_TRUE(read_midi(*read_file(folder / ("out/" + name)))) << name;
  }
}

TEST_F(GenerateTest, InterruptedItWritesWhatItHasOfARow) {
  const Streams streams{"", folder / "said", folder / "said"};
  const pid_t child = start_program({SEGUE_PROGRAM, "generate", "--model", kRnn, "-n", "100000",
                                     "--steps", "16", "-o", "all.mid"},
                                    streams, folder.path());
  usleep(4000000);
  kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 130);
  const std::string said = *read_text_file(folder / "said");
  ASSERT_NE(said.find("of 100000 pieces were written"), std::string::npos) << said;
  const bool none = said.find("stopped; 0 of") != std::string::npos;
  EXPECT_EQ(std::filesystem::exists(folder / "all.mid"), !none) << said;
  if (!none) EXPECT_TRUE(read_midi(*read_file(folder / "all.mid")));
}

TEST_F(GenerateTest, ScoresAreThoseOfThePiecesAndAddUp) {
  const Json made = generate({"-n", "2", "--steps", "32", "-o", "out"});
  const auto outcome = on_rnn({"score", "out", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  ASSERT_EQ(json["files"].size(), 2u);
  double sum = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& file = json["files"][i];
    sum += file["log_likelihood"].get<double>();
    EXPECT_NEAR(file["nats_per_step"].get<double>() * file["steps"].get<double>(),
                -file["log_likelihood"].get<double>(), 1e-6);
  }
  EXPECT_NEAR(json["total"]["log_likelihood"].get<double>(), sum, 1e-6);
  const auto table = on_rnn({"score", "out"});
  EXPECT_EQ(table.exit_code, 0);
  EXPECT_NE(table.out.find("nats/16th"), std::string::npos);
  EXPECT_NE(table.out.find("all"), std::string::npos);
  ASSERT_TRUE(write_file(folder / "broken.mid", std::string_view("no music")));
  const auto broken = on_rnn({"score", "out", "broken.mid"});
  EXPECT_EQ(broken.exit_code, 0);
  EXPECT_NE(broken.err.find("left out: broken.mid: "), std::string::npos) << broken.err;
  EXPECT_NE(broken.out.find("nats/16th"), std::string::npos) << "the others are scored";
  const auto none = on_rnn({"score", "broken.mid"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_NE(none.err.find("none of the files can be scored:\n  broken.mid: "), std::string::npos)
      << none.err;
}

TEST_F(GenerateTest, BarsOfAFileAreParsed) {
  const auto bars = [](const std::string& text) { return parse_bars_of_file(text).bars; };
  EXPECT_EQ(bars("a.mid:2-5"), (BarRange{2, 5}));
  EXPECT_EQ(bars("a.mid:bars 2-5"), (BarRange{2, 5}));
  EXPECT_EQ(bars("a.mid:7"), (BarRange{7, 7}));
  EXPECT_EQ(bars("a.mid:7-"), (BarRange{7, 0}));
  EXPECT_EQ(parse_bars_of_file("stdin:1-2").path, "-");
  for (const char* text : {"a.mid", "a.mid:", "a.mid:x", "a.mid:-3", "c:/a.mid", "a.mid:1-2-3"}) {
    EXPECT_EQ(bars(text), std::nullopt) << text;
    EXPECT_EQ(parse_bars_of_file(text).path, text);
  }
}

}  // namespace
}  // namespace segue

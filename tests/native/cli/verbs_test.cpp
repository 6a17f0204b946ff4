// SPDX-License-Identifier: Apache-2.0
// The program end to end, on tests/data/tiny_model and on MIDI files that it makes itself.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "shared/base/sha256.h"
#include "shared/model/attributes.h"
#include "tests/native/cli/verb_test.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string kTiny = SEGUE_TEST_DATA "/tiny_model";

class VerbsTest : public VerbTest {
 protected:
  Outcome on_tiny(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.end(), {"--model", kTiny});
    return segue(arguments, input);
  }
};

TEST_F(VerbsTest, EveryVerbExplainsItselfWithAnExample) {
  const auto overview = segue({"--help"});
  EXPECT_EQ(overview.exit_code, 0);
  for (const char* verb : {"sample", "interpolate", "similar", "reconstruct", "generate", "inspect",
                           "evaluate", "score", "dataset", "completion"}) {
    EXPECT_NE(overview.out.find(verb), std::string::npos) << verb;
    const auto help = segue({verb, "--help"});
    EXPECT_EQ(help.exit_code, 0) << verb;
    EXPECT_NE(help.out.find("segue "), std::string::npos) << verb;
    EXPECT_TRUE(help.err.empty()) << help.err;
  }
  const auto version = segue({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_EQ(version.out.rfind("segue ", 0), 0u);
}

TEST_F(VerbsTest, ATrioModelSamplesThreeInstrumentsAndTakesThemBack) {
  const std::string trio = SEGUE_TEST_DATA "/tiny_trio";
  const auto made = segue({"sample", "--model", trio, "-n", "4", "--seed", "1", "--temperature",
                           "1", "--join", "--output", "trio.mid", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Json json = Json::parse(made.out);
  ASSERT_EQ(json["clips"].size(), 4u);
  EXPECT_EQ(json["clips"][0]["tokens"].size(), 32u * 3);
  const auto music = read_midi(*read_file(folder / "trio.mid"));
  ASSERT_TRUE(music.ok()) << music.error().message;
  EXPECT_EQ(music->sequence.instruments.size(), 3u);
  const auto back = segue({"reconstruct", "trio.mid:1", "--model", trio, "--output", "back.mid"});
  EXPECT_EQ(back.exit_code, 0) << back.err;
  write_scale("melody.mid", 4);
  const auto none = segue({"similar", "melody.mid", "--model", trio, "--output", "no.mid"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_NE(none.err.find("trio_692 of 2 bars"), std::string::npos) << none.err;
}

TEST_F(VerbsTest, PrintedMusicIsTakenWhereMidiIs) {
  const std::string abc = "X:1\nT:scale\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|\n";
  ASSERT_TRUE(write_file(folder / "tune.abc", std::string_view(abc)).ok());
  const std::string score = SEGUE_TEST_DATA "/musicxml/ode-to-joy.musicxml";
  const std::string packed = SEGUE_TEST_DATA "/musicxml/frere-jacques.mxl";
  const auto shown = segue({"inspect", "tune.abc", "--json"});
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_EQ(Json::parse(shown.out)["kind"], "ABC");
  EXPECT_EQ(Json::parse(shown.out)["notes"], 8);
  const auto text = segue({"inspect", packed});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("frere-jacques.mxl: MusicXML, 16.0 s, 48 notes"), std::string::npos)
      << text.out;
  const auto piped = segue({"inspect", "-", "--json"}, abc);
  ASSERT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(Json::parse(piped.out)["kind"], "ABC");
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"reconstruct", "tune.abc:1", score + ":1"},
                                             {"interpolate", "tune.abc:1", packed + ":1"},
                                             {"similar", score + ":2", "--count", "2"}}) {
    const auto made = on_tiny(arguments);
    EXPECT_EQ(made.exit_code, 0) << arguments[0] << ": " << made.err;
  }
  ASSERT_TRUE(write_file(folder / "page.xml", std::string_view("<html>\n</html>")).ok());
  const auto wrong = on_tiny({"similar", "page.xml"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_NE(wrong.err.find("page.xml: XML, but no MusicXML"), std::string::npos) << wrong.err;
}

TEST_F(VerbsTest, AModelInThreeFourMakesAndTakesBarsOfThreeFour) {
  const std::string waltz = SEGUE_TEST_DATA "/tiny_waltz";
  const auto made = segue({"sample", "--model", waltz, "-n", "3", "--seed", "1", "--temperature",
                           "1", "--join", "--output", "made.mid", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out)["clips"][2]["tokens"].size(), 24u);
  const auto music = read_midi(*read_file(folder / "made.mid"));
  ASSERT_TRUE(music.ok()) << music.error().message;
  EXPECT_EQ(music->sequence.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  EXPECT_LE(music->sequence.total_time_s, 9 + 1e-6);  // six bars at 120

  write_scale("waltz.mid", 4, /*numerator=*/3);
  write_scale("reel.mid", 4);
  for (const std::vector<std::string>& verb :
       {std::vector<std::string>{"reconstruct", "waltz.mid:2"},
        {"similar", "waltz.mid:2", "-n", "2"},
        {"interpolate", "waltz.mid:1", "waltz.mid:3", "-n", "3"}}) {
    auto arguments = verb;
    arguments.insert(arguments.end(), {"--model", waltz, "--join", "--output", verb[0] + ".mid"});
    const auto outcome = segue(arguments);
    ASSERT_EQ(outcome.exit_code, 0) << verb[0] << outcome.err;
    const auto written = read_midi(*read_file(folder / (verb[0] + ".mid")));
    ASSERT_TRUE(written.ok()) << verb[0];
    EXPECT_EQ(written->sequence.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  }
  const auto refused = segue({"reconstruct", "reel.mid", "--model", waltz});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("no melody of 2 bars of 3/4"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("4/4 only: the model needs 3/4"), std::string::npos) << refused.err;

  EXPECT_NE(segue({"inspect", waltz}).out.find("2 bars of 3/4"), std::string::npos);
  const auto inspected = segue({"inspect", "waltz.mid", "--meter", "3/4"});
  EXPECT_NE(inspected.out.find("3 melodies of 2 bars of 3/4"), std::string::npos) << inspected.out;
  EXPECT_EQ(segue({"inspect", "waltz.mid", "--meter", "3/5"}).exit_code, 2);
}

TEST_F(VerbsTest, ADataSetInThreeFourIsWhatAModelInThreeFourIsMeasuredWith) {
  write_scale("waltz.mid", 12, /*numerator=*/3);
  write_scale("reel.mid", 12);
  for (const auto& [file, meter] : {std::pair("waltz.mid", "3/4"), {"reel.mid", "4/4"}}) {
    const auto built = segue({"dataset", "build", "-i", file, "-o", std::string(file) + ".h5",
                              "--eval-ratio", "1", "--meter", meter, "-q"});
    ASSERT_EQ(built.exit_code, 0) << built.err;
  }
  const auto shown = segue({"dataset", "show", "waltz.mid.h5"});
  EXPECT_NE(shown.out.find("2 bars of 3/4, 24 steps"), std::string::npos) << shown.out;
  const std::string waltz = SEGUE_TEST_DATA "/tiny_waltz";
  const auto measured = segue({"evaluate", "--model", waltz, "--dataset", "waltz.mid.h5", "-n", "8",
                               "--seed", "1", "--json"});
  ASSERT_EQ(measured.exit_code, 0) << measured.err;
  const auto other = segue({"evaluate", "--model", waltz, "--dataset", "reel.mid.h5", "-n", "8"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("2 bars of 3/4"), std::string::npos) << other.err;
}

TEST_F(VerbsTest, AWrongCommandLineEndsWithTwo) {
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"compose"},
                                                       {"sample", "--count", "0"},
                                                       {"sample", "--count", "many"},
                                                       {"sample", "--temperature", "-1"},
                                                       {"sample", "--program", "128"},
                                                       {"sample", "--bogus"},
                                                       {"interpolate", "only-one.mid"},
                                                       {"completion", "powershell"},
                                                       {"similar", "a.mid", "--similarity", "2"}};
  for (const auto& arguments : wrong) {
    const auto outcome = segue(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(outcome.err.rfind("error: ", 0), 0u) << outcome.err;
    EXPECT_TRUE(outcome.out.empty());
  }
}

TEST_F(VerbsTest, SampleWritesNumberedFilesAndTheSeed) {
  const auto outcome = on_tiny({"sample", "--count", "3", "--seed", "9", "--program", "12"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("seed 9"), std::string::npos);
  const auto names = files();
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0].rfind("tiny_sample_", 0), 0u) << names[0];
  EXPECT_NE(names[2].find("-003-of-003.mid"), std::string::npos) << names[2];
  for (const auto& name : names) {
    EXPECT_NE(outcome.out.find(name), std::string::npos);
    const auto read = read_midi(*read_file(folder / name));
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read->warnings.empty());
    for (const Note& note : read->sequence.notes) EXPECT_EQ(note.program, 12);
  }
}

TEST_F(VerbsTest, TheSameSeedGivesTheSameBytesAndAnotherDoesNot) {
  const auto bytes = [&](const char* name, const char* seed) {
    const auto outcome =
        on_tiny({"sample", "-n", "4", "--seed", seed, "--output", name, "--quiet"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(outcome.err.empty() && outcome.out.empty()) << "quiet";
    return *read_file(folder / name);
  };
  const auto first = bytes("a.mid", "3");
  EXPECT_EQ(first, bytes("b.mid", "3"));
  EXPECT_NE(first, bytes("c.mid", "4"));
  const auto piped = on_tiny({"sample", "-n", "4", "--seed", "3", "--output", "-"});
  EXPECT_EQ(std::vector<std::uint8_t>(piped.out.begin(), piped.out.end()), first);
}

TEST_F(VerbsTest, AFileThatIsThereIsOnlyReplacedByForce) {
  ASSERT_TRUE(write_file(folder / "mine.mid", std::string_view("precious")).ok());
  const auto refused = on_tiny({"sample", "--output", "mine.mid"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
  EXPECT_EQ(*read_text_file(folder / "mine.mid"), "precious");
  EXPECT_EQ(on_tiny({"sample", "--output", "mine.mid", "--force"}).exit_code, 0);
  EXPECT_NE(*read_text_file(folder / "mine.mid"), "precious");
}

TEST_F(VerbsTest, JsonIsAllThatGoesToStandardOutput) {
  const auto outcome =
      on_tiny({"sample", "--json", "-n", "2", "--seed", "1", "--temperature", "1"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded()) << outcome.out;
  EXPECT_EQ(json["seed"], 1);
  EXPECT_EQ(json["temperature"], 1.0);
  EXPECT_EQ(json["tempo_qpm"], 120.0);
  ASSERT_EQ(json["clips"].size(), 2u);
  EXPECT_EQ(json["clips"][0]["tokens"].size(), 32u);
  EXPECT_TRUE(fs::exists(folder / json["clips"][1]["file"].get<std::string>()));
  EXPECT_EQ(on_tiny({"sample", "--json", "--output", "-"}).exit_code, 2);
}

TEST_F(VerbsTest, SeveralWindowsAreListedAndOneIsChosenByNumber) {
  write_scale("long.mid", 6);
  write_scale("short.mid", 2);
  const auto asked = on_tiny({"interpolate", "long.mid", "short.mid", "--output", "w.mid"});
  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_NE(asked.err.find("long.mid:3"), std::string::npos) << asked.err;
  EXPECT_NE(asked.err.find("Flute <1>"), std::string::npos) << asked.err;
  EXPECT_NE(asked.err.find("2-3"), std::string::npos) << "bar numbers: " << asked.err;
  EXPECT_FALSE(fs::exists(folder / "w.mid"));
  const auto chosen =
      on_tiny({"interpolate", "long.mid:3", "short.mid", "-n", "3", "--output", "w.mid"});
  EXPECT_EQ(chosen.exit_code, 0) << chosen.err;
  const auto walk = read_midi(*read_file(folder / "w.mid"));
  ASSERT_TRUE(walk.ok());
  EXPECT_LE(walk->sequence.total_time_s, 12 + 1e-6);  // three times two bars at 120
  const auto beyond = on_tiny({"similar", "long.mid:40"});
  EXPECT_EQ(beyond.exit_code, 2);
  EXPECT_NE(beyond.err.find("no number 40"), std::string::npos) << beyond.err;
}

TEST_F(VerbsTest, AFileWithoutMelodiesTellsWhy) {
  write_scale("waltz.mid", 8, /*numerator=*/3);
  const auto outcome = on_tiny({"similar", "waltz.mid"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("3/4"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("Flute"), std::string::npos) << outcome.err;
}

TEST_F(VerbsTest, StandardInputIsReadAndItsWindowChosen) {
  write_scale("long.mid", 6);
  const auto bytes = *read_file(folder / "long.mid");
  const std::string input(bytes.begin(), bytes.end());
  const auto asked = on_tiny({"similar", "-", "--output", "s.mid"}, input);
  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_NE(asked.err.find("stdin:3"), std::string::npos) << asked.err;
  EXPECT_EQ(on_tiny({"similar", "stdin:3", "--output", "s.mid"}, input).exit_code, 0);
  const auto empty = on_tiny({"similar", "-"});
  EXPECT_EQ(empty.exit_code, 1);
  EXPECT_NE(empty.err.find("empty"), std::string::npos) << empty.err;
}

TEST_F(VerbsTest, ReconstructTellsHowMuchCameBack) {
  write_scale("long.mid", 6);
  const auto outcome = on_tiny({"reconstruct", "long.mid:all", "--mean", "--temperature", "0",
                                "--json", "--times", "2", "--output", "r"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out, nullptr, false);
  ASSERT_GE(json["clips"].size(), 4u);
  for (std::size_t i = 0; i < json["clips"].size(); i += 2) {
    const auto& clip = json["clips"][i];
    EXPECT_GE(clip["agreement"].get<double>(), 0);
    EXPECT_LE(clip["agreement"].get<double>(), 1);
    EXPECT_EQ(clip["tokens"], json["clips"][i + 1]["tokens"])
        << "the mean, greedily: always the same";
  }
}

TEST_F(VerbsTest, InspectShowsAFileInThreeWays) {
  write_scale("tune.mid", 3);
  const auto table = segue({"inspect", "tune.mid", "--roll", "--columns", "60"});
  EXPECT_EQ(table.exit_code, 0) << table.err;
  for (const char* part : {"120 qpm", "4/4", "Flute <1>", "12 notes", "C4", "6.0 s"}) {
    EXPECT_NE(table.out.find(part), std::string::npos) << part << " in " << table.out;
  }
  const auto json = Json::parse(segue({"inspect", "tune.mid", "--json"}).out, nullptr, false);
  EXPECT_EQ(json["notes"], 12);
  EXPECT_EQ(json["instruments"][0]["name"], "Flute <1>");
  EXPECT_EQ(json["windows"][0]["tokens"].size(), 32u);
  EXPECT_EQ(segue({"inspect", "tune.mid", "--svg", "tune.svg"}).exit_code, 0);
  const auto svg = *read_text_file(folder / "tune.svg");
  EXPECT_EQ(svg.rfind("<svg ", 0), 0u);
  EXPECT_NE(svg.find("</svg>"), std::string::npos);
  EXPECT_EQ(segue({"inspect", "tune.mid", "--svg", "tune.svg"}).exit_code, 2) << "never overwrites";
}

TEST_F(VerbsTest, InspectTellsWhatWasRepairedAndWhere) {
  write_scale("tune.mid", 3);
  auto bytes = *read_file(folder / "tune.mid");
  bytes.resize(bytes.size() - 6);
  ASSERT_TRUE(write_file(folder / "cut.mid", bytes).ok());
  const auto outcome = segue({"inspect", "cut.mid"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("byte "), std::string::npos) << outcome.out;
}

TEST_F(VerbsTest, BrokenFilesAreErrorsWithTheirName) {
  ASSERT_TRUE(write_file(folder / "noise.mid", std::string_view("this is no music")).ok());
  ASSERT_TRUE(write_file(folder / "empty.mid", std::string_view("")).ok());
  for (const char* name : {"noise.mid", "empty.mid", "gone.mid"}) {
    const auto inspected = segue({"inspect", name});
    EXPECT_EQ(inspected.exit_code, 1) << name;
    EXPECT_NE(inspected.err.find(name), std::string::npos) << inspected.err;
    const auto varied = on_tiny({"similar", name});
    EXPECT_EQ(varied.exit_code, 1) << name;
    EXPECT_NE(varied.err.find(name), std::string::npos) << varied.err;
  }
}

// The tiny model with two attributes whose vectors are long enough to be heard in noise.
void write_steerable(const std::string& to) {
  fs::copy(kTiny, to);
  AttributeField vectors;
  vectors.z_size = 8;
  vectors.infos = {{"density", "Note density", "notes a bar", 5, 2},
                   {"range", "Pitch range", "semitones", 9, 4}};
  vectors.vectors = {6, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0};
  const auto bytes = format_attributes(vectors);
  auto json = Json::parse(*read_text_file(kTiny + "/model.json"));
  json["attributes"] = {
      {"file", "a.safetensors"}, {"size_bytes", bytes.size()}, {"sha256", sha256_hex(bytes)}};
  for (const AttributeInfo& info : vectors.infos) {
    json["attributes"]["list"].push_back({{"name", info.name},
                                          {"label", info.label},
                                          {"unit", info.unit},
                                          {"mean", info.mean},
                                          {"sd", info.sd}});
  }
  ASSERT_TRUE(write_file(to + "/a.safetensors", bytes).ok());
  ASSERT_TRUE(write_file(to + "/model.json", std::string_view(json.dump()), Overwrite::kYes).ok());
}

TEST_F(VerbsTest, AttributesMoveWhatAModelMakes) {
  write_steerable(folder / "steerable");
  write_scale("tune.mid", 2);
  const auto made = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = {"similar", "-m",     "steerable", "--seed", "3",  "-n",
                                          "2",       "--json", "--force",   "-o",     "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.push_back("tune.mid");  // an option takes one value, not what follows
    const auto outcome = segue(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return Json::parse(outcome.out, nullptr, false);
  };
  const auto plain = made({});
  EXPECT_FALSE(plain.contains("attributes"));
  const auto moved = made({"--attribute", "density=+1", "-a", "range=-0.5"});
  EXPECT_EQ(moved["attributes"]["density"], 1);
  EXPECT_EQ(moved["attributes"]["range"], -0.5);
  EXPECT_NE(moved["clips"][0]["tokens"], plain["clips"][0]["tokens"]);
  const auto still = made({"--attribute", "density=0"});
  EXPECT_EQ(still["clips"][0]["tokens"], plain["clips"][0]["tokens"]);
  const auto shown = segue({"inspect", "steerable"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_NE(shown.out.find("notes a bar"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("a.safetensors"), std::string::npos) << shown.out;
  const auto json = Json::parse(segue({"inspect", "steerable", "--json"}).out, nullptr, false);
  EXPECT_EQ(json["attributes"]["intact"], true);
}

TEST_F(VerbsTest, AttributesThatMeanNothingAreRefusedWithWhatThereIs) {
  write_steerable(folder / "steerable");
  const auto refused = [&](const std::string& model, const std::string& attribute,
                           const char* part) {
    const auto outcome = segue({"sample", "-m", model, "--attribute", attribute});
    EXPECT_EQ(outcome.exit_code, 2) << attribute;
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
  };
  refused("steerable", "sadness=1", "density, range");
  refused("steerable", "density=9", "-3 to 3");
  refused("steerable", "density", "density=+1");
  refused("steerable", "density=much", "density=much");
  refused(kTiny, "density=1", "no attributes");
  auto damaged = *read_file(folder / "steerable/a.safetensors");
  damaged.back() ^= 1;
  ASSERT_TRUE(write_file(folder / "steerable/a.safetensors", damaged, Overwrite::kYes).ok());
  const auto outcome = segue({"sample", "-m", "steerable"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("a.safetensors"), std::string::npos) << outcome.err;
}

TEST_F(VerbsTest, AClipComesBackAtItsOwnTempo) {
  const std::string beat = SEGUE_TEST_DATA "/../../web/examples/ode-to-joy.mid:1";
  const auto tempo_of = [&](const std::string& name) {
    return read_midi(*read_file(folder / name))->sequence.tempos.at(0).qpm;
  };
  const double own = read_midi(*read_file(SEGUE_TEST_DATA "/../../web/examples/ode-to-joy.mid"))
                         ->sequence.tempos.at(0)
                         .qpm;
  EXPECT_EQ(segue({"reconstruct", beat, "-m", kTiny, "-o", "a.mid"}).exit_code, 0);
  EXPECT_NEAR(tempo_of("a.mid"), own, 0.01);
  EXPECT_EQ(segue({"similar", beat, "-m", kTiny, "--tempo", "77", "-o", "b.mid"}).exit_code, 0);
  EXPECT_NEAR(tempo_of("b.mid"), 77, 0.01);
}

TEST_F(VerbsTest, BeatsOfADrumClipAreCounted) {
  const auto shown = segue({"inspect", SEGUE_TEST_DATA "/../../web/examples/rock-beat.mid"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_NE(shown.out.find("beats of 2 bars, for models of drums"), std::string::npos) << shown.out;
}

TEST_F(VerbsTest, ModelsAreFoundByNameAndInspected) {
  fs::create_directories(folder / "models");
  fs::copy(kTiny, folder / "models/tiny");
  EXPECT_EQ(segue({"sample", "-m", "tiny", "-n", "1", "-o", "x.mid"}).exit_code, 0);
  const auto shown = segue({"inspect", "tiny"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_NE(shown.out.find("intact"), std::string::npos);
  const auto json = Json::parse(segue({"inspect", "models/tiny", "--json"}).out, nullptr, false);
  EXPECT_EQ(json["z_size"], 8);
  EXPECT_EQ(json["graphs"][1]["intact"], true);
  EXPECT_EQ(segue({"sample", "-m", "models/tiny/", "-n", "1", "-o", "y.mid"}).exit_code, 0);
  const auto folder_alone = segue({"sample", "-m", "models/"});
  EXPECT_EQ(folder_alone.err.find("did you mean"), std::string::npos) << folder_alone.err;
  const auto missing = segue({"sample", "-m", "nowhere"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_NE(missing.err.find("tiny"), std::string::npos) << missing.err;
  for (const char* near : {"tin", "tinny", "models/iny"}) {
    const auto meant = segue({"sample", "-m", near});
    EXPECT_NE(meant.err.find("did you mean tiny?"), std::string::npos) << meant.err;
  }
}

TEST_F(VerbsTest, DamagedAndNewerModelsAreRefusedInWords) {
  fs::copy(kTiny, folder / "broken");
  auto graph = *read_file(folder / "broken/decoder.onnx");
  graph[100] ^= 1;
  ASSERT_TRUE(write_file(folder / "broken/decoder.onnx", graph, Overwrite::kYes).ok());
  const auto sampled = segue({"sample", "-m", "broken"});
  EXPECT_EQ(sampled.exit_code, 1);
  EXPECT_NE(sampled.err.find("Download the model again"), std::string::npos) << sampled.err;
  EXPECT_EQ(segue({"inspect", "broken"}).exit_code, 1);

  auto json = Json::parse(*read_text_file(kTiny + "/model.json"));
  json["format_version"] = 99;
  ASSERT_TRUE(
      write_file(folder / "broken/model.json", std::string_view(json.dump()), Overwrite::kYes)
          .ok());
  const auto newer = segue({"sample", "-m", "broken"});
  EXPECT_EQ(newer.exit_code, 1);
  EXPECT_NE(newer.err.find("Update Segue"), std::string::npos) << newer.err;
}

TEST_F(VerbsTest, EvaluateMeasuresSamples) {
  const auto outcome = on_tiny({"evaluate", "--count", "70", "--seed", "1", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out, nullptr, false);
  EXPECT_EQ(json["samples"]["clips"], 70);
  EXPECT_GT(json["samples"]["note_count_mean"].get<double>(), 0);
  EXPECT_EQ(on_tiny({"evaluate", "--dataset", "none.h5"}).exit_code, 1);
}

TEST_F(VerbsTest, CompletionKnowsEveryVerbAndOption) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto script = segue({"completion", shell});
    EXPECT_EQ(script.exit_code, 0);
    for (const char* word : {"interpolate", "similarity", "evaluate", "build"}) {
      EXPECT_NE(script.out.find(word), std::string::npos) << shell << ": " << word;
    }
  }
}

}  // namespace
}  // namespace segue

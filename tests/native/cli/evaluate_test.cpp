// SPDX-License-Identifier: Apache-2.0
// `segue evaluate` end to end: folders of MIDI that the test writes, a data set made from them, the
// tiny models, and the three kinds of output.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/cli/evaluate_report.h"
#include "native/cli/svg_charts.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/io/training_curves.h"
#include "shared/midi/from_note_sequence.h"
#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using Json = nlohmann::json;

const std::string kTiny = SEGUE_TEST_DATA "/tiny_model";
const std::string kTrio = SEGUE_TEST_DATA "/tiny_trio";

/// Every element closed in order, attributes quoted and given once, no stray & or <. Empty where
/// all is well, else what is wrong.
std::string find_fault(const std::string& html) {
  std::vector<std::string> open;
  std::size_t at = html.find('>') + 1;  // after the DOCTYPE
  if (html.rfind("<!DOCTYPE html>", 0) != 0) return "no DOCTYPE";
  while (at < html.size()) {
    if (html[at] == '&') {
      const std::size_t end = html.find(';', at);
      const std::string entity = html.substr(at, end - at + 1);
      if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;") {
        return "a stray & at " + html.substr(at, 40);
      }
      at = end + 1;
    } else if (html[at] != '<') {
      ++at;
    } else {
      const std::size_t end = html.find('>', at);
      if (end == std::string::npos) return "a tag without end";
      std::string tag = html.substr(at + 1, end - at - 1);
      at = end + 1;
      if (tag.front() == '/') {
        if (open.empty() || open.back() != tag.substr(1)) return "</" + tag + " closes nothing";
        open.pop_back();
        continue;
      }
      if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return "an open quote in <" + tag;
      const bool closed = tag.back() == '/';
      const std::string name = tag.substr(0, tag.find_first_of(" \n/"));
      if (!closed) open.push_back(name);
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> stays open";
}

class EvaluateTest : public testing::Test {
 protected:
  TemporaryFolder folder;

  Outcome evaluate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "evaluate");
    return run_segue(arguments, folder.path());
  }
  void write_tune(const std::string& name, const NoteSequence& music) {
    const std::string path = folder / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    const auto bytes = write_midi(music);
    ASSERT_TRUE(bytes.ok());
    ASSERT_TRUE(write_file(path, *bytes).ok());
  }
  /// Eight bars of quarters from `pitch` upwards, and the same a fifth higher.
  void write_songs(const std::string& songs, int pitch) {
    write_tune(songs + "/a.mid", test::make_sequence(test::quarters(8, 0, pitch)));
    write_tune(songs + "/sub/b & <c>.mid", test::make_sequence(test::quarters(8, 0, pitch + 7)));
  }
};

TEST_F(EvaluateTest, AFolderIsMeasuredBesideAReference) {
  write_songs("mine", 60);
  write_songs("theirs", 62);
  const auto outcome = evaluate({"--input", "mine", "--reference", "theirs", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["input"]["clips"], 2);
  EXPECT_EQ(json["input"]["files"], 2);
  EXPECT_EQ(json["input"]["note_count_mean"], 32);
  EXPECT_EQ(json["input"]["measures"]["notes_per_bar"]["mean"], 4);
  EXPECT_EQ(json["input"]["measures"]["silence"]["mean"], 0);
  // Quarters climb by one over twelve: 12 * 2 + 8 notes have the mean offset (2 * 66 + 28) / 32.
  EXPECT_NEAR(json["input"]["measures"]["pitch"]["mean"].get<double>(), 60 + 3.5 + 5, 1e-9);
  EXPECT_NEAR(json["reference"]["measures"]["pitch"]["mean"].get<double>(), 62 + 3.5 + 5, 1e-9);
  EXPECT_NEAR(json["comparison"]["measures"]["pitch"]["shift_sd"].get<double>(), -2 / 3.5, 1e-9);
  EXPECT_EQ(json["comparison"]["overlap"]["onset"]["value"], 1);
  EXPECT_LT(json["comparison"]["overlap"]["pitch"]["value"], 1);
  EXPECT_TRUE(json["comparison"]["self_similarity"]["pitch"].contains("consistency"));
  // The same names in both: every row differs by two semitones.
  EXPECT_EQ(json["correct_notes_of_same_names"]["pairs"], 2);
  EXPECT_EQ(json["correct_notes_of_same_names"]["share"], 0);
  EXPECT_FALSE(json.contains("model"));
}

TEST_F(EvaluateTest, TheTableNamesTheMeasuresAndTheRange) {
  write_songs("mine", 60);
  write_songs("theirs", 61);
  const auto outcome = evaluate({"--input", "mine", "--reference", "theirs", "--bars", "2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("input: 8 pieces of 2 files"), std::string::npos) << outcome.out;
  for (const char* text : {"pitch range, semitones", "notes in the best scale", "5 to 95 in 100",
                           "its own halves", "files of the same name"}) {
    EXPECT_NE(outcome.out.find(text), std::string::npos) << text << "\n" << outcome.out;
  }
  EXPECT_EQ(outcome.out.find("velocity"), std::string::npos) << "all notes have the same";
}

TEST_F(EvaluateTest, AModelIsAskedAndComparedWithADataSet) {
  write_songs("songs", 60);
  ASSERT_EQ(
      run_segue({"dataset", "build", "--input", "songs", "--output", "s.h5", "--eval-ratio", "1"},
                folder.path())
          .exit_code,
      0);
  const auto outcome = evaluate({"--model", kTiny, "--dataset", "s.h5", "--count", "20", "--seed",
                                 "1", "--html", "r.html", "--json", "r.json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("accuracy with sampling"), std::string::npos) << outcome.out;
  const Json json = Json::parse(*read_text_file(folder / "r.json"));
  EXPECT_EQ(json["model"], "tiny");
  EXPECT_EQ(json["samples"]["clips"], 20);
  const auto windows = json["held_out"]["clips"].get<std::int64_t>();
  EXPECT_GT(windows, 1);
  EXPECT_EQ(json["reconstruction"]["windows"], windows);
  EXPECT_LE(json["reconstruction"]["correct_notes"]["worst"],
            json["reconstruction"]["correct_notes"]["best"]);
  const std::string html = *read_text_file(folder / "r.html");
  EXPECT_EQ(find_fault(html), "");
  for (const char* text : {"Reconstructions", "An interpolation", "<svg", "prefers-color-scheme"}) {
    EXPECT_NE(html.find(text), std::string::npos) << text;
  }
  for (const char* text : {"<script", "src=", "url(", "@import", "<link"}) {
    EXPECT_EQ(html.find(text), std::string::npos) << "needs the network: " << text;
  }
}

TEST_F(EvaluateTest, ATrioIsMeasuredWithItsDrums) {
  const auto outcome = evaluate({"--model", kTrio, "--count", "20", "--seed", "1", "--json", "-"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["samples"]["clips"], 20);
  EXPECT_TRUE(json["samples"]["histograms"].contains("drums"));
  EXPECT_TRUE(json["samples"]["histograms"].contains("pitch"));
}

TEST_F(EvaluateTest, AModelsReferenceFolderIsCutIntoItsWindows) {
  write_songs("songs", 60);
  const auto outcome =
      evaluate({"--model", kTiny, "--reference", "songs", "--count", "5", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["reference"]["measures"]["notes"]["mean"], 8) << "two bars of quarters";
}

TEST_F(EvaluateTest, WhatOnlySeveralVoicesHaveIsLeftOutOfOneVoice) {
  write_songs("mine", 60);
  const auto outcome = evaluate({"--input", "mine", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json measures = Json::parse(outcome.out)["input"]["measures"];
  EXPECT_TRUE(measures.contains("dissonance") && measures["dissonance"].is_null()) << measures;
  const auto table = evaluate({"--input", "mine"});
  EXPECT_NE(table.out.find("left out: dissonance (no piece has two voices)"), std::string::npos)
      << table.out;
  auto duet = test::make_sequence(test::quarters(8, 0, 60));
  for (const Note& note : test::make_sequence(test::quarters(8, 0, 72)).notes) {
    duet.notes.push_back(note);
  }
  write_tune("theirs/duet.mid", duet);
  const auto beside = evaluate({"--input", "mine", "--reference", "theirs"});
  EXPECT_NE(beside.out.find("dissonance                           -     -  "), std::string::npos)
      << beside.out;
}

TEST_F(EvaluateTest, AModelThatContinuesMusicIsMeasuredBesidePiecesAsLong) {
  const std::string rnn = SEGUE_TEST_DATA "/tiny_rnn";
  write_songs("songs", 60);
  const auto outcome = evaluate(
      {"--model", rnn, "--reference", "songs", "--bars", "4", "-n", "3", "--seed", "1", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["samples"]["clips"], 3);
  EXPECT_EQ(json["reference"]["clips"], 4) << "two songs of eight bars";
  EXPECT_EQ(json["reference"]["measures"]["notes"]["mean"], 16);
  EXPECT_FALSE(json.contains("prior"));
  EXPECT_EQ(json["temperature"], 1) << "the model's own";
  const auto built = run_segue({"dataset", "build", "--input", "songs", "--output", "songs.h5",
                                "--config", "polyphony", "--eval-ratio", "1"},
                               folder.path());
  ASSERT_EQ(built.exit_code, 0) << built.err;
  const auto held_out = evaluate({"--model", rnn, "--dataset", "songs.h5", "--bars", "4", "-n", "2",
                                  "--html", "r.html", "--json"});
  ASSERT_EQ(held_out.exit_code, 0) << held_out.err;
  EXPECT_EQ(Json::parse(held_out.out)["held_out"]["measures"]["notes"]["mean"], 16);
  EXPECT_EQ(find_fault(*read_text_file(folder / "r.html")), "");
  const auto clips = evaluate({"--model", kTiny, "--dataset", "songs.h5"});
  EXPECT_EQ(clips.exit_code, 2);
  EXPECT_NE(clips.err.find("polyphony_259 of any length"), std::string::npos) << clips.err;
  EXPECT_EQ(evaluate({"--model", rnn, "--best-of", "2"}).exit_code, 2);
}

TEST_F(EvaluateTest, TheReportShowsFilesCurvesAndWhatWasLeftOut) {
  write_songs("mine", 60);
  ASSERT_TRUE(write_file(folder / "mine/broken.mid", std::string_view("no music")).ok());
  std::filesystem::create_directories(folder / "run");
  ASSERT_TRUE(write_file(folder / "run/metrics.csv",
                         std::string_view("step,r_loss,eval_r_loss\n100,9,\n200,5,6\n300,4,5\n"))
                  .ok());
  const auto outcome = evaluate({"--input", "mine", "--run", "run", "--html", "r.html"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("broken.mid"), std::string::npos) << outcome.err;
  const std::string html = *read_text_file(folder / "r.html");
  EXPECT_EQ(find_fault(html), "");
  for (const char* text : {"Training", "<polyline", "Files left out", "broken.mid"}) {
    EXPECT_NE(html.find(text), std::string::npos) << text;
  }
}

TEST_F(EvaluateTest, TheCurvesOfANetworkThatContinuesMusicAreItsOwn) {
  write_songs("mine", 60);
  std::filesystem::create_directories(folder / "run");
  ASSERT_TRUE(write_file(folder / "run/metrics.csv",
                         std::string_view("step,loss,loss_per_step,eval_loss\n"
                                          "100,3,14,\n200,2.5,12,2.6\n300,2,10,2.2\n"))
                  .ok());
  ASSERT_EQ(evaluate({"--input", "mine", "--run", "run", "--html", "r.html"}).exit_code, 0);
  const std::string html = *read_text_file(folder / "r.html");
  EXPECT_EQ(find_fault(html), "");
  for (const char* text : {"nats an event", "nats a sixteenth", "<polyline"}) {
    EXPECT_NE(html.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(html.find("KL, bits"), std::string::npos);
}

TEST_F(EvaluateTest, AFileIsOnlyReplacedByForce) {
  write_songs("mine", 60);
  ASSERT_TRUE(write_file(folder / "r.html", std::string_view("precious")).ok());
  const auto refused = evaluate({"--input", "mine", "--html", "r.html"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
  EXPECT_EQ(*read_text_file(folder / "r.html"), "precious");
  EXPECT_EQ(evaluate({"--input", "mine", "--html", "r.html", "--force"}).exit_code, 0);
  EXPECT_NE(*read_text_file(folder / "r.html"), "precious");
}

TEST_F(EvaluateTest, AnInterruptLeavesBothFilesAsTheyWereOrBothWhole) {
  const std::string old_html = "<old>", old_json = "old";
  // Sends SIGINT after a while; whether the program was stopped by it.
  const auto interrupt = [&](const std::string& count, int after_ms) {
    EXPECT_TRUE(write_file(folder / "r.html", std::string_view(old_html), Overwrite::kYes).ok());
    EXPECT_TRUE(write_file(folder / "r.json", std::string_view(old_json), Overwrite::kYes).ok());
    const auto outcome =
        run_segue({"evaluate", "--model", kTiny, "--reference", "mine", "--count", count, "--seed",
                   "1", "--html", "r.html", "--json", "r.json", "--force"},
                  folder.path(), {}, after_ms);
    const std::string html = *read_text_file(folder / "r.html");
    const std::string json = *read_text_file(folder / "r.json");
    if (outcome.exit_code == 130) {
      EXPECT_EQ(html, old_html) << after_ms;
      EXPECT_EQ(json, old_json) << after_ms;
    } else {
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      EXPECT_EQ(find_fault(html), "") << after_ms;
      EXPECT_FALSE(Json::parse(json, nullptr, /*allow_exceptions=*/false).is_discarded());
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name == "r.html" || name == "r.json" || name == "mine") << name;
    }
    return outcome.exit_code == 130;
  };
  write_songs("mine", 60);
  // While samples are drawn, which would take minutes.
  for (const int after_ms : {100, 1500}) EXPECT_TRUE(interrupt("1000000", after_ms)) << after_ms;
  // Wherever it happens to be: with few samples also while it measures and writes.
  for (int after_ms = 40; after_ms < 1000; after_ms += after_ms / 2) interrupt("20", after_ms);
}

TEST_F(EvaluateTest, WhatCannotBeMeasuredIsExplained) {
  std::filesystem::create_directories(folder / "empty");
  std::filesystem::create_directories(folder / "bad");
  ASSERT_TRUE(write_file(folder / "bad/x.mid", std::string_view("no music")).ok());
  write_songs("mine", 60);
  const auto expect = [&](const std::vector<std::string>& arguments, int code,
                          const std::string& text) {
    const auto outcome = evaluate(arguments);
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_NE(outcome.err.find(text), std::string::npos) << outcome.err;
    EXPECT_TRUE(outcome.out.empty());
  };
  expect({"--input", "empty"}, 1, "holds no music");
  expect({"--input", "bad"}, 1, "bad/x.mid: ");
  expect({"--input", "nowhere"}, 1, "nowhere");
  expect({"--input", "mine", "--reference", "empty"}, 1, "--reference empty");
  expect({"--input", "mine", "--run", "empty"}, 1, "metrics.csv");
  expect({"--input", "mine", "--model", kTiny}, 2, "--model and --input");
  expect({"--model", kTiny, "--reference", "mine", "--dataset", "s.h5"}, 2, "--reference");
  expect({"--model", kTiny, "--bars", "2"}, 2, "--bars");
  expect({"--model", kTiny, "--dataset", "none.h5"}, 1, "none.h5");
}

TEST(TrainingCurves, ReadColumnsByNameAndForgetWhatWasResumedOver) {
  const auto curves = parse_training_curves(
      "step,r_loss,eval_r_loss\n100,9,\n200,8,7\n300,1,1\n200,6,5\n300,5,\n400,");
  ASSERT_TRUE(curves.ok());
  const TrainingCurve* loss = curves->find("r_loss");
  ASSERT_NE(loss, nullptr);
  using Points = std::vector<std::pair<double, double>>;
  EXPECT_EQ(loss->points, (Points{{100, 9}, {200, 6}, {300, 5}}));
  EXPECT_EQ(curves->find("eval_r_loss")->points, (Points{{200, 5}}));
  EXPECT_EQ(curves->find("kl_bits"), nullptr);
  EXPECT_FALSE(parse_training_curves("a,b\n1,2\n").ok());
  EXPECT_FALSE(parse_training_curves("step,r_loss\n").ok());
  EXPECT_FALSE(parse_training_curves("").ok());
}

TEST(EvaluateReport, WordsFollowCohensSizes) {
  EXPECT_EQ(to_shift_words(0.1), "alike");
  EXPECT_EQ(to_shift_words(-0.3), "a little lower");
  EXPECT_EQ(to_shift_words(0.6), "higher");
  EXPECT_EQ(to_shift_words(-2), "far lower");
}

TEST(SvgCharts, EscapeTextAndDrawOneBarABin) {
  EXPECT_EQ(to_xml_text("a<b>&\"\x01"), "a&lt;b&gt;&amp;&quot; ");
  const std::string chart = bar_chart({{"C", "C", 0.5, 0.25}, {"D", "", 0.5, 0.75}}, true);
  EXPECT_EQ(find_fault("<!DOCTYPE html>" + chart), "");
  const auto count = [&](const std::string& text) {
    int n = 0;
    for (auto at = chart.find(text); at != std::string::npos; at = chart.find(text, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("class=\"a\""), 2);
  EXPECT_EQ(count("class=\"b\""), 2);
  EXPECT_NE(chart.find("C: 50.0 % (reference 25.0 %)"), std::string::npos) << chart;
}

TEST(FindFault, SeesWhatIsNotWellFormed) {
  for (const char* bad : {"<!DOCTYPE html><p>", "<!DOCTYPE html><p></b>", "<!DOCTYPE html>a & b",
                          "<!DOCTYPE html><p a=\"></p>", "<p></p>"}) {
    EXPECT_NE(find_fault(bad), "") << bad;
  }
  EXPECT_EQ(find_fault("<!DOCTYPE html><p a=\"1\">x<br/>&amp;</p>"), "");
}

}  // namespace
}  // namespace segue

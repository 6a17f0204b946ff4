// SPDX-License-Identifier: Apache-2.0
// The assembly line with pieces of its own, and segue assemble as a program.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "native/audio/audio_file.h"
#include "native/cli/album_line.h"
#include "native/cli/album_page.h"
#include "native/cli/album_roll.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "shared/midi/from_note_sequence.h"
#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

/// A bar of eighths at 480 quarters a minute; every third seed has two notes only.
NoteSequence piece_of(std::uint64_t seed) {
  NoteSequence piece;
  piece.tempos = {{0, 480}};
  piece.time_signatures = {{0, 4, 4}};
  piece.instruments = {{0, 0, 0, false, "line"}};
  const int notes = seed % 3 == 2 ? 2 : 8;
  for (int i = 0; i < notes; ++i) {
    const double start = 0.0625 * i;
    piece.notes.push_back(
        {60 + static_cast<int>((seed * 5 + static_cast<std::uint64_t>(i) * 7) % 12), 90, start,
         start + 0.0625, 0, 0, false});
  }
  piece.total_time_s = 0.0625 * notes;
  return piece;
}

/// Remembers what was asked; fails with `failure` from the `fail_after`th piece on.
struct Journal {
  std::mutex mutex;
  std::multiset<std::uint64_t> asked;
  int fail_after = 1000000;
  ErrorCode failure = ErrorCode::kCancelled;
};

class FakeSource : public PieceSource {
 public:
  explicit FakeSource(Journal& journal) : journal_(journal) {}
  Result<NoteSequence> make(std::uint64_t seed) override {
    const std::lock_guard lock(journal_.mutex);
    if (static_cast<int>(journal_.asked.size()) >= journal_.fail_after) {
      return Error{journal_.failure, "no more"};
    }
    journal_.asked.insert(seed);
    return piece_of(seed);
  }

 private:
  Journal& journal_;
};

class AssembleTest : public testing::Test {
 protected:
  TemporaryFolder folder;

  PieceSupply supply(Journal& journal, std::uint64_t first_seed = 100) {
    PieceSupply made;
    made.name = "fake";
    made.first_seed = first_seed;
    made.settings = {{"steps", "16"}};
    made.title = [](std::uint64_t seed) { return "fake & " + std::to_string(seed); };
    made.open = [&journal]() -> Result<std::unique_ptr<PieceSource>> {
      return std::unique_ptr<PieceSource>(std::make_unique<FakeSource>(journal));
    };
    return made;
  }
  static Album album(std::uint64_t count, std::uint64_t first_seed = 100) {
    Album made;
    made.name = "test <album>";
    made.artist = "fake";
    made.settings = {{"model", "fake"}, {"steps", "16"}, {"sound", "chip"}};
    made.first_seed = first_seed;
    made.count = count;
    return made;
  }
  AlbumLineOptions options(const std::string& name, int jobs) {
    fs::create_directories(folder / name);
    AlbumLineOptions line;
    line.folder = folder / name;
    line.sound.chip = true;
    line.sound.tail_s = 0.1;
    line.sound.rate_hz = 44100;
    line.jobs = jobs;
    return line;
  }
  std::map<std::string, std::vector<std::uint8_t>> files(const std::string& name) {
    std::map<std::string, std::vector<std::uint8_t>> found;
    for (const auto& entry : fs::directory_iterator(folder / name)) {
      found[entry.path().filename().string()] = *read_file(entry.path().string());
    }
    return found;
  }
};

TEST_F(AssembleTest, TheAlbumIsTheFirstSeedsThatPassWhateverTheThreads) {
  Journal one, four;
  Album alone = album(5), together = album(5);
  ASSERT_TRUE(run_album_line(supply(one), options("one", 1), alone));
  ASSERT_TRUE(run_album_line(supply(four), options("four", 4), together));
  EXPECT_EQ(alone, together);
  EXPECT_EQ(files("one"), files("four"));
  // 101 and 104 have two notes.
  EXPECT_EQ(one.asked, (std::multiset<std::uint64_t>{100, 101, 102, 103, 104, 105, 106}));
  EXPECT_EQ(one.asked, four.asked) << "none is made in vain";
  ASSERT_EQ(alone.tracks.size(), 5u);
  ASSERT_EQ(alone.drops.size(), 2u);
  EXPECT_EQ(alone.drops.at(101).kind, "silent");
  EXPECT_EQ(files("one").size(), 11u) << "a MIDI and an audio file each, and album.json";
}

TEST_F(AssembleTest, WhatWasStoppedGoesOnAndBecomesTheSame) {
  Journal whole, first, second;
  Album uninterrupted = album(6);
  ASSERT_TRUE(run_album_line(supply(whole), options("whole", 1), uninterrupted));
  first.fail_after = 4;
  Album begun = album(6);
  const auto stopped = run_album_line(supply(first), options("parts", 2), begun);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  auto found = read_album(folder / "parts");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(**found, begun);
  EXPECT_EQ(begun.tracks.size() + begun.drops.size(), 4u);
  for (const auto& [seed, track] : begun.tracks) {
    EXPECT_TRUE(decode_audio(*read_file(folder / ("parts/" + track.audio)))) << track.audio;
  }
  ASSERT_TRUE(run_album_line(supply(second), options("parts", 2), **found));
  EXPECT_EQ(second.asked.size(), whole.asked.size() - 4) << "only what was missing";
  EXPECT_EQ(files("parts"), files("whole"));
}

TEST_F(AssembleTest, ATrackWhoseFileIsGoneIsMadeAgain) {
  Journal first, second;
  Album made = album(3);
  ASSERT_TRUE(run_album_line(supply(first), options("a", 1), made));
  const auto before = files("a");
  ASSERT_TRUE(fs::remove(folder / "a/fake & 102.mid"));
  ASSERT_TRUE(run_album_line(supply(second), options("a", 1), made));
  EXPECT_EQ(second.asked, (std::multiset<std::uint64_t>{102}));
  EXPECT_EQ(files("a"), before);
}

TEST_F(AssembleTest, ManyDropsAndErrorsEndTheWork) {
  Journal journal;
  Album made = album(2);
  auto line = options("a", 2);
  line.floor.least_notes = 100;
  const auto dropped = run_album_line(supply(journal), line, made);
  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().code, ErrorCode::kNoMusic);
  EXPECT_NE(dropped.error().message.find("silent"), std::string::npos) << dropped.error().message;
  EXPECT_GE(made.drops.size(), most_drops(2));
  Journal failing;
  failing.fail_after = 1;
  failing.failure = ErrorCode::kRuntime;
  Album other = album(4);
  const auto failed = run_album_line(supply(failing), options("b", 3), other);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "no more");
}

TEST_F(AssembleTest, OtherOptionsThanBeforeAreNamed) {
  const Album before = album(5);
  Album more = album(8);
  EXPECT_TRUE(check_same_album(before, more, "a")) << "an album may grow";
  Album fewer = album(4);
  EXPECT_FALSE(check_same_album(before, fewer, "a"));
  Album longer = album(5, 200);
  longer.settings[1].second = "32";
  longer.settings[2].first = "soundfont";
  const auto other = check_same_album(before, longer, "a");
  ASSERT_FALSE(other);
  for (const char* part : {"steps was 16 and is now 32", "sound", "seed was 100", "--output"}) {
    EXPECT_NE(other.error().message.find(part), std::string::npos) << other.error().message;
  }
}

TEST_F(AssembleTest, ThePageAndThePlaylistNameEveryFileAndNeedNothingElse) {
  Journal journal;
  Album made = album(3);
  ASSERT_TRUE(run_album_line(supply(journal), options("a", 1), made));
  ASSERT_TRUE(write_album_page(folder / "a", made));
  const auto page = *read_text_file(folder / "a/index.html");
  const auto list = *read_text_file(folder / "a/playlist.m3u8");
  for (const auto& [seed, track] : made.tracks) {
    EXPECT_NE(page.find("src=\"./fake%20%26%20" + std::to_string(seed) + ".flac\""), page.npos);
    EXPECT_NE(page.find("fake &amp; " + std::to_string(seed)), page.npos);
    EXPECT_NE(list.find("\n" + track.audio + "\n"), list.npos);
  }
  EXPECT_NE(page.find("test &lt;album&gt;"), page.npos);
  EXPECT_NE(page.find("<path class=\"v0\" d=\"M0 "), page.npos) << "a roll";
  EXPECT_NE(page.find("1 piece below the quality floor"), page.npos);
  const auto told = page.substr(0, page.find("<ol"));
  EXPECT_NE(told.find("made by the model fake, played on a console of two pulse waves"), told.npos);
  EXPECT_EQ(told.find("steps"), told.npos) << "settings are below, folded away";
  EXPECT_NE(page.find("<dt>steps</dt><dd>16</dd>"), page.npos);
  EXPECT_NE(page.find("0:00 \u00b7 8 notes"), page.npos);
  for (const char* outside : {"http:", "https:", "//cdn", "@import"}) {
    EXPECT_EQ(page.find(outside), page.npos) << outside;
  }
  EXPECT_EQ(list.rfind("#EXTM3U\n", 0), 0u);
  EXPECT_NE(list.find("#EXTINF:1,fake - fake & 100"), list.npos) << list;
  // A track whose file is gone is still listed: the next run makes it again.
  ASSERT_TRUE(fs::remove(folder / ("a/" + made.tracks.begin()->second.midi)));
  ASSERT_TRUE(write_album_page(folder / "a", made));
  EXPECT_NE(read_text_file(folder / "a/index.html")->find("fake &amp; 100"), std::string::npos);
}

TEST(AlbumRoll, DrumsHaveLanesOfTheirOwnAndPartsALegend) {
  NoteSequence piece = piece_of(0);
  EXPECT_EQ(to_album_roll(piece, 1).find("class=\"key"), std::string::npos) << "one part";
  piece.instruments.push_back({1, 1, 33, false, ""});
  piece.instruments.push_back({2, 9, 0, true, "kit"});
  piece.notes.push_back({40, 90, 0, 0.5, 33, 1, false});
  piece.notes.push_back({36, 90, 0, 0.1, 0, 2, true});
  piece.notes.push_back({42, 90, 0.25, 0.3, 0, 2, true});
  const std::string html = to_album_roll(piece, 1);
  for (const char* text :
       {"<span class=\"key v0\"></span>line", "<span class=\"key v1\"></span>bass",
        "<span class=\"key drums\"></span>drums", "<span>closed hat</span><span>kick",
        "<span>E2</span>", "<path class=\"drums\" d=\"M250 6.0h1M0 18.0h1\"/>"}) {
    EXPECT_NE(html.find(text), std::string::npos) << text << "\n" << html;
  }
  EXPECT_EQ(to_album_roll({}, 1), "");
}

TEST_F(AssembleTest, AudioFilesCarryTheirTitleArtistAlbumAndSeed) {
  Journal journal;
  Album made = album(1);
  ASSERT_TRUE(run_album_line(supply(journal), options("a", 1), made));
  const auto bytes = files("a").at("fake & 100.flac");
  const std::string text(bytes.begin(), bytes.end());
  for (const char* tag : {"fake & 100", "test <album>", "seed 100, chip"}) {
    EXPECT_NE(text.find(tag), text.npos) << tag;
  }
}

TEST_F(AssembleTest, TheProgramMakesAnAlbumOfAFolderAndLeavesItAloneAfterwards) {
  fs::create_directories(folder / "songs/more");
  for (int i = 0; i < 3; ++i) {  // the third has two notes
    const auto name = i == 1 ? "songs/more/0.mid" : "songs/" + std::to_string(i) + ".mid";
    ASSERT_TRUE(write_file(folder / name, *write_midi(piece_of(static_cast<std::uint64_t>(i)))));
  }
  ASSERT_TRUE(write_file(folder / "songs/broken.mid", std::string_view("no MIDI")));
  const std::vector<std::string> command = {"assemble", "--input", "songs", "-o",    "out",
                                            "--chip16", "--tail",  "0.2",   "--json"};
  const auto outcome = run_segue(command, folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["pieces"], 2);
  EXPECT_EQ(json["dropped"]["silent"], 1);
  EXPECT_EQ(json["dropped"]["unreadable"], 1);
  auto made = files("out");
  for (const char* name : {"0.flac", "0.mid", "0 (2).flac", "index.html", "playlist.m3u8"}) {
    EXPECT_TRUE(made.count(name)) << name;
  }
  // What a killed run left aside is cleared away, and nothing else changes.
  ASSERT_TRUE(write_file(folder / "out/0.flac.123.4.partial", std::string_view("half")));
  ASSERT_EQ(run_segue(command, folder.path()).exit_code, 0);
  EXPECT_EQ(files("out"), made);
  auto other = command;
  other[5] = "--chip";
  const auto refused = run_segue(other, folder.path());
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("sound was chip16 and is now chip"), std::string::npos) << refused.err;
  EXPECT_EQ(files("out"), made);
}

TEST_F(AssembleTest, WhatElseIsInTheFolderIsLeftAloneAndNothingIsReplaced) {
  fs::create_directories(folder / "songs");
  fs::create_directories(folder / "out");
  ASSERT_TRUE(write_file(folder / "songs/a.mid", *write_midi(piece_of(0))));
  ASSERT_TRUE(write_file(folder / "out/mine.txt", std::string_view("mine")));
  ASSERT_TRUE(write_file(folder / "out/mine.1.2.partial", std::string_view("mine")));
  const std::vector<std::string> command = {"assemble", "--input", "songs",  "-o",
                                            "out",      "--chip",  "--tail", "0.1"};
  for (int run = 0; run < 2; ++run) {
    const auto outcome = run_segue(command, folder.path());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_NE(outcome.err.find("leaves alone: mine.1.2.partial, mine.txt"), std::string::npos)
        << outcome.err;
    EXPECT_EQ(files("out").size(), 7u);
  }
  for (const char* name : {"index.html", "a.flac"}) {
    const std::string other = std::string("with_") + name;
    fs::create_directories(folder / other);
    ASSERT_TRUE(write_file(folder / (other + "/" + name), std::string_view("mine")));
    const auto refused = run_segue({"assemble", "--input", "songs", "-o", other}, folder.path());
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.err.find(other + "/" + name), std::string::npos) << refused.err;
    EXPECT_EQ(files(other).size(), 1u);
  }
}

TEST_F(AssembleTest, AnAlbumBesideItsMusicGoesOnToo) {
  fs::create_directories(folder / "songs");
  ASSERT_TRUE(write_file(folder / "songs/a.mid", *write_midi(piece_of(0))));
  const std::vector<std::string> command = {"assemble", "--input", ".",      "-o",
                                            "album/",   "--chip",  "--tail", "0.1"};
  for (int run = 0; run < 2; ++run) {
    const auto outcome = run_segue(command, folder / "songs");
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(files("songs/album").size(), 5u);
  }
}

TEST_F(AssembleTest, APrimerIsForModelsOnly) {
  fs::create_directories(folder / "songs");
  ASSERT_TRUE(write_file(folder / "songs/a.mid", *write_midi(piece_of(0))));
  for (const char* option : {"--primer-pitches=C4", "--inject"}) {
    const auto refused = run_segue({"assemble", "--input", "songs", option}, folder.path());
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.err.find("--input"), std::string::npos) << refused.err;
  }
}

TEST_F(AssembleTest, AModelsAlbumIsTheSameForEverySeedAndNumberOfThreads) {
  const std::string tiny = SEGUE_TEST_DATA "/tiny_model";
  const auto make = [&](const char* name, const char* jobs) {
    return run_segue(
        {"assemble", "--model", tiny, "-n",      "3",    "--steps",    "33",     "--seed",
         "5",        "-t",      "1",  "--title", "tiny", "--keep-all", "--chip", "--tail",
         "0.1",      "-j",      jobs, "-f",      "wav",  "-o",         name},
        folder.path());
  };
  const auto first = make("one", "1");
  ASSERT_EQ(first.exit_code, 0) << first.err;
  ASSERT_EQ(make("two", "3").exit_code, 0);
  const auto made = files("one");
  EXPECT_EQ(made, files("two"));
  EXPECT_EQ(made.size(), 3u * 2 + 3);
  const auto album = read_album(folder / "one");
  ASSERT_TRUE(album && *album);
  // 33 steps are two clips of two bars: eight seconds and the tail.
  for (const auto& [seed, track] : (*album)->tracks) EXPECT_LE(track.seconds, 8.2) << seed;
  EXPECT_EQ((*album)->first_seed, 5u);
}

TEST_F(AssembleTest, AModelThatContinuesMusicMakesAnAlbumFromAPrimer) {
  const std::string tiny = SEGUE_TEST_DATA "/tiny_rnn";
  std::vector<std::string> command = {
      "assemble", "--model", tiny,      "-n",     "2",         "--steps", "24", "--primer-pitches",
      "C4 E4",    "--seed",  "3",       "--chip", "-o",        "out",     "-f", "ogg",
      "--tail",   "0.1",     "--tempo", "240",    "--keep-all"};
  const auto outcome = run_segue(command, folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto album = read_album(folder / "out");
  ASSERT_TRUE(album && *album);
  EXPECT_EQ((*album)->tracks.size(), 2u);
  for (const auto& [seed, track] : (*album)->tracks) {
    EXPECT_GE(track.notes, 2) << "the primer's";
    EXPECT_LE(track.seconds, 24 * 0.0625 + 0.2);
  }
  command[8] = "C4 E4 G4";
  const auto other = run_segue(command, folder.path());
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("primer was"), std::string::npos) << other.err;
  const auto too_long = run_segue(
      {"assemble", "--model", tiny, "--steps", "4", "--primer-pitches", "C4", "-o", "never"},
      folder.path());
  EXPECT_EQ(too_long.exit_code, 2);
  EXPECT_NE(too_long.err.find("the primer has 4 steps"), std::string::npos) << too_long.err;
  EXPECT_FALSE(fs::exists(folder / "never"));
  const auto clips = run_segue(
      {"assemble", "--model", SEGUE_TEST_DATA "/tiny_model", "--primer-pitches", "C4", "-o", "b"},
      folder.path());
  EXPECT_EQ(clips.exit_code, 2);
  EXPECT_NE(clips.err.find("whole clips"), std::string::npos) << clips.err;
}

TEST_F(AssembleTest, WrongUsageIsExplained) {
  EXPECT_EQ(run_segue({"assemble", "--input", "songs", "--steps", "32"}, folder.path()).exit_code,
            2);
  const auto missing = run_segue({"assemble", "--model", "nowhere", "-o", "out"}, folder.path());
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_NE(missing.err.find("nowhere"), std::string::npos) << missing.err;
  EXPECT_FALSE(fs::exists(folder / "out"));
  ASSERT_TRUE(write_file(folder / "album.json", std::string_view("{}")));
  fs::create_directories(folder / "songs");
  ASSERT_TRUE(write_file(folder / "songs/a.mid", *write_midi(piece_of(0))));
  const auto foreign = run_segue({"assemble", "--input", "songs", "-o", "."}, folder.path());
  EXPECT_EQ(foreign.exit_code, 1);
  EXPECT_NE(foreign.err.find("album.json"), std::string::npos) << foreign.err;
}

}  // namespace
}  // namespace segue

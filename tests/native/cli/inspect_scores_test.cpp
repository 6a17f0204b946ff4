// SPDX-License-Identifier: Apache-2.0
// `segue inspect` of printed music: what it says and draws.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

TEST(InspectScores, ChordSymbolsAreListed) {
  TemporaryFolder folder;
  const std::string score = SEGUE_TEST_DATA "/musicxml/da-capo-al-fine.musicxml";
  const auto table = run_segue({"inspect", score}, folder.path());
  ASSERT_EQ(table.exit_code, 0) << table.err;
  EXPECT_NE(table.out.find("chords: C; from 1.50 s G; from 3.00 s C; from 6.00 s Am; "),
            std::string::npos)
      << table.out;
  const auto said = run_segue({"inspect", score, "--json"}, folder.path());
  const auto json = nlohmann::json::parse(said.out, nullptr, false);
  ASSERT_EQ(json["chords"].size(), 10u) << said.out;
  EXPECT_EQ(json["chords"][1]["chord"], "G");
  EXPECT_EQ(json["chords"][1]["time_s"], 1.5);
}

TEST(InspectScores, EveryInstrumentIsDrawnInAColourOfItsOwn) {
  TemporaryFolder folder;
  const std::string duet = "X:1\nM:4/4\nL:1/4\nK:C\nV:1\nc4|\nV:2\nC4|\n";
  ASSERT_TRUE(write_file(folder / "duet.abc", std::string_view(duet)).ok());
  ASSERT_EQ(run_segue({"inspect", "duet.abc", "--svg", "duet.svg"}, folder.path()).exit_code, 0);
  const auto svg = *read_text_file(folder / "duet.svg");
  const auto fill_of = [&svg](const std::string& title) {
    const std::size_t at = svg.find("<title>" + title);
    return at == std::string::npos ? "no " + title : svg.substr(svg.rfind("fill=\"#", at), 13);
  };
  EXPECT_EQ(fill_of("C5, ").rfind("fill=", 0), 0u) << svg;
  EXPECT_NE(fill_of("C5, "), fill_of("C4, ")) << svg;
}

}  // namespace
}  // namespace segue

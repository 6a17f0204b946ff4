// SPDX-License-Identifier: Apache-2.0
// Damaged, wrong and malicious MusicXML: an error that names the place, never a crash.
#include <gtest/gtest.h>

#include "native/io/file.h"
#include "tests/native/musicxml/musicxml_text.h"

namespace segue {
namespace {

void expect_error(const std::string& text, ErrorCode code, const std::string& said) {
  const auto music = read_text(text);
  ASSERT_FALSE(music) << said;
  EXPECT_EQ(music.error().code, code) << music.error().message;
  EXPECT_NE(music.error().message.find(said), std::string::npos) << music.error().message;
}

std::string with_note(const std::string& inner) {
  return one_part("<measure>" + kCommonTime + "\n<note>" + inner + "</note></measure>");
}

TEST(MusicXmlHostile, OtherKindsOfXmlAreNamed) {
  expect_error("", ErrorCode::kCorruptData, "XML");
  expect_error("MThd", ErrorCode::kCorruptData, "XML");
  expect_error("<svg/>", ErrorCode::kUnsupported, "<svg>");
  expect_error("<opus><score/></opus>", ErrorCode::kUnsupported, "lists scores");
  expect_error("<score-partwise/>", ErrorCode::kNoMusic, "no note");
}

TEST(MusicXmlHostile, ErrorsNameTheLine) {
  expect_error("<score-partwise>\n<part>\n<measure>\n</part>", ErrorCode::kCorruptData, "line 4");
  const std::string pitch = "<pitch><step>C</step><octave>4</octave></pitch>";
  expect_error(with_note(pitch + "<duration>x</duration>"), ErrorCode::kCorruptData,
               "line 6: expected a number in <duration>, found \"x\"");
  expect_error(with_note(pitch), ErrorCode::kCorruptData, "line 6");
  expect_error(with_note(pitch + "<duration>-4</duration>"), ErrorCode::kCorruptData,
               "out of range");
  expect_error(with_note(pitch + "<duration>1e99</duration>"), ErrorCode::kCorruptData,
               "out of range");
  expect_error(with_note("<pitch><step>H</step><octave>4</octave></pitch><duration>4</duration>"),
               ErrorCode::kCorruptData, "\"H\"");
  expect_error(with_note("<pitch><step>C</step><octave>10</octave></pitch><duration>4</duration>"),
               ErrorCode::kCorruptData, "outside MIDI's range");
  expect_error(with_note("<duration>4</duration>"), ErrorCode::kCorruptData, "without <pitch>");
}

TEST(MusicXmlHostile, AttributesThatMakeNoSenseAreErrors) {
  const auto attributes = [](const std::string& inner) {
    return one_part(measure("<attributes>" + inner + "</attributes>" + note("C4", 4)));
  };
  expect_error(attributes("<divisions>0</divisions>"), ErrorCode::kCorruptData, "divisions");
  expect_error(attributes("<divisions>nan</divisions>"), ErrorCode::kCorruptData, "divisions");
  expect_error(attributes("<time><beats>0</beats><beat-type>4</beat-type></time>"),
               ErrorCode::kCorruptData, "beats");
  expect_error(attributes("<time><beats>4</beats><beat-type>3</beat-type></time>"),
               ErrorCode::kCorruptData, "power of 2");
  expect_error(attributes("<time><beats>2</beats><beat-type>4</beat-type><beats>3</beats>"
                          "<beat-type>8</beat-type></time>"),
               ErrorCode::kUnsupported, "alternate");
  expect_error(attributes("<key><fifths>99</fifths></key>"), ErrorCode::kCorruptData, "fifths");
  expect_error(attributes("<transpose><chromatic>200</chromatic></transpose>"),
               ErrorCode::kCorruptData, "chromatic");
  expect_error(one_part(measure("<sound tempo=\"1e300\"/>" + note("C4", 4))),
               ErrorCode::kCorruptData, "tempo");
}

TEST(MusicXmlHostile, EntitiesStayTextAndNoFileIsOpened) {
  const std::string text =
      "<!DOCTYPE score-partwise [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM "
      "\"file:///etc/hostname\">]>\n<score-partwise><part><measure><note><pitch><step>&c;</step>"
      "<octave>4</octave></pitch><duration>1</duration></note></measure></part></score-partwise>";
  expect_error(text, ErrorCode::kCorruptData, "found \"&c;\"");
}

TEST(MusicXmlHostile, DeepAndEndlessScoresAreRefused) {
  std::string deep = "<score-partwise>";
  constexpr int kDepth = 200000;
  for (int i = 0; i < kDepth; ++i) deep += "<a>";
  for (int i = 0; i < kDepth; ++i) deep += "</a>";
  expect_error(deep + "</score-partwise>", ErrorCode::kNoMusic, "no note");
  const std::string again =
      "<barline location=\"right\"><repeat direction=\"backward\" times=\"999999999\"/></barline>";
  std::string bars;
  for (int i = 0; i < 3000; ++i) bars += measure(note("C4", 64) + again);
  expect_error(one_part(bars), ErrorCode::kUnsupported, "longer than");
  std::string parts = "<score-partwise>";
  for (int i = 0; i < 600; ++i) parts += "<part><measure/></part>";
  expect_error(parts + "</score-partwise>", ErrorCode::kUnsupported, "parts");
  std::string many;
  for (int i = 0; i < 40000; ++i) many += "<measure/>";
  expect_error(one_part(many), ErrorCode::kUnsupported, "measures");
}

TEST(MusicXmlHostile, EveryPrefixOfAScoreIsAnError) {
  const auto whole = read_file(SEGUE_TEST_DATA "/musicxml/ode-to-joy.musicxml");
  ASSERT_TRUE(whole);
  std::size_t end = whole->size();
  while (end > 0 && (*whole)[end - 1] != '>') --end;
  for (std::size_t size = 0; size < end; size += 11) {
    EXPECT_FALSE(read_musicxml(std::span(*whole).first(size))) << size;
  }
}

TEST(MusicXmlHostile, EveryChangedByteGivesMusicOrAnError) {
  const auto whole = read_file(SEGUE_TEST_DATA "/musicxml/ode-to-joy.musicxml");
  ASSERT_TRUE(whole);
  for (std::size_t at = 0; at < whole->size(); at += 7) {
    for (const char to : {'9', '-', '<'}) {
      auto changed = *whole;
      changed[at] = static_cast<std::uint8_t>(to);
      const auto music = read_musicxml(changed);
      if (!music) {
        EXPECT_FALSE(music.error().message.empty());
        continue;
      }
      for (const auto& one : music->notes) {
        ASSERT_GE(one.start_s, 0);
        ASSERT_GT(one.end_s, one.start_s);
        ASSERT_LT(one.pitch, 128);
      }
    }
  }
}

TEST(MusicXmlHostile, OtherEncodingsAreReadByTheirMark) {
  const std::string text = one_part(measure(kCommonTime + note("C4", 16)));
  std::string wide = "\xFF\xFE";
  for (const char c : text) wide += std::string(1, c) + std::string(1, '\0');
  EXPECT_EQ(notes_of(read_text(wide)), "60@0+16");
}

}  // namespace
}  // namespace segue

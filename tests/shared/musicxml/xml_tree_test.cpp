// SPDX-License-Identifier: Apache-2.0
// Elements as the page hands them over, whole and damaged.
#include "shared/musicxml/xml_tree.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "shared/musicxml/score_tree.h"

namespace segue {
namespace {

std::string join(std::initializer_list<const char*> pieces) {
  std::string text;
  for (const char* piece : pieces) text += std::string(piece) + '\0';
  return text;
}

Result<XmlTree> unpack(const std::string& text) {
  return unpack_xml({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// "a(b(c)b)": names of all elements below a node.
std::string names(const XmlNode& node) {
  std::string text(node.name());
  std::string inside;
  for (const XmlNode child : node.children()) inside += names(child);
  return inside.empty() ? text : text + "(" + inside + ")";
}

TEST(XmlTree, ElementsComeBackInOrderWithAttributesAndText) {
  const auto tree = unpack(join({"<a", "@id", "7", "@empty", "", "=  ", "=first", "<b", "=x", ">",
                                 "=second", "<c", "<b", ">", ">", "<b", "=y", ">", ">"}));
  ASSERT_TRUE(tree) << tree.error().message;
  const XmlNode root = tree->root();
  EXPECT_EQ(names(root), "a(bc(b)b)");
  EXPECT_EQ(root.text(), "first");
  EXPECT_EQ(root.attribute("id"), "7");
  EXPECT_TRUE(root.has_attribute("empty"));
  EXPECT_FALSE(root.has_attribute("none"));
  EXPECT_EQ(root.child_text("b"), "x");
  EXPECT_EQ(root.child("c").child("b").text(), "");
  std::string texts;
  for (const XmlNode b : root.children("b")) texts += b.text();
  EXPECT_EQ(texts, "xy");
  const XmlNode none = root.child("d").child("e");
  EXPECT_FALSE(none);
  EXPECT_EQ(none.name(), "");
  EXPECT_EQ(none.attribute("id"), "");
  EXPECT_FALSE(none.children().begin() != none.children().end());
}

TEST(XmlTree, WhatDidNotArriveWholeIsAnError) {
  const std::string whole = join({"<a", "@id", "7", "<b", "=x", ">", ">"});
  ASSERT_TRUE(unpack(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(unpack(whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(unpack(whole + whole)) << "two roots";
  EXPECT_FALSE(unpack(join({">"})));
  EXPECT_FALSE(unpack(join({"=x", "<a", ">"})));
  EXPECT_FALSE(unpack(join({"<a", "=x", "@late", "1", ">"})));
  EXPECT_FALSE(unpack(join({"<a", "?", ">"})));
  EXPECT_FALSE(unpack(join({"<a", "", ">"})));
}

TEST(XmlTree, DeepTextsAreRead) {
  std::string text;
  constexpr int kDepth = 200000;
  for (int i = 0; i < kDepth; ++i) text += join({"<a"});
  for (int i = 0; i < kDepth; ++i) text += join({">"});
  EXPECT_TRUE(unpack(text));
}

TEST(XmlTree, AScoreSoundsAndOtherKindsAreNamedWithoutLines) {
  const auto read = [](const std::string& text) {
    const auto tree = unpack(text);
    EXPECT_TRUE(tree);
    return play_musicxml(*tree);
  };
  const auto note = [](const char* duration) {
    return join({"<score-partwise", "<part", "<measure", "<note", "<pitch", "<step", "=A", ">",
                 "<octave", "=4", ">", ">", "<duration", duration, ">", ">", ">", ">", ">"});
  };
  const auto music = read(note("=4"));
  ASSERT_TRUE(music) << music.error().message;
  ASSERT_EQ(music->notes.size(), 1u);
  EXPECT_EQ(music->notes[0].pitch, 69);
  EXPECT_DOUBLE_EQ(music->notes[0].end_s, 2);
  EXPECT_EQ(read(note("=x")).error().message,
            "MusicXML expected a number in <duration>, found \"x\"");
  EXPECT_EQ(read(join({"<svg", ">"})).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace segue

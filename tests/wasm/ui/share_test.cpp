// SPDX-License-Identifier: Apache-2.0
// Documents as text: there and back, and whatever else stands in an address.
#include "wasm/ui/share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "scenes.h"
#include "shared/base/rng.h"

namespace segue {
namespace {

Document full_document() {
  Document document = make_scene("walk").document;
  document.samples = make_scene("sixteen").document.samples;
  document.settings = {7, 0.85, 999999, false, false, 87, 48};
  document.samples[3].name = "A \"name\" & more: 100 %, \xE2\x99\xAF, ~.-";
  document.path = Interpolation::kLinear;
  document.selected_sample = 5;
  return document;
}

TEST(Share, ADocumentComesBackWithItsNotesNamesAndSettings) {
  const Document document = full_document();
  const auto back = from_share_text(to_share_text(document));
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back->mode, document.mode);
  EXPECT_EQ(back->settings, document.settings);
  EXPECT_EQ(back->path, document.path);
  EXPECT_EQ(back->walk_count, document.walk_count);
  EXPECT_EQ(back->selected_sample, 5);
  ASSERT_EQ(back->samples.size(), document.samples.size());
  for (std::size_t i = 0; i < document.samples.size(); ++i) {
    EXPECT_EQ(back->samples[i].clip.tokens, document.samples[i].clip.tokens);
    EXPECT_EQ(back->samples[i].name, document.samples[i].name);
    EXPECT_EQ(back->samples[i].seed, document.samples[i].seed);
  }
  ASSERT_EQ(back->walk.size(), document.walk.size());
  EXPECT_EQ(back->walk.back().clip.tokens, document.walk.back().clip.tokens);
  EXPECT_EQ(back->walk.back().source, ClipSource::kInterpolated);
  ASSERT_TRUE(back->input(Slot::kA).chosen());
  EXPECT_EQ(back->input(Slot::kA).chosen()->tokens, document.input(Slot::kA).chosen()->tokens);
  EXPECT_EQ(back->input(Slot::kB).file->name, document.input(Slot::kB).file->name);
}

TEST(Share, TheTextNeedsNoEscapingInAnAddress) {
  for (const char c : to_share_text(full_document())) {
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                std::string_view("-_.~&=%").find(c) != std::string_view::npos)
        << c;
  }
}

TEST(Share, FiveClipsMakeAShortAddress) {
  EXPECT_LT(to_share_text(make_scene("sampled").document).size(), 400U);
}

TEST(Share, EveryPrefixGivesADocumentOrAnErrorInWords) {
  const std::string text = to_share_text(full_document());
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto back = from_share_text(text.substr(0, size));
    EXPECT_TRUE(back.ok() || !back.error().message.empty()) << size;
  }
}

TEST(Share, ChangedCharactersNeverGiveTokensOutsideTheVocabulary) {
  const std::string text = to_share_text(full_document());
  Rng rng(7);
  for (int round = 0; round < 2000; ++round) {
    std::string changed = text;
    for (int i = 0; i < 3; ++i)
      changed[static_cast<std::size_t>(rng.below(changed.size()))] =
          static_cast<char>(rng.below(256));
    const auto back = from_share_text(changed);
    if (!back.ok()) continue;
    EXPECT_LE(back->samples.size(), 64U);
    for (const NamedClip& clip : back->samples) {
      for (const std::uint8_t token : clip.clip.tokens) ASSERT_LT(token, 90);
    }
    EXPECT_GE(back->settings.count, kFewestSamples);
    EXPECT_LE(back->settings.count, kMostSamples);
    EXPECT_GE(back->settings.tempo_qpm, kMinTempoQpm);
    EXPECT_LE(back->settings.temperature, kMaxTemperature);
  }
}

TEST(Share, ANewerFormatIsRefusedWithAdvice) {
  const auto back = from_share_text("2&m=s");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(from_share_text(std::string(100000, 'a')).ok());
}

}  // namespace
}  // namespace segue

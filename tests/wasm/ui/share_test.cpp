// SPDX-License-Identifier: Apache-2.0
// Documents as text: there and back, and whatever else stands in an address.
#include "wasm/ui/share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "music_forms.h"
#include "scenes.h"
#include "shared/base/rng.h"

namespace segue {
namespace {

Document full_document() {
  Document document = make_scene("walk").document;
  document.samples = make_scene("sixteen").document.samples;
  document.settings = {7, 0.85, 999999, false, false, 87, 48, PriorChoice::kNormal};
  document.samples[3].name = "A \"name\" & more: 100 %, \xE2\x99\xAF, ~.-";
  document.settings.bass_program = 80;
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
      for (const std::uint16_t token : clip.clip.tokens) ASSERT_LT(token, 90);
    }
    EXPECT_GE(back->settings.count, kFewestSamples);
    EXPECT_LE(back->settings.count, kMostSamples);
    EXPECT_GE(back->settings.tempo_qpm, kMinTempoQpm);
    EXPECT_LE(back->settings.temperature, kMaxTemperature);
  }
}

TEST(Share, ClipsOfEveryFormComeBack) {
  for (const auto& [id, form] : every_form()) {
    SCOPED_TRACE(id);
    Document document;
    document.model_id = id;
    document.form = form;
    document.settings.chords = "Dm G7 | C %";
    document.settings.prior = PriorChoice::kNormal;
    for (int i = 0; i < 3; ++i) {
      NamedClip clip;
      clip.id = document.next_clip_id++;
      clip.name = "Clip " + std::to_string(i);
      clip.clip = clip_of(form, i);
      clip.source = ClipSource::kReconstructed;
      document.samples.push_back(clip);
    }
    const std::string text = to_share_text(document);
    const bool melody = form.name == "melody_90" && form.controls.empty();
    EXPECT_EQ(text[0], form.meter != Meter{} ? '3' : melody ? '1' : '2');
    const auto back = from_share_text(text);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(back->model_id, id);
    EXPECT_TRUE(same_form(back->form, form));
    EXPECT_EQ(back->settings.prior, PriorChoice::kNormal);
    if (!form.controls.empty()) {
      EXPECT_EQ(back->settings.chords, document.settings.chords);
    }
    ASSERT_EQ(back->samples.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      const MusicClip &was = document.samples[i].clip, &is = back->samples[i].clip;
      EXPECT_EQ(is.tokens, was.tokens);
      EXPECT_EQ(is.controls, was.controls);
      ASSERT_EQ(is.features.size(), was.features.size());
      for (std::size_t k = 0; k < is.features.size(); ++k)
        ASSERT_NEAR(is.features[k], was.features[k], 0.009) << k;
      EXPECT_EQ(back->samples[i].source, ClipSource::kReconstructed);
    }
    EXPECT_EQ(to_share_text(*back), text) << "and again the same";
    for (std::size_t size = 0; size < text.size(); ++size) {
      const auto part = from_share_text(text.substr(0, size));
      EXPECT_TRUE(part.ok() || !part.error().message.empty()) << size;
    }
  }
}

TEST(Share, ChangedCharactersOfOtherFormsNeverGiveClipsThatDoNotFit) {
  Document document;
  document.form = form_named("trio_4bar");
  for (int i = 0; i < 4; ++i) {
    document.samples.emplace_back();
    document.samples.back().clip = clip_of(document.form, i);
  }
  const std::string text = to_share_text(document);
  Rng rng(8);
  for (int round = 0; round < 1000; ++round) {
    std::string changed = text;
    for (int i = 0; i < 2; ++i)
      changed[static_cast<std::size_t>(rng.below(changed.size()))] =
          static_cast<char>(32 + rng.below(96));
    const auto back = from_share_text(changed);
    if (!back.ok()) continue;
    for (const NamedClip& clip : back->samples) ASSERT_TRUE(check_clip(clip.clip, back->form).ok());
  }
}

TEST(Share, AnAddressOfTheFirstVersionIsStillRead) {
  const auto back = from_share_text(
      "1&m=s&n=1&t=0.50&s=7&q=120&p=0&k=7&l=0&x=0&c=07-Melody%201~"
      "WAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  ASSERT_TRUE(back.ok()) << back.error().message;
  ASSERT_EQ(back->samples.size(), 1U);
  EXPECT_EQ(back->samples[0].clip.tokens.size(), 32U);
  EXPECT_EQ(back->samples[0].clip.tokens[0], 44);
  EXPECT_TRUE(same_form(back->form, default_form()));
  EXPECT_TRUE(back->model_id.empty());
}

TEST(Share, ANewerFormatIsRefusedWithAdvice) {
  const auto back = from_share_text("5&m=s");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(from_share_text(std::string(100000, 'a')).ok());
}

}  // namespace
}  // namespace segue

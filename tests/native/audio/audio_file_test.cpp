// SPDX-License-Identifier: Apache-2.0
#include "native/audio/audio_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace segue {
namespace {

constexpr double kTwoPi = 6.283185307179586;

/// A second of a low tone on the left, a high one on the right.
StereoPcm two_tones(float amplitude) {
  StereoPcm pcm{44100, {}, {}};
  for (int i = 0; i < 44100; ++i) {
    pcm.left.push_back(amplitude * static_cast<float>(std::sin(kTwoPi * 220 * i / 44100)));
    pcm.right.push_back(amplitude * static_cast<float>(std::sin(kTwoPi * 1760 * i / 44100)));
  }
  return pcm;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double apart = std::fabs(static_cast<double>(a[i]) - b[i]);
    if (!(apart <= largest)) largest = apart;  // what is no number is far away
  }
  return largest;
}

TEST(AudioFile, LosslessFormatsComeBackWithinHalfAStep) {
  const auto pcm = two_tones(0.5f);
  for (const auto format : {AudioFormat::kWav, AudioFormat::kFlac}) {
    const auto bytes =
        encode_audio(pcm, format, {"two tones", "seed 7", "a model", "an album", "Segue"});
    ASSERT_TRUE(bytes) << bytes.error().message;
    const auto back = decode_audio(*bytes);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->sample_rate_hz, 44100);
    ASSERT_EQ(back->left.size(), pcm.left.size()) << to_name(format);
    EXPECT_LT(largest_difference(pcm.left, back->left), 1.0 / 32768) << to_name(format);
    EXPECT_LT(largest_difference(pcm.right, back->right), 1.0 / 32768) << to_name(format);
    const std::string text(bytes->begin(), bytes->end());
    for (const char* tag : {"two tones", "seed 7", "a model", "an album", "Segue"}) {
      EXPECT_NE(text.find(tag), text.npos) << to_name(format) << " " << tag;
    }
  }
}

TEST(AudioFile, VorbisIsSmallAndSoundsAlike) {
  const auto pcm = two_tones(0.5f);
  const auto bytes = encode_audio(pcm, AudioFormat::kOgg);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_LT(bytes->size(), pcm.left.size());
  // Vorbis I, 4.2.2: after the word come version, channels, rate, highest and nominal bit rate.
  const std::string text(bytes->begin(), bytes->end());
  const std::size_t nominal = text.find("\x01vorbis") + 7 + 4 + 1 + 4 + 4;
  ASSERT_LT(nominal + 4, text.size());
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>((*bytes)[nominal + i]);
  };
  EXPECT_EQ(byte(0) | byte(1) << 8 | byte(2) << 16, 192000u) << "quality 6 of 10";
  const auto back = decode_audio(*bytes);
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->left.size(), pcm.left.size());
  EXPECT_LT(largest_difference(pcm.left, back->left), 0.05);
}

TEST(AudioFile, TheSameSoundIsTheSameBytes) {
  const auto pcm = two_tones(0.3f);
  for (const auto format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    const auto first = encode_audio(pcm, format, {"tune"}),
               again = encode_audio(pcm, format, {"tune"});
    ASSERT_TRUE(first && again);
    EXPECT_EQ(*first, *again) << to_name(format);
    EXPECT_TRUE(decode_audio(*again)) << "checksums and all";
  }
}

TEST(AudioFile, WhatIsTooLoudIsClippedNotWrapped) {
  const auto bytes = encode_audio(two_tones(2), AudioFormat::kWav);
  ASSERT_TRUE(bytes);
  const auto back = decode_audio(*bytes);
  ASSERT_TRUE(back);
  for (std::size_t i = 1; i < back->left.size(); ++i) {  // a wrap would jump by two
    ASSERT_LT(std::fabs(back->left[i] - back->left[i - 1]), 0.2) << i;
  }
}

TEST(AudioFile, AnEndingTellsTheFormat) {
  EXPECT_EQ(audio_format_of("a/b.c/tune.FLAC"), AudioFormat::kFlac);
  EXPECT_EQ(audio_format_of("tune.ogg"), AudioFormat::kOgg);
  EXPECT_FALSE(audio_format_of("tune.mp3"));
  EXPECT_FALSE(audio_format_of("wav"));
}

TEST(AudioFile, NoSamplesAndNoAudioAreErrors) {
  const auto empty = encode_audio({48000, {}, {}}, AudioFormat::kWav);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::kInvalidArgument);
  const std::vector<std::uint8_t> text = {'h', 'e', 'l', 'l', 'o'};
  const auto back = decode_audio(text);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, ErrorCode::kCorruptData);
}

}  // namespace
}  // namespace segue

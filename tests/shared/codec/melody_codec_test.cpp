// SPDX-License-Identifier: Apache-2.0
// Golden values by hand from REFERENCE row 6: 0 no event, 1 note-off, 2..89 pitch 21..108.
#include "shared/codec/melody_codec.h"

#include <gtest/gtest.h>

#include "shared/music/melody_windows.h"
#include "shared/music/quantized_to_notes.h"

namespace segue {
namespace {

using MelodyTokens = std::vector<std::uint8_t>;

TEST(MelodyCodec, EventsBecomeTheTokensOfTheReference) {
  const std::vector<int> events = {21, -2, -1, 60, 108, -1};
  const auto tokens = encode_melody(events);
  ASSERT_TRUE(tokens.ok());
  EXPECT_EQ(*tokens, (MelodyTokens{2, 0, 1, 41, 89, 1}));
}

TEST(MelodyCodec, EventsOutsideTheVocabularyAreErrorsWithTheirStep) {
  for (const int event : {20, 109, -3, 128}) {
    const std::vector<int> events = {60, event};
    const auto tokens = encode_melody(events);
    ASSERT_FALSE(tokens.ok()) << event;
    EXPECT_EQ(tokens.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(tokens.error().message.find("at step 1"), std::string::npos);
  }
}

TEST(MelodyCodec, ANoteLastsUntilTheNextNoteTheOffOrTheEnd) {
  const MelodyTokens tokens = {0, 1, 41, 0, 43, 1, 0, 45};
  const auto sequence = decode_melody(tokens, 100, 12, 90);
  ASSERT_TRUE(sequence.ok());
  ASSERT_EQ(sequence->notes.size(), 3u);
  EXPECT_EQ(sequence->notes[0].pitch, 60);
  EXPECT_EQ(sequence->notes[0].start_step, 2);
  EXPECT_EQ(sequence->notes[0].end_step, 4);
  EXPECT_EQ(sequence->notes[1].end_step, 5);
  EXPECT_EQ(sequence->notes[2].start_step, 7);
  EXPECT_EQ(sequence->notes[2].end_step, 8);
  EXPECT_EQ(sequence->notes[2].velocity, 90);
  EXPECT_EQ(sequence->notes[2].program, 12);
  EXPECT_EQ(sequence->instruments.at(0).program, 12);
  EXPECT_EQ(sequence->tempo_qpm, 100);
  EXPECT_EQ(sequence->total_steps, 8);
}

TEST(MelodyCodec, ATokenAboveTheVocabularyIsAnError) {
  const MelodyTokens tokens = {0, 90};
  const auto sequence = decode_melody(tokens);
  ASSERT_FALSE(sequence.ok());
  EXPECT_NE(sequence.error().message.find("token 90 at step 1"), std::string::npos);
  EXPECT_TRUE(decode_melody(MelodyTokens{}).ok());
}

TEST(MelodyCodec, OneHotRowsHaveOneOneEach) {
  const std::vector<MelodyTokens> batch = {{0, 89}, {1, 41}};
  const auto tensor = to_one_hot(batch);
  EXPECT_EQ(tensor.shape, (std::vector<std::int64_t>{2, 2, 90}));
  const auto& values = *tensor.floats();
  ASSERT_EQ(values.size(), 360u);
  float sum = 0;
  for (const float value : values) sum += value;
  EXPECT_EQ(sum, 4);
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[90 + 89], 1);
  EXPECT_EQ(values[180 + 1], 1);
  EXPECT_EQ(values[270 + 41], 1);
}

TEST(MelodyCodec, ANormalWindowSurvivesTheWayToNotesAndBack) {
  MelodyTokens tokens(32, kNoEvent);
  tokens[2] = 41, tokens[5] = 43, tokens[7] = kNoteOff, tokens[16] = 48, tokens[31] = kNoteOff;
  const auto decoded = decode_melody(tokens, 93.0);
  ASSERT_TRUE(decoded.ok());
  const auto report = find_melody_windows(to_note_sequence(*decoded));
  ASSERT_EQ(report.windows.size(), 1u);
  EXPECT_EQ(report.windows[0].tokens, tokens);
}

}  // namespace
}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// Small scores for the tests, and what was read of them as a line of text.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "native/musicxml/musicxml_reader.h"

namespace segue {

inline Result<NoteSequence> read_text(std::string_view text) {
  return read_musicxml({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// A score of one part with these measures.
inline std::string one_part(const std::string& measures, const std::string& header = {}) {
  return "<?xml version=\"1.0\"?>\n<score-partwise>\n<part-list><score-part id=\"P1\">" + header +
         "</score-part></part-list>\n<part id=\"P1\">\n" + measures +
         "\n</part>\n</score-partwise>\n";
}

/// 4 divisions a quarter, so that durations are sixteenths.
inline const std::string kCommonTime =
    "<attributes><divisions>4</divisions><time><beats>4</beats><beat-type>4</beat-type></time>"
    "</attributes>";

/// note("C4", 4), note("F#5", 2, "<chord/>"), note("R", 16).
inline std::string note(const std::string& pitch, int duration, const std::string& before = {},
                        const std::string& after = {}) {
  const bool sharp = pitch.size() > 2;
  const std::string inner = pitch == "R" ? "<rest/>"
                                         : "<pitch><step>" + pitch.substr(0, 1) + "</step>" +
                                               (sharp ? "<alter>1</alter>" : "") + "<octave>" +
                                               pitch.back() + "</octave></pitch>";
  return "<note>" + before + inner + "<duration>" + std::to_string(duration) + "</duration>" +
         after + "</note>";
}

inline std::string measure(const std::string& inner) {
  return "<measure>" + inner + "</measure>\n";
}

/// "60@0+4 62@4+4": pitch, start and length in sixteenths at 120; or the error.
inline std::string notes_of(const Result<NoteSequence>& music) {
  if (!music) return music.error().message;
  constexpr double kStepsASecond = 8;
  std::string text;
  for (const auto& one : music->notes) {
    text += (text.empty() ? "" : " ") + std::to_string(one.pitch) + "@" +
            std::to_string(std::lround(one.start_s * kStepsASecond)) + "+" +
            std::to_string(std::lround((one.end_s - one.start_s) * kStepsASecond));
  }
  return text;
}

}  // namespace segue

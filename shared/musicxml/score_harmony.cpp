// SPDX-License-Identifier: Apache-2.0
// Chord symbols and the signs of jumps.
#include <algorithm>
#include <array>
#include <string_view>

#include "shared/codec/chord_codec.h"
#include "shared/musicxml/score_elements.h"

namespace segue {
namespace {

struct Kind {
  std::string_view name;
  ChordQuality quality;
};

// MusicXML 4.0, kind-value; what is not here (Neapolitan, pedal, other, none ...) is no class.
constexpr std::array<Kind, 24> kKinds = {{{"major", ChordQuality::kMajor},
                                          {"dominant", ChordQuality::kMajor},
                                          {"dominant-seventh", ChordQuality::kMajor},
                                          {"major-seventh", ChordQuality::kMajor},
                                          {"major-sixth", ChordQuality::kMajor},
                                          {"dominant-ninth", ChordQuality::kMajor},
                                          {"major-ninth", ChordQuality::kMajor},
                                          {"dominant-11th", ChordQuality::kMajor},
                                          {"major-11th", ChordQuality::kMajor},
                                          {"dominant-13th", ChordQuality::kMajor},
                                          {"major-13th", ChordQuality::kMajor},
                                          {"suspended-second", ChordQuality::kMajor},
                                          {"suspended-fourth", ChordQuality::kMajor},
                                          {"power", ChordQuality::kMajor},
                                          {"minor", ChordQuality::kMinor},
                                          {"minor-seventh", ChordQuality::kMinor},
                                          {"major-minor", ChordQuality::kMinor},
                                          {"minor-sixth", ChordQuality::kMinor},
                                          {"minor-ninth", ChordQuality::kMinor},
                                          {"minor-11th", ChordQuality::kMinor},
                                          {"minor-13th", ChordQuality::kMinor},
                                          {"augmented", ChordQuality::kAugmented},
                                          {"augmented-seventh", ChordQuality::kAugmented},
                                          {"diminished", ChordQuality::kDiminished}}};

std::string_view trimmed_view(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<ChordQuality> quality_of(const XmlNode& harmony) {
  const std::string_view name = trimmed_view(harmony.child_text("kind"));
  if (name == "diminished-seventh" || name == "half-diminished") return ChordQuality::kDiminished;
  const auto* kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& one) { return one.name == name; });
  if (kind == kKinds.end()) return std::nullopt;
  for (const XmlNode degree : harmony.children("degree")) {  // C7 #5, Am b5
    if (trimmed_view(degree.child_text("degree-value")) != "5") continue;
    const std::string_view by = trimmed_view(degree.child_text("degree-alter"));
    if (by == "1" && kind->quality == ChordQuality::kMajor) return ChordQuality::kAugmented;
    if (by == "-1" && kind->quality == ChordQuality::kMinor) return ChordQuality::kDiminished;
  }
  return kind->quality;
}

/// The name of a sign; "segno" and the like where it is there without one.
std::string name_of(const XmlNode& sound, const char* attribute) {
  if (!sound.has_attribute(attribute)) return {};
  const std::string_view name = sound.attribute(attribute);
  return std::string(name.empty() ? std::string_view(attribute) : name);
}

bool says_yes(const XmlNode& sound, const char* attribute) {
  return sound.has_attribute(attribute) && sound.attribute(attribute) != "no";
}

}  // namespace

std::optional<ScoreChord> read_harmony(const XmlNode& harmony, ElementReader& reader,
                                       const PartState& state) {
  ScoreChord chord;
  if (const auto offset = harmony.child("offset")) {
    constexpr double kMost = 1e6;
    chord.offset_quarters =
        reader.number(offset, harmony, "offset", -kMost, kMost) / state.divisions;
  }
  if (trimmed_view(harmony.child_text("kind")) == "none") return chord;
  const XmlNode root = harmony.child("root");
  if (!root) return std::nullopt;
  const auto step = step_of(trimmed_view(root.child_text("root-step")));
  if (!step) {
    reader.fail(root, "expected a <root-step> from A to G, found \"" +
                          std::string(trimmed_view(root.child_text("root-step"))) + "\"");
    return std::nullopt;
  }
  int alter = 0;
  if (const auto node = root.child("root-alter")) {
    alter = reader.integer(node, root, "root-alter", -2, 2);
  }
  const auto quality = quality_of(harmony);
  if (!quality) return chord;
  const int root_class = ((*step + alter + state.transpose) % 12 + 12) % 12;
  chord.chord = to_chord_class(root_class, *quality);
  return chord;
}

void read_jumps(const XmlNode& direction, ScoreJumps& jumps) {
  const XmlNode sound = direction.name() == "sound" ? direction : direction.child("sound");
  if (!sound) return;
  const auto take = [&](std::string& name, const char* attribute) {
    if (name.empty()) name = name_of(sound, attribute);
  };
  take(jumps.segno, "segno");
  take(jumps.coda, "coda");
  take(jumps.to_coda, "tocoda");
  take(jumps.dal_segno, "dalsegno");
  jumps.da_capo = jumps.da_capo || says_yes(sound, "dacapo");
  jumps.fine = jumps.fine || says_yes(sound, "fine");
}

}  // namespace segue

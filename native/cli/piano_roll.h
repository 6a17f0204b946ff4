// SPDX-License-Identifier: Apache-2.0
// Pictures of music for people: a roll of text for the terminal, an SVG, and a one-line sketch.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "shared/music/note_sequence.h"

namespace segue {

/// Rows of pitches, highest first, each with its name; time from left to right on `columns`
/// characters (at least 20). Drums are drawn lighter. Ends with a scale of seconds.
std::string to_text_roll(const NoteSequence& sequence, int columns);

/// The pitches and seconds an image has room for; what is negative is taken from the music.
struct RollFrame {
  int low = -1, high = -1;
  double length_s = -1;
};

/// A stand-alone SVG image: one colour for each instrument, bar lines of the first meter and tempo,
/// names as tool tips. In a page its classes (roll; paper, black-key, bar-line) can be given other
/// colours.
std::string to_svg_roll(const NoteSequence& sequence, const std::string& title,
                        const RollFrame& frame = {});

/// A melody in one character a step: eight heights from its lowest to its highest pitch, a dot
/// where nothing sounds.
std::string to_sketch(std::span<const std::uint8_t> tokens);

}  // namespace segue

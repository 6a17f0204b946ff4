// SPDX-License-Identifier: Apache-2.0
// The information fields of ABC that change the notes: key, meter, unit length, tempo. For
// abc_reader.cpp only.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "shared/music/note_sequence.h"

namespace segue::detail {

/// Semitones by letter, A first.
using AbcKey = std::array<int, 7>;

/// "G", "Am", "Ddor", "F#mix ^c", "HP", "none". Clefs and other words after the key are ignored.
std::optional<AbcKey> parse_abc_key(std::string_view text);

/// The key's name: minor where its mode is, else the major key with the same notes (G for Ador).
/// Nothing for "none" and for what is no key.
std::optional<KeySignature> parse_abc_key_signature(std::string_view text);

/// "6/8", "C", "C|"; "none" is 4/4.
std::optional<TimeSignature> parse_abc_meter(std::string_view text);

/// "1/8" in quarters: 0.5.
std::optional<double> parse_abc_length(std::string_view text);

/// "1/4=120", "120", "\"Allegro\" 3/8=80": quarters a minute.
std::optional<double> parse_abc_tempo(std::string_view text);

/// A whole number at the front of `text`, which is shortened; nothing without a digit or above
/// 9999.
std::optional<int> take_number(std::string_view& text);

std::string_view trim(std::string_view text);

}  // namespace segue::detail

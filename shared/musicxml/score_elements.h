// SPDX-License-Identifier: Apache-2.0
// The elements inside a measure that change what sounds: notes, attributes, directions.
// score_tree.h puts them together.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "shared/music/score.h"
#include "shared/musicxml/xml_tree.h"

namespace segue {

/// Reads numbers and remembers the first thing that was wrong, with its line.
class ElementReader {
 public:
  /// The number in `node`'s text. Out of range, not there or no number: an error and `lowest`.
  double number(const XmlNode& node, const XmlNode& parent, const char* name, double lowest,
                double highest);
  int integer(const XmlNode& node, const XmlNode& parent, const char* name, int lowest,
              int highest);
  void fail(const XmlNode& node, const std::string& what, ErrorCode code = ErrorCode::kCorruptData);
  const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

/// What holds while a part is read.
struct PartState {
  double divisions = 1;  ///< of a quarter
  int transpose = 0;     ///< semitones from written to sounding
  int velocity = 80;
  bool is_drum_channel = false;
  std::map<std::string, int, std::less<>> drum_keys;  ///< MIDI key by instrument id
  int unnamed_percussion = 0;                         ///< notes without such a key: silent
};

/// Semitones from C of a letter from A to G.
std::optional<int> step_of(std::string_view letter);

/// Nothing for grace notes, which take no time.
std::optional<ScoreNote> read_note(const XmlNode& note, ElementReader& reader, PartState& state);

/// <backup> and <forward>.
ScoreMove read_move(const XmlNode& move, ElementReader& reader, const PartState& state);

/// <attributes>: meters and keys become events; divisions and transposition go to the state.
void read_attributes(const XmlNode& attributes, ElementReader& reader, PartState& state,
                     std::vector<ScoreEvent>& events);

/// <harmony>: its chord, as it sounds; no chord where its kind is none of
/// shared/codec/chord_codec.h. Nothing where it names no root (functions, Roman numerals).
std::optional<ScoreChord> read_harmony(const XmlNode& harmony, ElementReader& reader,
                                       const PartState& state);

/// <direction> or <sound>: da capo, dal segno, coda and fine.
void read_jumps(const XmlNode& direction, ScoreJumps& jumps);

/// <direction> or <sound>: a tempo becomes an event, dynamics go to the state.
void read_direction(const XmlNode& direction, ElementReader& reader, PartState& state,
                    std::vector<ScoreEvent>& events);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// The elements inside a measure that change what sounds: notes, attributes, directions.
// score_tree.h puts them together.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "native/musicxml/xml_tree.h"
#include "shared/music/score.h"

namespace segue {

/// Reads numbers and remembers the first thing that was wrong, with its line.
class ElementReader {
 public:
  explicit ElementReader(const XmlTree& tree) : tree_(tree) {}

  /// The number in `node`'s text. Out of range, not there or no number: an error and `lowest`.
  double number(const pugi::xml_node& node, const pugi::xml_node& parent, const char* name,
                double lowest, double highest);
  int integer(const pugi::xml_node& node, const pugi::xml_node& parent, const char* name,
              int lowest, int highest);
  void fail(const pugi::xml_node& node, const std::string& what,
            ErrorCode code = ErrorCode::kCorruptData);
  const std::optional<Error>& error() const { return error_; }

 private:
  const XmlTree& tree_;
  std::optional<Error> error_;
};

/// What holds while a part is read.
struct PartState {
  double divisions = 1;  ///< of a quarter
  int transpose = 0;     ///< semitones from written to sounding
  int velocity = 80;
  bool is_drum_channel = false;
  std::map<std::string, int> drum_keys;  ///< MIDI key by instrument id
  int unnamed_percussion = 0;            ///< notes without such a key: silent
};

/// Nothing for grace notes, which take no time.
std::optional<ScoreNote> read_note(const pugi::xml_node& note, ElementReader& reader,
                                   PartState& state);

/// <backup> and <forward>.
ScoreMove read_move(const pugi::xml_node& move, ElementReader& reader, const PartState& state);

/// <attributes>: meters and keys become events; divisions and transposition go to the state.
void read_attributes(const pugi::xml_node& attributes, ElementReader& reader, PartState& state,
                     std::vector<ScoreEvent>& events);

/// <direction> or <sound>: a tempo becomes an event, dynamics go to the state.
void read_direction(const pugi::xml_node& direction, ElementReader& reader, PartState& state,
                    std::vector<ScoreEvent>& events);

}  // namespace segue

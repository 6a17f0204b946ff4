// SPDX-License-Identifier: Apache-2.0
#include "shared/musicxml/score_tree.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "shared/music/score_playback.h"
#include "shared/musicxml/score_elements.h"

namespace segue {
namespace {

constexpr int kDrumChannel = 10;  // counted from 1, as MusicXML does
constexpr int kMostPasses = 64;   // of a repeat
constexpr std::size_t kMostParts = 512;

/// A part's measures, whichever way the score is ordered. Missing ones are null nodes.
struct PartNodes {
  std::string id;
  std::vector<XmlNode> measures;
};

/// At most one more than kMostParts.
std::vector<PartNodes> parts_of(const XmlNode& root) {
  std::vector<PartNodes> parts;
  if (root.name() == "score-partwise") {
    for (const XmlNode part : root.children("part")) {
      if (parts.size() > kMostParts) break;
      PartNodes& nodes = parts.emplace_back();
      nodes.id = part.attribute("id");
      for (const XmlNode measure : part.children("measure")) {
        nodes.measures.push_back(measure);
      }
    }
    return parts;
  }
  std::map<std::string, std::size_t> index_of;
  std::size_t count = 0;
  for (const XmlNode measure : root.children("measure")) {
    for (const XmlNode part : measure.children("part")) {
      const std::string id(part.attribute("id"));
      const auto [entry, is_new] = index_of.try_emplace(id, parts.size());
      if (is_new) parts.push_back({id, {}});
      if (parts.size() > kMostParts) return parts;
      PartNodes& nodes = parts[entry->second];
      nodes.measures.resize(count);
      nodes.measures.push_back(part);
    }
    ++count;
  }
  return parts;
}

/// "1, 2" to its numbers.
std::vector<int> numbers_of(std::string_view text) {
  std::vector<int> numbers;
  int number = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool digit = i < text.size() && text[i] >= '0' && text[i] <= '9';
    if (digit) {
      number = std::min(number * 10 + (text[i] - '0'), kMostPasses);
    } else if (number > 0) {
      numbers.push_back(number);
      number = 0;
    }
  }
  return numbers;
}

class PartReader {
 public:
  explicit PartReader(ElementReader& reader) : reader_(reader) {}

  /// <score-part>: name, program, channel, MIDI keys of percussion.
  void read_header(const XmlNode& header, ScorePart& part) {
    std::string_view name = header.child_text("part-name");
    name = name.substr(0, std::min(name.size(), name.find_first_of("\r\n")));
    part.name = std::string(name);
    bool first = true;
    for (const XmlNode midi : header.children("midi-instrument")) {
      const auto channel = midi.child("midi-channel"), program = midi.child("midi-program");
      const auto key = midi.child("midi-unpitched");
      if (first && channel) {
        part.channel = reader_.integer(channel, midi, "midi-channel", 1, 16) - 1;
        state_.is_drum_channel = part.channel + 1 == kDrumChannel;
      }
      if (first && program) {
        part.program = reader_.integer(program, midi, "midi-program", 1, 128) - 1;
      }
      if (key) {
        state_.drum_keys[std::string(midi.attribute("id"))] =
            reader_.integer(key, midi, "midi-unpitched", 1, 128) - 1;
      }
      first = false;
    }
  }

  void read_measures(const std::vector<XmlNode>& nodes, ScorePart& part) {
    for (const XmlNode& node : nodes) {
      ScoreMeasure& measure = part.measures.emplace_back();
      measure.repeat_start = next_starts_repeat_;
      next_starts_repeat_ = false;
      measure.endings = endings_;
      for (const XmlNode child : node.children()) {
        read_child(child, measure);
        if (reader_.error()) return;
      }
      if (ending_stops_) endings_.clear();
      ending_stops_ = false;
    }
  }

  int unnamed_percussion() const { return state_.unnamed_percussion; }

 private:
  void read_child(const XmlNode& child, ScoreMeasure& measure) {
    const std::string_view name = child.name();
    if (name == "note") {
      if (const auto note = read_note(child, reader_, state_)) measure.events.emplace_back(*note);
    } else if (name == "backup" || name == "forward") {
      measure.events.emplace_back(read_move(child, reader_, state_));
    } else if (name == "attributes") {
      read_attributes(child, reader_, state_, measure.events);
    } else if (name == "direction" || name == "sound") {
      read_direction(child, reader_, state_, measure.events);
      read_jumps(child, measure.jumps);
    } else if (name == "harmony") {
      if (const auto chord = read_harmony(child, reader_, state_)) {
        measure.events.emplace_back(*chord);
      }
    } else if (name == "barline") {
      read_barline(child, measure);
    }
  }

  void read_barline(const XmlNode& barline, ScoreMeasure& measure) {
    const bool left = barline.attribute("location") == "left";
    if (const auto ending = barline.child("ending")) {
      const std::string_view type = ending.attribute("type");
      if (type == "start") {
        endings_ = measure.endings = numbers_of(ending.attribute("number"));
        ending_stops_ = false;
      } else {
        ending_stops_ = true;
      }
    }
    const auto repeat = barline.child("repeat");
    const std::string_view direction = repeat.attribute("direction");
    if (direction == "forward") (left ? measure.repeat_start : next_starts_repeat_) = true;
    if (direction == "backward") {
      const auto times = numbers_of(repeat.attribute("times"));
      measure.repeat_times = times.empty() ? 2 : times.front();
    }
  }

  ElementReader& reader_;
  PartState state_;
  std::vector<int> endings_;  ///< that go on
  bool ending_stops_ = false;
  bool next_starts_repeat_ = false;
};

}  // namespace

Result<ReadScore> read_score(const XmlTree& tree) {
  const XmlNode root = tree.root();
  const std::string kind(root.name());
  if (kind != "score-partwise" && kind != "score-timewise") {
    return Error{
        ErrorCode::kUnsupported,
        "XML, but no MusicXML score: expected <score-partwise> or <score-timewise>, found <" +
            kind.substr(0, 40) + ">" +
            (kind == "opus" ? ", which only lists scores; give those" : "")};
  }
  ElementReader reader;
  ReadScore read;
  std::map<std::string, XmlNode> headers;
  for (const XmlNode header : root.child("part-list").children("score-part")) {
    headers.emplace(std::string(header.attribute("id")), header);
  }
  const std::vector<PartNodes> parts = parts_of(root);
  if (parts.size() > kMostParts) {
    return Error{ErrorCode::kUnsupported, "the score has more than " + std::to_string(kMostParts) +
                                              " parts; split it into several files"};
  }
  for (const PartNodes& nodes : parts) {
    ScorePart& part = read.score.parts.emplace_back();
    PartReader part_reader(reader);
    if (const auto header = headers.find(nodes.id); header != headers.end()) {
      part_reader.read_header(header->second, part);
    }
    part_reader.read_measures(nodes.measures, part);
    if (reader.error()) return *reader.error();
    read.unnamed_percussion += part_reader.unnamed_percussion();
  }
  return read;
}

Result<NoteSequence> play_musicxml(const XmlTree& tree) {
  const auto read = read_score(tree);
  if (!read) return read.error();
  auto sequence = play_score(read->score);
  if (!sequence && sequence.error().code == ErrorCode::kNoMusic && read->unnamed_percussion > 0) {
    return Error{ErrorCode::kNoMusic,
                 "all " + std::to_string(read->unnamed_percussion) +
                     " notes of the score are percussion without a MIDI key (<midi-unpitched>)"};
  }
  return sequence;
}

}  // namespace segue

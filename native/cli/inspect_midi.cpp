// SPDX-License-Identifier: Apache-2.0
#include "native/cli/inspect_midi.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/cli/cli.h"
#include "native/cli/text_table.h"
#include "shared/codec/chord_codec.h"
#include "shared/midi/smf_reader.h"
#include "shared/music/music_windows.h"
#include "shared/music/pitch_names.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostChanges = 8;  // of tempo and meter; rubato has thousands

std::string number(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

struct InstrumentFacts {
  int notes = 0, low = 127, high = 0;
  double start_s = 0, end_s = 0;
};

std::vector<InstrumentFacts> facts_of(const NoteSequence& sequence) {
  std::vector<InstrumentFacts> facts(sequence.instruments.size());
  for (const Note& note : sequence.notes) {
    if (note.instrument < 0 || note.instrument >= static_cast<int>(facts.size())) continue;
    auto& f = facts[static_cast<std::size_t>(note.instrument)];
    f.start_s = f.notes == 0 ? note.start_s : std::min(f.start_s, note.start_s);
    f.end_s = std::max(f.end_s, note.end_s);
    f.low = std::min(f.low, note.pitch);
    f.high = std::max(f.high, note.pitch);
    ++f.notes;
  }
  return facts;
}

std::string division_text(const MidiDivision& division) {
  if (!division.is_smpte()) return std::to_string(division.ticks_per_quarter) + " ticks a quarter";
  return std::to_string(division.frames_per_second) + " frames a second, " +
         std::to_string(division.ticks_per_frame) + " ticks a frame";
}

// "120 qpm; from 12.5 s 90 qpm; ... and 30 more"
template <class Event, class Show>
std::string changes_text(const std::vector<Event>& events, const std::string& none, Show show) {
  std::string text;
  for (std::size_t i = 0; i < std::min(events.size(), kMostChanges); ++i) {
    if (i > 0) text += "; ";
    if (events[i].time_s > 0) text += "from " + number(events[i].time_s, 2) + " s ";
    text += show(events[i]);
  }
  if (events.size() > kMostChanges) {
    text += "; and " + std::to_string(events.size() - kMostChanges) + " more";
  }
  return text.empty() ? none : text;
}

std::string meter_text(const TimeSignature& meter) {
  return meter_name({meter.numerator, meter.denominator});
}

std::string key_text(const KeySignature& key) {
  // As keys are written: with at most six accidentals.
  constexpr std::array<const char*, 12> kMajor = {"C",  "Db", "D",  "Eb", "E",  "F",
                                                  "F#", "G",  "Ab", "A",  "Bb", "B"};
  constexpr std::array<const char*, 12> kMinor = {"C",  "C#", "D",  "Eb", "E",  "F",
                                                  "F#", "G",  "G#", "A",  "Bb", "B"};
  const auto tonic = static_cast<std::size_t>(key.key % 12);
  return std::string(key.minor ? kMinor[tonic] : kMajor[tonic]) + (key.minor ? " minor" : " major");
}

std::string chord_text(const ChordSymbol& symbol) { return chord_name(symbol.chord); }

std::string tempo_text(const Tempo& tempo) {
  std::string text = number(tempo.qpm, 2);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + " qpm";
}

std::string instruments_text(const NoteSequence& sequence) {
  TextTable table({"track", "name", "channel", "program", "notes", "pitches", "seconds"});
  const auto facts = facts_of(sequence);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Instrument& line = sequence.instruments[i];
    const auto& f = facts[i];
    table.add({std::to_string(line.track + 1), line.name.empty() ? "-" : line.name,
               std::to_string(line.channel + 1),
               line.is_drum ? "drums" : std::to_string(line.program), std::to_string(f.notes),
               f.notes == 0 ? "-" : pitch_name(f.low) + " to " + pitch_name(f.high),
               number(f.start_s, 1) + " to " + number(f.end_s, 1)});
  }
  return table.to_text();
}

}  // namespace

Result<MidiReport> inspect_midi(const std::string& path, std::span<const std::uint8_t> bytes,
                                const Representation& form) {
  MidiReport report;
  report.kind = music_kind(path, bytes);
  if (report.kind == MusicKind::kMidi) {
    auto read = read_smf(bytes);
    if (!read) return Error{read.error().code, path + ": " + read.error().message};
    report.format = read->file.format;
    report.division = read->file.division;
  }
  // Of MIDI, this second reading has the warnings of both, with byte offsets.
  auto music = parse_music(path, bytes);
  if (!music) return Error{music.error().code, path + ": " + music.error().message};
  report.warnings = std::move(music->warnings);
  report.melody.path = path;
  report.melody.sequence = std::move(music->sequence);
  const WindowOptions windows = window_options(form);
  report.melody.report = find_melody_windows(report.melody.sequence, windows);
  MusicWindowOptions beats;
  beats.windows = windows;
  report.beats =
      find_windows(report.melody.sequence, *find_representation("drums_9"), beats).windows.size();
  return report;
}

std::string to_text(const MidiReport& report, const Representation& form) {
  const NoteSequence& sequence = report.melody.sequence;
  std::string text = printable(report.melody.path) + ": " + std::string(to_name(report.kind));
  if (report.kind == MusicKind::kMidi) {
    text += " format " + std::to_string(report.format) + ", " + division_text(report.division);
  }
  text += ", " + number(sequence.total_time_s, 1) + " s, " + std::to_string(sequence.notes.size()) +
          " notes\n";
  text += "tempo: " + changes_text(sequence.tempos, "none, 120 qpm", tempo_text) + "\n";
  text += "meter: " + changes_text(sequence.time_signatures, "none, 4/4", meter_text) + "\n";
  if (!sequence.key_signatures.empty()) {
    text += "key: " + changes_text(sequence.key_signatures, "", key_text) + "\n";
  }
  if (!sequence.chords.empty()) {
    text += "chords: " + changes_text(sequence.chords, "", chord_text) + "\n";
  }
  if (!sequence.instruments.empty()) text += "\n" + instruments_text(sequence);
  if (!report.warnings.empty()) text += "\nrepaired while reading:\n";
  for (const MidiWarning& warning : report.warnings) {
    text += "  byte " + std::to_string(warning.offset) + ": " + warning.message + "\n";
  }
  if (report.beats > 0) {
    text += "\n" + std::to_string(report.beats) + " beats of " + form.length_text() +
            ", for models of drums\n";
  }
  const WindowReport& windows = report.melody.report;
  if (windows.windows.empty()) {
    text += "\nno melody of " + form.length_text() + ", for models of melodies:\n" +
            list_rejections(sequence, windows);
    return text;
  }
  text += "\n" + std::to_string(windows.windows.size()) + " melodies of " + form.length_text() +
          " (" + std::to_string(windows.duplicates) + " repeats left out):\n" +
          list_windows(report.melody, form.bars);
  if (!windows.rejections.empty()) text += "\nno melody in:\n" + list_rejections(sequence, windows);
  return text;
}

std::string to_json(const MidiReport& report, const Representation& form) {
  const NoteSequence& sequence = report.melody.sequence;
  Json root = {{"file", report.melody.path}, {"kind", to_name(report.kind)}};
  if (report.kind == MusicKind::kMidi) {
    root["format"] = report.format;
    root["ticks_per_quarter"] = report.division.ticks_per_quarter;
  }
  root["length_s"] = sequence.total_time_s;
  root["notes"] = sequence.notes.size();
  if (report.division.is_smpte()) {
    root["ticks_per_quarter"] = nullptr;
    root["frames_per_second"] = report.division.frames_per_second;
    root["ticks_per_frame"] = report.division.ticks_per_frame;
  }
  root["tempos"] = Json::array();
  for (const auto& t : sequence.tempos)
    root["tempos"].push_back({{"time_s", t.time_s}, {"qpm", t.qpm}});
  root["time_signatures"] = Json::array();
  for (const auto& m : sequence.time_signatures) {
    root["time_signatures"].push_back({{"time_s", m.time_s}, {"meter", meter_text(m)}});
  }
  root["key_signatures"] = Json::array();
  for (const auto& k : sequence.key_signatures) {
    root["key_signatures"].push_back({{"time_s", k.time_s}, {"key", key_text(k)}});
  }
  if (!sequence.chords.empty()) root["chords"] = Json::array();
  for (const auto& symbol : sequence.chords) {
    root["chords"].push_back({{"time_s", symbol.time_s}, {"chord", chord_text(symbol)}});
  }
  root["instruments"] = Json::array();
  const auto facts = facts_of(sequence);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Instrument& line = sequence.instruments[i];
    Json entry = {{"track", line.track + 1}, {"name", line.name},     {"channel", line.channel + 1},
                  {"program", line.program}, {"drums", line.is_drum}, {"notes", facts[i].notes}};
    if (facts[i].notes > 0) entry["pitches"] = {facts[i].low, facts[i].high};
    root["instruments"].push_back(std::move(entry));
  }
  root["warnings"] = Json::array();
  for (const auto& w : report.warnings) {
    root["warnings"].push_back({{"offset", w.offset}, {"message", w.message}});
  }
  const WindowReport& found = report.melody.report;
  root["beats"] = report.beats;
  root["bars"] = form.bars;
  root["meter"] = meter_name(form.meter);
  root["windows"] = Json::array();
  for (const MelodyWindow& w : found.windows) {
    root["windows"].push_back({{"number", root["windows"].size() + 1},
                               {"bar", w.bar},
                               {"instrument", w.instrument},
                               {"start_s", w.start_s},
                               {"tempo_qpm", w.tempo_qpm},
                               {"program", w.program},
                               {"tokens", w.tokens}});
  }
  root["repeats_left_out"] = found.duplicates;
  root["rejections"] = Json::array();
  for (const Rejection& r : found.rejections) {
    root["rejections"].push_back({{"instrument", r.instrument}, {"reason", r.reason}});
  }
  return to_json_text(root);
}

}  // namespace segue

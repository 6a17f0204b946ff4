// SPDX-License-Identifier: Apache-2.0
// Everything is counted in quarters; seconds come last, from the tempos that were met.
#include "shared/music/score_playback.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace segue {
namespace {

constexpr std::size_t kMostMeasures = 1 << 15;  // written, and played: repeats could go on for ever
constexpr std::size_t kMostNotes = 1 << 20;
constexpr double kMostQuarters = 1e6;
constexpr double kTolerance = 1e-4;  // quarters; sums of thirds are not exact
constexpr int kDrumChannel = 9, kChannels = 16;

double bar_quarters(const TimeSignature& meter) {
  return 4.0 * meter.numerator / meter.denominator;
}

bool same(double a, double b) { return std::fabs(a - b) < kTolerance; }

/// The meter of a measure that is `quarters` long, over `denominator` or what it takes; nothing
/// where it is no whole number of 64ths.
std::optional<TimeSignature> meter_of(double quarters, int denominator) {
  constexpr int kFinest = 64;
  for (; denominator <= kFinest; denominator *= 2) {
    const double beats = quarters * denominator / 4;
    if (beats > 0.5 && std::fabs(beats - std::round(beats)) < kTolerance * denominator) {
      return TimeSignature{0, static_cast<int>(std::lround(beats)), denominator};
    }
  }
  return std::nullopt;
}

/// A measure of the score, all parts together.
struct MeasureFacts {
  double quarters = 0;  ///< of the longest part; 0 where nothing is written
  std::optional<TimeSignature> meter;
};

/// A measure as it is played.
struct PlayedMeasure {
  std::size_t index = 0;
  double quarters = 0;
  TimeSignature meter;
};

/// A note with its place; `end` may grow by ties.
struct PlayedNote {
  double start = 0, end = 0;
  const ScoreNote* note = nullptr;
};

template <class T>
struct At {
  double quarter = 0;
  T what;
};

class ScorePlayer {
 public:
  explicit ScorePlayer(const PrintedScore& score) : score_(score) {}

  Result<NoteSequence> play() {
    measure_all();
    if (facts_.size() > kMostMeasures) {
      return Error{ErrorCode::kUnsupported, "the score has " + std::to_string(facts_.size()) +
                                                " measures; at most " +
                                                std::to_string(kMostMeasures) + " are read"};
    }
    order_measures();
    double now = first_rest();
    align(now);
    const std::size_t keys_from = first_part_with<KeySignature>();
    const std::size_t chords_from = first_part_with<ScoreChord>();
    for (const PlayedMeasure& measure : played_) {
      for (std::size_t p = 0; p < score_.parts.size(); ++p) {
        play_measure(p, measure.index, now, p == keys_from, p == chords_from);
      }
      now += measure.quarters;
      if (now > kMostQuarters || note_count_ > kMostNotes) {
        return Error{
            ErrorCode::kUnsupported,
            "the score is longer than a million quarters or notes, its repeats played out"};
      }
    }
    if (note_count_ == 0) return Error{ErrorCode::kNoMusic, "the score has no note that sounds"};
    return to_sequence();
  }

 private:
  void measure_all() {
    for (const auto& part : score_.parts) {
      facts_.resize(std::max(facts_.size(), part.measures.size()));
      for (std::size_t i = 0; i < part.measures.size(); ++i) {
        double cursor = 0;
        for (const auto& event : part.measures[i].events) {
          if (const auto* note = std::get_if<ScoreNote>(&event)) {
            if (!note->in_chord) cursor += note->quarters;
          } else if (const auto* move = std::get_if<ScoreMove>(&event)) {
            cursor = std::max(0.0, cursor + move->quarters);
          } else if (const auto* meter = std::get_if<TimeSignature>(&event)) {
            if (!facts_[i].meter) facts_[i].meter = *meter;
          }
          facts_[i].quarters = std::max(facts_[i].quarters, cursor);
        }
      }
    }
  }

  /// The meter holds from where it is written on, whatever is repeated.
  void order_measures() {
    std::optional<TimeSignature> meter;
    std::vector<TimeSignature> meters;
    for (const auto& facts : facts_) {
      if (facts.meter) meter = facts.meter;
      if (!meter && facts.quarters > 0) meter = meter_of(facts.quarters, 4);
      meters.push_back(meter.value_or(TimeSignature{}));
    }
    for (const std::size_t i : playing_order(score_, kMostMeasures)) {
      const double written = facts_[i].quarters;
      played_.push_back({i, written > 0 ? written : bar_quarters(meters[i]), meters[i]});
    }
  }

  double first_rest() const {
    if (played_.empty()) return 0;
    const double missing = bar_quarters(played_.front().meter) - played_.front().quarters;
    return missing > kTolerance ? missing : 0;
  }

  /// Puts down time signatures so that bars begin where measures do.
  void align(double first_start) {
    double now = 0;
    for (std::size_t i = 0; i < played_.size();) {
      const PlayedMeasure& measure = played_[i];
      const double bar = bar_quarters(measure.meter);
      double length = measure.quarters + (i == 0 ? first_start : 0);
      std::size_t count = 1;
      if (length < bar - kTolerance && i + 1 < played_.size() &&
          same(length + played_[i + 1].quarters, bar)) {
        length = bar;  // a repeat sign inside a bar
        count = 2;
      }
      const bool last = i + count >= played_.size();
      const bool whole = same(length, bar) || (last && length < bar);
      const auto own = whole ? std::nullopt : meter_of(length, measure.meter.denominator);
      set_meter(now, own.value_or(measure.meter));
      now += length;
      i += count;
    }
  }

  void set_meter(double quarter, const TimeSignature& meter) {
    if (!meters_.empty() && meters_.back().what.numerator == meter.numerator &&
        meters_.back().what.denominator == meter.denominator) {
      return;
    }
    meters_.push_back({quarter, meter});
  }

  template <class Event>
  std::size_t first_part_with() const {
    for (std::size_t p = 0; p < score_.parts.size(); ++p) {
      for (const auto& measure : score_.parts[p].measures) {
        for (const auto& event : measure.events) {
          if (std::holds_alternative<Event>(event)) return p;
        }
      }
    }
    return 0;
  }

  void play_measure(std::size_t p, std::size_t index, double start, bool with_keys,
                    bool with_chords) {
    if (index >= score_.parts[p].measures.size()) return;
    double cursor = start, chord_start = start, chord_quarters = 0;
    for (const auto& event : score_.parts[p].measures[index].events) {
      if (const auto* note = std::get_if<ScoreNote>(&event)) {
        if (!note->in_chord) {
          chord_start = cursor;
          chord_quarters = note->quarters;
          cursor += note->quarters;
        }
        add_note(p, *note, chord_start, chord_start + chord_quarters);
      } else if (const auto* move = std::get_if<ScoreMove>(&event)) {
        cursor = std::max(start, cursor + move->quarters);
      } else if (const auto* tempo = std::get_if<Tempo>(&event)) {
        tempos_.push_back({cursor, *tempo});
      } else if (const auto* chord = std::get_if<ScoreChord>(&event); chord && with_chords) {
        chords_.push_back({std::max(start, cursor + chord->offset_quarters), chord->chord});
      } else if (const auto* key = std::get_if<KeySignature>(&event); key && with_keys) {
        const bool repeats = !keys_.empty() && keys_.back().what.key == key->key &&
                             keys_.back().what.minor == key->minor;
        // The first key holds from the beginning, a rest before it or not.
        if (!repeats) keys_.push_back({keys_.empty() ? 0 : cursor, *key});
      }
    }
  }

  void add_note(std::size_t part, const ScoreNote& note, double start, double end) {
    if (note.pitch == kScoreRest || !(end > start)) return;
    ++note_count_;
    auto& line = lines_[{part, note.staff, note.is_drum}];
    const auto tied = note.tie_stop ? line.open.find(note.pitch) : line.open.end();
    if (tied != line.open.end() && same(line.notes[tied->second].end, start)) {
      line.notes[tied->second].end = end;
      if (!note.tie_start) line.open.erase(tied);
      return;
    }
    if (note.tie_start) line.open[note.pitch] = line.notes.size();
    line.notes.push_back({start, end, &note});
  }

  /// Of tempos at one time the first part's holds.
  void build_clock() {
    std::stable_sort(tempos_.begin(), tempos_.end(),
                     [](const auto& a, const auto& b) { return a.quarter < b.quarter; });
    clock_.push_back({0, 0, kDefaultTempoQpm});
    double last = -1;
    for (const auto& [quarter, tempo] : tempos_) {
      if (last >= 0 && same(quarter, last)) continue;
      last = quarter;
      // A tempo at the first written note holds for the rest that was put before it too.
      if (clock_.size() == 1 && quarter < first_rest() + kTolerance) {
        clock_.back().qpm = tempo.qpm;
      } else if (tempo.qpm != clock_.back().qpm) {
        clock_.push_back({quarter, seconds(quarter), tempo.qpm});
      }
    }
  }

  double seconds(double quarter) const {
    auto after = std::upper_bound(clock_.begin(), clock_.end(), quarter,
                                  [](double q, const Beat& beat) { return q < beat.quarter; });
    const Beat& beat = after == clock_.begin() ? *after : *std::prev(after);
    return beat.time_s + (quarter - beat.quarter) * 60.0 / beat.qpm;
  }

  NoteSequence to_sequence() {
    build_clock();
    NoteSequence sequence;
    for (const auto& beat : clock_) sequence.tempos.push_back({beat.time_s, beat.qpm});
    for (const auto& [quarter, meter] : meters_) {
      sequence.time_signatures.push_back({seconds(quarter), meter.numerator, meter.denominator});
    }
    for (const auto& [quarter, key] : keys_) {
      sequence.key_signatures.push_back({seconds(quarter), key.key, key.minor});
    }
    std::stable_sort(chords_.begin(), chords_.end(),
                     [](const auto& a, const auto& b) { return a.quarter < b.quarter; });
    for (const auto& [quarter, chord] : chords_) {
      auto& symbols = sequence.chords;
      const double time_s = seconds(quarter);
      if (!symbols.empty() && symbols.back().time_s == time_s) symbols.pop_back();
      if (symbols.empty() || symbols.back().chord != chord) symbols.push_back({time_s, chord});
    }
    std::map<std::size_t, int> lines_of_part;
    for (const auto& [name, line] : lines_) ++lines_of_part[name.part];
    for (const auto& [name, line] : lines_) {
      const ScorePart& part = score_.parts[name.part];
      const int index = static_cast<int>(sequence.instruments.size());
      Instrument& instrument = sequence.instruments.emplace_back();
      instrument.track = static_cast<int>(name.part);
      instrument.is_drum = name.is_drum;
      instrument.channel = name.is_drum ? kDrumChannel : channel_of(part, index);
      instrument.program = name.is_drum ? 0 : part.program;
      instrument.name = part.name;
      if (lines_of_part[name.part] > 1 && !name.is_drum) {
        instrument.name += (part.name.empty() ? "staff " : ", staff ") + std::to_string(name.staff);
      }
      for (const PlayedNote& note : line.notes) {
        sequence.notes.push_back({.pitch = note.note->pitch,
                                  .velocity = note.note->velocity,
                                  .start_s = seconds(note.start),
                                  .end_s = seconds(note.end),
                                  .program = instrument.program,
                                  .instrument = index,
                                  .is_drum = name.is_drum});
      }
    }
    std::stable_sort(sequence.notes.begin(), sequence.notes.end(),
                     [](const Note& a, const Note& b) {
                       return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
                     });
    for (const auto& note : sequence.notes) {
      sequence.total_time_s = std::max(sequence.total_time_s, note.end_s);
    }
    return sequence;
  }

  static int channel_of(const ScorePart& part, int index) {
    if (part.channel >= 0 && part.channel < kChannels && part.channel != kDrumChannel) {
      return part.channel;
    }
    const int channel = index % (kChannels - 1);
    return channel < kDrumChannel ? channel : channel + 1;
  }

  struct LineName {
    std::size_t part = 0;
    int staff = 1;
    bool is_drum = false;
    bool operator<(const LineName& other) const {
      if (part != other.part) return part < other.part;
      return is_drum != other.is_drum ? is_drum < other.is_drum : staff < other.staff;
    }
  };
  struct Line {
    std::vector<PlayedNote> notes;
    std::map<int, std::size_t> open;  ///< by pitch, the note that a tie goes on from
  };
  struct Beat {
    double quarter = 0, time_s = 0, qpm = kDefaultTempoQpm;
  };

  const PrintedScore& score_;
  std::vector<MeasureFacts> facts_;
  std::vector<PlayedMeasure> played_;
  std::vector<At<TimeSignature>> meters_;
  std::vector<At<KeySignature>> keys_;
  std::vector<At<Tempo>> tempos_;
  std::vector<At<std::uint8_t>> chords_;
  std::vector<Beat> clock_;
  std::map<LineName, Line> lines_;
  std::size_t note_count_ = 0;
};

}  // namespace

Result<NoteSequence> play_score(const PrintedScore& score) { return ScorePlayer(score).play(); }

}  // namespace segue

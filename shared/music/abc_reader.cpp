// SPDX-License-Identifier: Apache-2.0
// Two passes: the text to a list of items for each voice (accidentals, lengths and tuplets are
// settled there), then the items, with repeats played out, to notes.
#include "shared/music/abc_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/codec/chord_codec.h"
#include "shared/music/abc_fields.h"

namespace segue {
namespace {

using detail::AbcKey;

constexpr int kMiddleC = 60;
constexpr int kVelocity = 80;
constexpr std::array<int, 7> kLetterPitch = {9, 11, 0, 2, 4, 5, 7};  // A B C D E F G
constexpr std::size_t kMostItems = 1 << 20;  // repeats inside repeats could go on for ever

struct Item {
  enum class Kind { kNote, kBar, kMeter, kKey, kChord } kind = Kind::kNote;
  std::vector<int> pitches;  ///< empty: a rest
  double quarters = 0;
  bool tied = false;  ///< to the next note
  bool repeat_start = false, repeat_end = false;
  std::vector<int> endings;  ///< that begin at this bar line
  TimeSignature meter;
  KeySignature key;
  std::uint8_t chord = 0;  ///< a chord symbol's class
};

struct Voice {
  std::vector<Item> items;
  AbcKey key{};
  std::map<int, int> accidentals;  ///< of this bar, by pitch without accidental
  int tuplet_left = 0;
  double tuplet_factor = 1;
  double broken = 1;  ///< what the next note's length is multiplied by
};

class AbcParser {
 public:
  explicit AbcParser(std::string_view text) : text_(text) {}

  Result<NoteSequence> read() {
    bool in_body = false, started = false;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      std::string_view line = text_.substr(at, end - at);
      at = end + 1;
      ++line_;
      if (const auto comment = line.find('%'); comment != std::string_view::npos) {
        line = line.substr(0, comment);
        if (detail::trim(line).empty()) continue;
      }
      if (detail::trim(line).empty()) {
        if (in_body) break;
        continue;
      }
      const bool field = line.size() > 1 && line[1] == ':' && line[0] != '|' && line[0] != ':';
      if (field && line[0] == 'X' && in_body) break;
      if (field) {
        started = true;
        if (!read_field(line[0], line.substr(2), in_body)) break;
        in_body = in_body || line[0] == 'K';
      } else if (in_body) {
        read_music(line);
      } else if (started) {
        continue;  // a header line that is none
      }
      if (!error_.empty()) break;
    }
    if (!error_.empty()) return Error{code_, "ABC line " + std::to_string(line_) + ": " + error_};
    if (!in_body) {
      return Error{ErrorCode::kCorruptData,
                   "no K: field was found: ABC tunes have a header that ends with their key"};
    }
    return play();
  }

 private:
  void fail(std::string what, ErrorCode code = ErrorCode::kCorruptData) {
    if (error_.empty()) error_ = std::move(what), code_ = code;
  }

  Voice& voice() { return voices_[voice_]; }

  bool read_field(char name, std::string_view value, bool in_body) {
    const std::string shown(detail::trim(value));
    if (name == 'K') {
      const auto key = detail::parse_abc_key(value);
      if (!key) return fail("K:" + shown + " is no key"), false;
      if (!in_body) key_ = *key;
      voice().key = *key;
      const auto signature = detail::parse_abc_key_signature(value);
      if (signature && !in_body) signature_ = signature;
      if (signature && in_body) {
        Item& item = voice().items.emplace_back();
        item.kind = Item::Kind::kKey;
        item.key = *signature;
      }
    } else if (name == 'M') {
      const auto meter = detail::parse_abc_meter(value);
      if (!meter) return fail("M:" + shown + " is no meter like 4/4"), false;
      if (in_body) {
        Item& item = voice().items.emplace_back();
        item.kind = Item::Kind::kMeter;
        item.meter = *meter;
      } else {
        meter_ = *meter;
      }
    } else if (name == 'L') {
      const auto length = detail::parse_abc_length(value);
      if (!length) return fail("L:" + shown + " is no length like 1/8"), false;
      unit_ = *length;
    } else if (name == 'Q') {
      if (const auto tempo = detail::parse_abc_tempo(value); tempo && !in_body) qpm_ = *tempo;
    } else if (name == 'V') {
      value = detail::trim(value);
      const auto end = std::min(value.find_first_of(" \t"), value.size());
      voice_ = std::string(value.substr(0, end));
      if (voices_.count(voice_) == 0) voice().key = key_;
    }
    return true;
  }

  double unit() const {
    if (unit_ > 0) return unit_;
    return static_cast<double>(meter_.numerator) / meter_.denominator < 0.75 ? 0.25 : 0.5;
  }

  /// "3/2", "/", "//", "2": a multiple of the unit length.
  double take_length(std::string_view& rest) {
    double factor = 1;
    if (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
      const auto number = detail::take_number(rest);
      if (!number || *number == 0) return fail("a length that is none"), 1.0;
      factor = *number;
    }
    while (!rest.empty() && rest[0] == '/') {
      rest.remove_prefix(1);
      double by = 2;
      if (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
        const auto number = detail::take_number(rest);
        if (!number || *number == 0) return fail("a length that is none"), 1.0;
        by = *number;
      }
      factor /= by;
    }
    return factor;
  }

  /// A pitch with its accidental and octave, or -1 when there is none at the front.
  int take_pitch(std::string_view& rest) {
    std::string_view ahead = rest;
    int accidental = 0;
    bool has_accidental = false;
    while (!ahead.empty() && (ahead[0] == '^' || ahead[0] == '_' || ahead[0] == '=')) {
      accidental += ahead[0] == '^' ? 1 : ahead[0] == '_' ? -1 : 0;
      has_accidental = true;
      ahead.remove_prefix(1);
    }
    if (ahead.empty()) return -1;
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(ahead[0])));
    if (upper < 'A' || upper > 'G') return -1;
    const auto letter = static_cast<std::size_t>(upper - 'A');
    int natural = kMiddleC + kLetterPitch[letter] + (ahead[0] == upper ? 0 : 12);
    ahead.remove_prefix(1);
    while (!ahead.empty() && (ahead[0] == '\'' || ahead[0] == ',')) {
      natural += ahead[0] == '\'' ? 12 : -12;
      ahead.remove_prefix(1);
    }
    rest = ahead;
    Voice& v = voice();
    if (has_accidental) v.accidentals[natural] = accidental;
    const auto held = v.accidentals.find(natural);
    const int pitch = natural + (held != v.accidentals.end() ? held->second : v.key[letter]);
    if (pitch < 0 || pitch > 127) return fail("a pitch outside MIDI's range"), -1;
    return pitch;
  }

  void add_note(std::vector<int> pitches, double factor) {
    Voice& v = voice();
    Item item;
    item.pitches = std::move(pitches);
    item.quarters = factor * unit() * std::exchange(v.broken, 1.0);
    if (v.tuplet_left > 0) {
      item.quarters *= v.tuplet_factor;
      --v.tuplet_left;
    }
    v.items.push_back(std::move(item));
  }

  void take_tuplet(std::string_view& rest) {
    const int p = detail::take_number(rest).value_or(0);
    const bool compound = meter_.numerator % 3 == 0 && meter_.numerator > 3;
    constexpr std::array<int, 10> kDefault = {0, 0, 3, 2, 3, 0, 2, 0, 3, 0};
    if (p < 2 || p > 9) return fail("a tuplet of " + std::to_string(p) + " notes");
    int q = kDefault[static_cast<std::size_t>(p)], r = p;
    if (q == 0) q = compound ? 3 : 2;
    for (int* value : {&q, &r}) {
      if (rest.empty() || rest[0] != ':') break;
      rest.remove_prefix(1);
      if (const auto number = detail::take_number(rest)) *value = std::max(*number, 1);
    }
    voice().tuplet_left = r;
    voice().tuplet_factor = static_cast<double>(q) / p;
  }

  void take_broken(std::string_view& rest) {
    const char sign = rest[0];
    double shorter = 1;
    while (!rest.empty() && rest[0] == sign) shorter /= 2, rest.remove_prefix(1);
    auto& items = voice().items;
    if (items.empty() || items.back().kind != Item::Kind::kNote) return;
    const double longer = 2 - shorter;
    items.back().quarters *= sign == '>' ? longer : shorter;
    voice().broken = sign == '>' ? shorter : longer;
  }

  /// "|", "||", "|]", "|:", ":|", "::", ":|2" and "[1".
  void take_bar(std::string_view& rest) {
    Item bar;
    bar.kind = Item::Kind::kBar;
    std::string signs;
    while (!rest.empty() && (rest[0] == '|' || rest[0] == ':' || rest[0] == ']')) {
      signs += rest[0];
      rest.remove_prefix(1);
    }
    const auto line = signs.find('|');
    if (line == std::string::npos) {
      bar.repeat_start = bar.repeat_end = signs.find(':') != std::string::npos;
    } else {
      bar.repeat_end = signs.find(':') < line;
      bar.repeat_start = signs.find(':', line) != std::string::npos;
    }
    std::string_view ahead = rest;
    if (!ahead.empty() && ahead[0] == '[') ahead.remove_prefix(1);
    while (const auto number = detail::take_number(ahead)) {
      bar.endings.push_back(*number);
      rest = ahead;
      if (ahead.empty() || (ahead[0] != ',' && ahead[0] != '-')) break;
      ahead.remove_prefix(1);
    }
    voice().accidentals.clear();
    voice().items.push_back(std::move(bar));
  }

  void take_bracket(std::string_view& rest) {
    if (rest.size() > 2 && rest[2] == ':' && std::isalpha(static_cast<unsigned char>(rest[1]))) {
      const auto end = rest.find(']');
      if (end == std::string_view::npos) return fail("an inline field without its ]");
      read_field(rest[1], rest.substr(3, end - 3), true);
      rest.remove_prefix(end + 1);
      return;
    }
    if (rest.size() > 1 && (rest[1] == '|' || (rest[1] >= '0' && rest[1] <= '9'))) {
      if (rest[1] == '|') rest.remove_prefix(1);
      return take_bar(rest);
    }
    rest.remove_prefix(1);
    std::vector<int> pitches;
    double inner = 0;
    while (!rest.empty() && rest[0] != ']' && error_.empty()) {
      if (const int pitch = take_pitch(rest); pitch >= 0) {
        pitches.push_back(pitch);
        const double length = take_length(rest);
        if (inner == 0) inner = length;
      } else {
        rest.remove_prefix(1);  // ornaments and ties inside the chord
      }
    }
    if (rest.empty()) return fail("a chord without its ]");
    rest.remove_prefix(1);
    add_note(std::move(pitches), (inner > 0 ? inner : 1) * take_length(rest));
  }

  bool skip_to(std::string_view& rest, char end) {
    const auto at = rest.find(end, 1);
    if (at == std::string_view::npos) return fail(std::string("no closing ") + end), false;
    rest.remove_prefix(at + 1);
    return true;
  }

  /// "Am" over a note; other quoted text, "^slowly" or "Fine", is none.
  void take_symbol(std::string_view& rest) {
    const std::string_view from = rest;
    if (!skip_to(rest, '"')) return;
    const auto chord = parse_chord(detail::trim(from.substr(1, from.size() - rest.size() - 2)));
    if (!chord) return;
    Item& item = voice().items.emplace_back();
    item.kind = Item::Kind::kChord;
    item.chord = *chord;
  }

  void read_music(std::string_view rest) {
    constexpr std::string_view kIgnored = " \t\r\\~.()$*`;y'HIJKLMNOPQRSTUVWhijklmnopqrstuvw]";
    while (!rest.empty() && error_.empty()) {
      const char c = rest[0];
      if (const int pitch = take_pitch(rest); pitch >= 0) {
        add_note({pitch}, take_length(rest));
      } else if (c == 'z' || c == 'x') {
        rest.remove_prefix(1);
        add_note({}, take_length(rest));
      } else if (c == 'Z' || c == 'X') {
        rest.remove_prefix(1);
        const double bars = detail::take_number(rest).value_or(1);
        add_note({}, bars * 4 * meter_.numerator / meter_.denominator / unit());
      } else if (c == '|' || c == ':') {
        take_bar(rest);
      } else if (c == '[') {
        take_bracket(rest);
      } else if (c == '(' && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9') {
        rest.remove_prefix(1);
        take_tuplet(rest);
      } else if (c == '>' || c == '<') {
        take_broken(rest);
      } else if (c == '-') {
        if (!voice().items.empty()) voice().items.back().tied = true;
        rest.remove_prefix(1);
      } else if (c == '!' && rest.find('!', 1) == std::string_view::npos) {
        rest.remove_prefix(1);  // an end of line in old files
      } else if (c == '"') {
        take_symbol(rest);
      } else if (c == '!' || c == '{') {
        if (!skip_to(rest, c == '{' ? '}' : c)) return;
      } else if (c == '&') {
        fail("voice overlays (&) are not read", ErrorCode::kUnsupported);
      } else if (kIgnored.find(c) != std::string_view::npos) {
        rest.remove_prefix(1);
      } else {
        fail(std::string("\"") + c + "\" has no meaning here");
      }
    }
  }

  /// The items of a voice in the order in which they are played.
  static std::vector<const Item*> unroll(const std::vector<Item>& items) {
    std::vector<const Item*> played;
    std::size_t start = 0;
    int pass = 1;
    const auto has = [&](const Item& item) {
      return std::find(item.endings.begin(), item.endings.end(), pass) != item.endings.end();
    };
    for (std::size_t i = 0; i < items.size() && played.size() < kMostItems;) {
      const Item& item = items[i];
      if (item.repeat_end && pass == 1) {
        pass = 2;
        i = start;
        continue;
      }
      played.push_back(&item);
      if (item.repeat_start || item.repeat_end) {
        const bool second_ending = !item.endings.empty();
        if (item.repeat_start) start = i + 1;
        if (!second_ending || item.repeat_start) pass = 1;
        if (item.repeat_end && !item.repeat_start) start = i + 1;
      }
      ++i;
      if (item.endings.empty() || has(item)) continue;
      // Another pass's ending: on to the one of this pass, or behind the repeat.
      while (i < items.size() &&
             !(items[i].endings.empty() ? items[i].repeat_end : has(items[i]))) {
        ++i;
      }
      if (i < items.size() && has(items[i])) played.push_back(&items[i]);
      if (i < items.size()) {
        start = i + 1;
        if (!has(items[i])) pass = 1;
        ++i;
      }
    }
    return played;
  }

  double pickup(const std::vector<Item>& items) const {
    double first_bar = 0;
    for (const auto& item : items) {
      if (item.kind == Item::Kind::kBar && first_bar > 0) break;
      if (item.kind == Item::Kind::kNote) first_bar += item.quarters;
    }
    const double bar = 4.0 * meter_.numerator / meter_.denominator;
    constexpr double kTolerance = 1e-6;
    return first_bar > 0 && first_bar < bar - kTolerance ? bar - first_bar : 0;
  }

  Result<NoteSequence> play() {
    NoteSequence sequence;
    sequence.tempos = {{0, qpm_}};
    sequence.time_signatures = {meter_};
    if (signature_) sequence.key_signatures = {*signature_};
    const double quarter_s = 60.0 / qpm_;
    for (const auto& [name, voice] : voices_) {
      if (voice.items.empty()) continue;
      const int index = static_cast<int>(sequence.instruments.size());
      Instrument& instrument = sequence.instruments.emplace_back();
      instrument.track = index;
      instrument.name = name;
      double now = pickup(voice.items);
      const bool with_chords = sequence.chords.empty();  // those of the first voice that has some
      bool tied = false;
      std::vector<std::size_t> last;  // notes that the tie before goes to
      for (const Item* item : unroll(voice.items)) {
        if (item->kind == Item::Kind::kMeter && index == 0) {
          sequence.time_signatures.push_back(
              {now * quarter_s, item->meter.numerator, item->meter.denominator});
        }
        if (item->kind == Item::Kind::kKey && index == 0) {
          sequence.key_signatures.push_back({now * quarter_s, item->key.key, item->key.minor});
        }
        if (item->kind == Item::Kind::kChord && with_chords) {
          sequence.chords.push_back({now * quarter_s, item->chord});
        }
        if (item->kind != Item::Kind::kNote) continue;
        const double end = now + item->quarters;
        std::vector<std::size_t> these;
        for (const int pitch : item->pitches) {
          const auto held = std::find_if(last.begin(), last.end(), [&](std::size_t i) {
            return tied && sequence.notes[i].pitch == pitch;
          });
          if (held != last.end()) {
            sequence.notes[*held].end_s = end * quarter_s;
            these.push_back(*held);
            continue;
          }
          these.push_back(sequence.notes.size());
          sequence.notes.push_back({.pitch = pitch,
                                    .velocity = kVelocity,
                                    .start_s = now * quarter_s,
                                    .end_s = end * quarter_s,
                                    .instrument = index});
        }
        last = std::move(these);
        tied = item->tied;
        now = end;
      }
    }
    if (sequence.notes.empty()) return Error{ErrorCode::kNoMusic, "the ABC tune has no note"};
    for (const auto& note : sequence.notes) {
      sequence.total_time_s = std::max(sequence.total_time_s, note.end_s);
    }
    std::sort(sequence.notes.begin(), sequence.notes.end(), [](const Note& a, const Note& b) {
      return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
    });
    return sequence;
  }

  std::string_view text_;
  int line_ = 0;
  TimeSignature meter_{0, 4, 4};
  AbcKey key_{};
  std::optional<KeySignature> signature_;
  double unit_ = 0;  ///< quarters; 0: by the meter
  double qpm_ = kDefaultTempoQpm;
  std::map<std::string, Voice> voices_;
  std::string voice_;
  std::string error_;
  ErrorCode code_ = ErrorCode::kCorruptData;
};

}  // namespace

Result<NoteSequence> read_abc(std::string_view text) { return AbcParser(text).read(); }

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_drawing.h"

#include <algorithm>
#include <functional>
#include <map>

#include "shared/codec/chord_codec.h"
#include "shared/codec/drum_codec.h"
#include "shared/codec/groove_codec.h"
#include "shared/codec/melody_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/codec/polyphony_codec.h"
#include "shared/codec/roll_codec.h"
#include "shared/codec/trio_codec.h"
#include "shared/music/pitch_names.h"

namespace segue {
namespace {

constexpr float kSoft = 0.4f;                      // of full velocity
constexpr int kStreamBars = 4, kStreamSteps = 64;  // of a stream that are drawn

class Drawing {
 public:
  Drawing(int steps, int bars) : steps_(steps), bar_(std::max(steps / std::max(bars, 1), 1)) {}

  void add_notes(const QuantizedSequence& sequence) {
    // Parts in the order of their instruments, high notes above low ones, drums from the cymbals.
    std::map<std::pair<int, int>, std::string> rows;
    for (const auto& note : sequence.notes) {
      std::string& row = rows[{note.instrument, -note.pitch}];
      row.resize(static_cast<std::size_t>(steps_), '.');
      for (int step = note.start_step; step < std::min(note.end_step, steps_); ++step) {
        row[static_cast<std::size_t>(step)] = step == note.start_step ? '#' : '=';
      }
    }
    for (const auto& [key, row] : rows) {
      const auto& instrument = sequence.instruments[static_cast<std::size_t>(key.first)];
      const int pitch = -key.second, c = drum_class(pitch);
      add_line(instrument.is_drum
                   ? c >= 0 ? drum_class_names()[static_cast<std::size_t>(c)] : "other drum"
                   : pitch_name(pitch),
               row);
    }
  }

  void add_line(std::string label, const std::string& row) {
    constexpr std::size_t kLabelColumns = 11;
    label.resize(std::max(label.size() + 1, row_label_ ? kLabelColumns : std::size_t{4}), ' ');
    text_ += "    " + label;
    for (std::size_t step = 0; step < row.size(); ++step) {
      if (step % static_cast<std::size_t>(bar_) == 0) text_ += '|';
      text_ += row[step];
    }
    text_ += "|\n";
  }

  void use_long_labels() { row_label_ = true; }
  const std::string& text() const { return text_; }

 private:
  int steps_, bar_;
  bool row_label_ = false;
  std::string text_;
};

void draw_groove(std::span<const float> features, Drawing& drawing) {
  for (std::size_t c = kDrumClasses; c-- > 0;) {
    std::string row;
    for (std::size_t i = 0; i < features.size(); i += kGrooveDepth) {
      const bool hit = features[i + c] > 0.5f;
      row += !hit ? '.' : features[i + kDrumClasses + c] < kSoft ? 'o' : '#';
    }
    if (row.find_first_not_of('.') != std::string::npos) {
      drawing.add_line(drum_class_names()[c], row);
    }
  }
}

/// "F       C   " : a name where a chord starts.
std::string chord_row(std::span<const std::uint8_t> controls, std::size_t kinds, std::size_t kind) {
  std::string row(controls.size() / kinds, ' ');
  for (std::size_t t = 0; t < row.size(); ++t) {
    const std::uint8_t chord = controls[t * kinds + kind];
    if (t > 0 && chord == controls[(t - 1) * kinds + kind]) continue;
    const std::string name = chord_name(chord);
    row.replace(t, std::min(name.size(), row.size() - t), name, 0,
                std::min(name.size(), row.size() - t));
  }
  return row;
}

}  // namespace

Result<QuantizedSequence> decode_window(const RepresentationInfo& info,
                                        std::span<const std::uint16_t> tokens,
                                        std::span<const float> features) {
  if (info.head == DecoderHead::kNade) return decode_drum_labels(features, info.feature_depth);
  if (info.name == "drums_9") return decode_drums(tokens);
  if (info.name == "trio_692") return decode_trio(tokens);
  if (info.name == "multitrack_490") return decode_multitrack(tokens);
  if (info.is_stream) return decode_polyphony(tokens);
  if (info.name == "melody_roll_89") return decode_roll(tokens);
  if (info.name == "melody_midi_90") return decode_midi_like(tokens);
  if (info.name == "melody_90") {
    return decode_melody(std::vector<std::uint8_t>(tokens.begin(), tokens.end()));
  }
  return Error{ErrorCode::kUnsupported,
               "windows of " + std::string(info.name) + " are no notes on the grid"};
}

std::string draw_window(const Dataset& dataset, const DatasetSplit& split, std::int64_t index) {
  const RepresentationInfo& info = *dataset.info();
  const bool events = info.fixed_rows > 0;  // a row of the window is no step of time
  Drawing drawing(events                ? kMultitrackSteps
                  : dataset.is_stream() ? kStreamSteps
                                        : dataset.steps,
                  dataset.is_stream() ? kStreamBars : dataset.bars);
  const auto features = dataset.feature_window(split, index);
  if (info.name != "melody_90" && info.parts.front().name != "melody") drawing.use_long_labels();
  if (info.parts.size() > 1) drawing.use_long_labels();
  const auto controls = dataset.control_window(split, index);
  for (std::size_t k = 0; k < dataset.controls.size(); ++k) {
    if (dataset.controls[k] == "chords" && !events) {
      drawing.add_line("", chord_row(controls, dataset.controls.size(), k));
    }
  }
  if (info.head == DecoderHead::kGroove) {
    draw_groove(features, drawing);
    return drawing.text();
  }
  const auto decoded = decode_window(info, dataset.window(split, index), features);
  if (!decoded) return "    " + decoded.error().message + "\n";
  drawing.add_notes(*decoded);
  return drawing.text();
}

}  // namespace segue

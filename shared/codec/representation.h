// SPDX-License-Identifier: Apache-2.0
// How music becomes rows of a network: the table of representations. Trainer, export, inference and
// data sets read their sizes from here; the codecs beside it make and read the rows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace segue {

enum class DecoderHead {
  kCategorical,  ///< one token a step and part
  kNade,         ///< F zeros and ones a step, one after the other
  kGroove,       ///< hits, velocities, offsets: F = 27 reals
};

/// One output of the decoder.
struct RepresentationPart {
  std::string_view name;  ///< "melody", "bass", "drums", "events"
  int classes = 0;        ///< V: tokens to choose from; 0 unless the head is categorical
  int input_depth = 0;    ///< columns of this part in the encoder's input row
  bool operator==(const RepresentationPart&) const = default;
};

/// A window is `tokens` [T, P] for a categorical head, else `features` [T, F].
struct RepresentationInfo {
  std::string_view name;  ///< "melody_90"
  DecoderHead head = DecoderHead::kCategorical;
  std::span<const RepresentationPart> parts;  ///< P >= 1
  int feature_depth = 0;                      ///< F; 0 for tokens
  int steps_per_quarter = 4;
  int fixed_rows = 0;      ///< T where rows are events, not steps of time; 0: a row a step
  bool is_stream = false;  ///< T differs from piece to piece: music to continue, not to encode

  /// D of the encoder's input row, without controls.
  int input_depth() const;
  /// Columns of the decoder's output, and of what is fed back: the sum of classes, or F.
  int output_depth() const;
};

/// melody_90, melody_roll_89, melody_midi_90, drums_9, drums_9_nade, drums_61_nade, trio_692,
/// groove_27, multitrack_490, polyphony_259. Sources: REFERENCE 3.1 and 5.1 (magenta's converters;
/// Altmann's thesis).
std::span<const RepresentationInfo> representations();

/// Null when there is none of that name.
const RepresentationInfo* find_representation(std::string_view name);

/// Encoder columns of every token of part `part` of a categorical representation: [V, input_depth],
/// row-major. The identity, but for drums_9: 512 tokens to 9 hits and "none".
std::vector<float> input_table(const RepresentationInfo& info, std::size_t part);

/// One step's encoder columns, out [D], of its tokens [P] (each below its part's classes).
void fill_input_row(const RepresentationInfo& info, std::span<const std::uint16_t> tokens,
                    std::span<float> out);
/// The same of its features [F]; NADE representations add the column "none".
void fill_input_row(const RepresentationInfo& info, std::span<const float> features,
                    std::span<float> out);

/// What a decoder can be told beside z, step by step.
enum class ControlKind { kChords, kKey, kHits };

/// `depth` columns of an input row. kChords (49) and kKey (12) are stored as one class index a step
/// in `controls` uint8 [T, K] and enter as one-hot columns. kHits (9) is not stored: its columns
/// are the first nine features of the target.
struct ControlInfo {
  std::string_view name;  ///< "chords", "key", "hits"
  ControlKind kind = ControlKind::kChords;
  int depth = 0;
  bool stored = true;
};

std::span<const ControlInfo> control_kinds();

/// Null when there is none of that name.
const ControlInfo* find_control(std::string_view name);

/// Moves a window up by `semitones` in place: `tokens` [T, P], `controls` [T, K] with K =
/// kinds.size(), may be empty. Melody notes that leave the vocabulary become "no event" (a rest in
/// melody_roll_89, a note-off in melody_midi_90); notes of multitrack_490 stay in 0..127 by going
/// an octave back; a stream of polyphony_259 stays as it is when a note would leave. Drums stay.
/// Chord roots and keys move along.
void transpose_window(const RepresentationInfo& info, std::span<std::uint16_t> tokens,
                      std::span<std::uint8_t> controls, std::span<const ControlKind> kinds,
                      int semitones);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// A clip of any representation: what a model makes and is given, as rows for its graphs, as notes
// and as the bytes of a .mid file.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/music/note_sequence.h"
#include "shared/tensor/tensor.h"

namespace segue {

/// Tokens [T, P] or features [T, F], as the representation says, row-major; what the model was told
/// with them; the latent vector they came from.
struct MusicClip {
  std::vector<std::uint16_t> tokens;
  std::vector<float> features;
  std::vector<std::uint8_t> controls;  ///< [T, K] of the stored controls; empty: none told
  std::vector<float> z;                ///< [Z]
  bool operator==(const MusicClip&) const = default;
};

/// A melody of melody_90, and back: tokens above 255 are no melody's and become 255.
MusicClip to_music_clip(std::span<const std::uint8_t> melody);
std::vector<std::uint8_t> to_melody(const MusicClip& clip);

/// Whether the sizes and tokens are those of `form`. Errors: kInvalidArgument, saying where.
Result<void> check_clip(const MusicClip& clip, const Representation& form);
/// Whether `controls` is empty or [T, K] of classes in range. Errors: kInvalidArgument.
Result<void> check_controls(std::span<const std::uint8_t> controls, const Representation& form);

/// The encoder's input [B, T, D] of clips that fit; grooves as form.groove_input shows them.
Tensor to_sequence(std::span<const MusicClip> clips, const Representation& form);
/// What a groove model was shown of `original` comes back in `made` as it was (restore_given of
/// shared/codec/groove_codec.h); clips of other models stay as they are. Both fit `form`.
void restore_given(const MusicClip& original, const Representation& form, MusicClip& made);
/// A clip's control columns [T, C] for the decoder. Without `controls` the first class is told at
/// every step ("no chord", the key of C); without features no hits.
std::vector<float> control_columns(std::span<const std::uint8_t> controls,
                                   std::span<const float> features, const Representation& form);

/// What `chords` ("C Am F G", as parse_chords reads them) tell a model that has chords among its
/// controls, shared evenly by its steps: [T, K] for DecodeOptions::controls, 0 for other controls.
/// Errors: kInvalidArgument (a model that is told no chords), and those of parse_chords.
Result<std::vector<std::uint8_t>> chord_controls(const Representation& form,
                                                 std::string_view chords);

/// Clips one after another as notes in the meter of `form`; `program` is the melody's, tracks of
/// multitrack_490 have their own. Errors: kInvalidArgument (no clip, a clip that does not fit,
/// tempo not above 0, program outside 0..127), kUnsupported.
Result<NoteSequence> clips_to_notes(std::span<const MusicClip> clips, const Representation& form,
                                    double tempo_qpm, int program);
/// The same as the bytes of a .mid file.
Result<std::vector<std::uint8_t>> clips_to_midi(std::span<const MusicClip> clips,
                                                const Representation& form, double tempo_qpm,
                                                int program);

}  // namespace segue

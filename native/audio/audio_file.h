// SPDX-License-Identifier: Apache-2.0
// PCM to and from audio files, through libsndfile: WAV, FLAC and Ogg Vorbis.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/synth/render_sequence.h"

namespace segue {

enum class AudioFormat { kWav, kFlac, kOgg };

/// "wav", "flac", "ogg": the name on the command line and the ending of the file.
std::string_view to_name(AudioFormat format);
/// By a path's ending, in whatever case; nothing for other endings.
std::optional<AudioFormat> audio_format_of(std::string_view path);

/// What players show; what is empty is left out.
struct AudioTags {
  std::string title = {};
  std::string comment = {};
  std::string artist = {};
  std::string album = {};
  std::string software = {};
};

/// The bytes of a file: WAV and FLAC in 16 bits, Vorbis at about 190 kbit/s. Samples outside
/// [-1, 1] are clipped. The same samples and tags give the same bytes. Errors: kInvalidArgument for
/// no samples or channels of two lengths; kRuntime with libsndfile's reason.
Result<std::vector<std::uint8_t>> encode_audio(const StereoPcm& pcm, AudioFormat format,
                                               const AudioTags& tags = {});

/// The way back, for tests and comparisons: one channel is given twice. Errors: kCorruptData with
/// libsndfile's reason, kUnsupported for more than two channels.
Result<StereoPcm> decode_audio(std::span<const std::uint8_t> bytes);

}  // namespace segue

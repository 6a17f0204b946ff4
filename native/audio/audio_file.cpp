// SPDX-License-Identifier: Apache-2.0
#include "native/audio/audio_file.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <memory>
#include <utility>

#include "native/audio/ogg_pages.h"

namespace segue {
namespace {

constexpr std::array kFormats = {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg};
constexpr double kVorbisQuality = 0.6;
// Level 2 of 8, the first to see what the channels share: about as small as the default, much
// faster.
constexpr double kFlacLevel = 0.25;
constexpr std::uint32_t kOggSerial = 1;  // a file has one stream
constexpr std::size_t kFramesAtOnce = 1 << 14;

/// A file in memory, as libsndfile wants to see it.
struct MemoryFile {
  std::vector<std::uint8_t> bytes;
  sf_count_t position = 0;
};

MemoryFile& file_of(void* user) { return *static_cast<MemoryFile*>(user); }

sf_count_t length(void* user) { return static_cast<sf_count_t>(file_of(user).bytes.size()); }
sf_count_t tell(void* user) { return file_of(user).position; }

sf_count_t seek(sf_count_t offset, int whence, void* user) {
  auto& file = file_of(user);
  const sf_count_t base = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? file.position
                                               : length(user);
  if (base + offset < 0) return -1;
  return file.position = base + offset;
}

sf_count_t read(void* to, sf_count_t count, void* user) {
  auto& file = file_of(user);
  const auto left = std::max<sf_count_t>(length(user) - file.position, 0);
  count = std::min(count, left);
  if (count > 0)
    std::memcpy(to, file.bytes.data() + file.position, static_cast<std::size_t>(count));
  file.position += count;
  return count;
}

sf_count_t write(const void* from, sf_count_t count, void* user) {
  auto& file = file_of(user);
  const auto end = static_cast<std::size_t>(file.position + count);
  if (file.bytes.size() < end) file.bytes.resize(end);
  std::memcpy(file.bytes.data() + file.position, from, static_cast<std::size_t>(count));
  file.position += count;
  return count;
}

SF_VIRTUAL_IO memory_io() { return {length, seek, read, write, tell}; }

using Handle = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

int code_of(AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    case AudioFormat::kFlac:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    case AudioFormat::kOgg:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
  }
  return 0;
}

}  // namespace

std::string_view to_name(AudioFormat format) {
  return format == AudioFormat::kWav ? "wav" : format == AudioFormat::kFlac ? "flac" : "ogg";
}

std::optional<AudioFormat> audio_format_of(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == path.npos) return std::nullopt;
  std::string ending(path.substr(dot + 1));
  for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto format : kFormats) {
    if (ending == to_name(format)) return format;
  }
  return std::nullopt;
}

Result<std::vector<std::uint8_t>> encode_audio(const StereoPcm& pcm, AudioFormat format,
                                               const AudioTags& tags) {
  if (pcm.left.empty() || pcm.left.size() != pcm.right.size()) {
    return Error{ErrorCode::kInvalidArgument,
                 "audio needs two channels of the same length with at least one sample; found " +
                     std::to_string(pcm.left.size()) + " and " + std::to_string(pcm.right.size())};
  }
  MemoryFile file;
  SF_INFO info{};
  info.samplerate = static_cast<int>(pcm.sample_rate_hz);
  info.channels = 2;
  info.format = code_of(format);
  auto io = memory_io();
  Handle handle(sf_open_virtual(&io, SFM_WRITE, &info, &file), sf_close);
  const auto failed = [&](SNDFILE* of) {
    return Error{ErrorCode::kRuntime,
                 "no " + std::string(to_name(format)) + " file could be made: " + sf_strerror(of)};
  };
  if (!handle) return failed(nullptr);
  // Each format its own: to libsndfile a quality is 1 - a level, and the last word counts.
  if (format == AudioFormat::kOgg) {
    double quality = kVorbisQuality;
    sf_command(handle.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
  } else if (format == AudioFormat::kFlac) {
    double level = kFlacLevel;
    sf_command(handle.get(), SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
  }
  sf_command(handle.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  const std::pair<int, const std::string*> strings[] = {{SF_STR_TITLE, &tags.title},
                                                        {SF_STR_COMMENT, &tags.comment},
                                                        {SF_STR_ARTIST, &tags.artist},
                                                        {SF_STR_ALBUM, &tags.album},
                                                        {SF_STR_SOFTWARE, &tags.software}};
  for (const auto& [kind, text] : strings) {
    if (!text->empty()) sf_set_string(handle.get(), kind, text->c_str());
  }
  std::vector<float> frames;  // left and right in turn
  for (std::size_t at = 0; at < pcm.left.size();) {
    const std::size_t count = std::min(kFramesAtOnce, pcm.left.size() - at);
    frames.resize(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
      frames[2 * i] = pcm.left[at + i];
      frames[2 * i + 1] = pcm.right[at + i];
    }
    const auto wanted = static_cast<sf_count_t>(count);
    if (sf_writef_float(handle.get(), frames.data(), wanted) != wanted) return failed(handle.get());
    at += count;
  }
  if (sf_close(handle.release()) != 0) return failed(nullptr);
  if (format == AudioFormat::kOgg) set_ogg_serial(file.bytes, kOggSerial);
  return std::move(file.bytes);
}

Result<StereoPcm> decode_audio(std::span<const std::uint8_t> bytes) {
  MemoryFile file{{bytes.begin(), bytes.end()}};
  SF_INFO info{};
  auto io = memory_io();
  Handle handle(sf_open_virtual(&io, SFM_READ, &info, &file), sf_close);
  if (!handle) {
    return Error{ErrorCode::kCorruptData, "this is no audio file that libsndfile reads: " +
                                              std::string(sf_strerror(nullptr))};
  }
  if (info.channels > 2) {
    return Error{ErrorCode::kUnsupported,
                 "expected one or two channels, found " + std::to_string(info.channels)};
  }
  StereoPcm pcm;
  pcm.sample_rate_hz = info.samplerate;
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> frames(kFramesAtOnce * channels);
  while (true) {
    const auto count = sf_readf_float(handle.get(), frames.data(), kFramesAtOnce);
    if (count <= 0) break;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      pcm.left.push_back(frames[i * channels]);
      pcm.right.push_back(frames[i * channels + channels - 1]);
    }
  }
  return pcm;
}

}  // namespace segue

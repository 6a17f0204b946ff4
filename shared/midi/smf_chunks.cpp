// SPDX-License-Identifier: Apache-2.0
// Chunk layout of damaged and sound files. Every search ends where the next one starts or at the
// end of the file, so that the whole stays linear in the input.
#include "shared/midi/smf_chunks.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "shared/base/byte_reader.h"

namespace segue::detail {
namespace {

constexpr std::size_t kChunkHeaderSize = 8;
constexpr std::size_t kHeaderDataSize = 6;
constexpr std::size_t kMaxInputSize = std::size_t{1} << 28;

bool has_name(std::span<const std::uint8_t> bytes, std::size_t offset, std::string_view name) {
  return offset <= bytes.size() && bytes.size() - offset >= name.size() &&
         std::equal(name.begin(), name.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

ByteReader reader_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
  ByteReader reader(bytes);
  reader.skip_up_to(offset);
  return reader;
}

std::uint32_t swap_bytes(std::uint32_t v) {
  return v >> 24 | (v >> 8 & 0xFF00) | (v << 8 & 0xFF0000) | v << 24;
}

std::string count_of(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// The chunk's name where it can be printed, for messages.
std::string name_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
  return std::string(bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                     bytes.begin() + static_cast<std::ptrdiff_t>(offset + 4));
}

}  // namespace

bool is_track_chunk(std::span<const std::uint8_t> bytes, std::size_t offset) {
  return has_name(bytes, offset, "MTrk");
}

std::optional<std::size_t> SmfChunks::find(const char* name, std::size_t from,
                                           std::size_t to) const {
  const std::string_view wanted(name);
  const auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(std::min(from, to));
  const auto end = bytes_.begin() + static_cast<std::ptrdiff_t>(to);
  const auto found =
      std::search(begin, end, wanted.begin(), wanted.end(),
                  [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
  if (found == end) return std::nullopt;
  return static_cast<std::size_t>(found - bytes_.begin());
}

bool SmfChunks::looks_like_chunk(std::size_t offset) const {
  ByteReader reader = reader_at(bytes_, offset);
  if (reader.remaining() < kChunkHeaderSize) return false;
  if (is_track_chunk(bytes_, offset)) return true;
  for (const std::uint8_t letter : reader.read_up_to(4)) {
    const bool is_letter = (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z';
    if (!is_letter && letter != ' ' && !(letter >= '0' && letter <= '9')) return false;
  }
  const auto length = reader.read_u32();
  return length && *length <= reader.remaining();
}

void SmfChunks::unwrap_riff() {
  if (!has_name(bytes_, 0, "RIFF") || !has_name(bytes_, 8, "RMID")) return;
  ByteReader reader = reader_at(bytes_, 12);
  while (reader.remaining() >= kChunkHeaderSize) {
    const std::size_t start = reader.offset();
    reader.skip_up_to(4);
    const std::uint32_t length = swap_bytes(*reader.read_u32());  // RIFF is little-endian
    if (has_name(bytes_, start, "data")) {
      offset_ = reader.offset();
      if (length > reader.remaining()) {
        warnings_.add(start, "the RIFF data chunk says it has " + count_of(length, "byte") +
                                 ", the file has " + std::to_string(reader.remaining()));
      }
      bytes_ = bytes_.first(offset_ + std::min<std::size_t>(length, reader.remaining()));
      return;
    }
    reader.skip_up_to(length);
    if (length % 2 != 0) reader.skip_up_to(1);  // chunks start at even bytes
  }
}

Result<MidiDivision> SmfChunks::read_division(std::uint16_t word, std::size_t offset) {
  MidiDivision division;
  if ((word & 0x8000) == 0) {
    division.ticks_per_quarter = word;
  } else {
    division.ticks_per_quarter = 0;
    division.frames_per_second = 256 - (word >> 8);
    division.ticks_per_frame = word & 0xFF;
    const int fps = division.frames_per_second;
    if (fps != 24 && fps != 25 && fps != 29 && fps != 30) {
      warnings_.add(offset, std::to_string(fps) +
                                " frames a second: expected 24, 25, 29 or 30; taken as it is");
    }
  }
  if (!division.is_valid()) {
    return Error{ErrorCode::kCorruptData, "no time base: expected a division above 0 at byte " +
                                              std::to_string(offset) + ", found " +
                                              std::to_string(word) + "; export the file again"};
  }
  return division;
}

Result<SmfHeader> SmfChunks::read_header() {
  if (bytes_.size() > kMaxInputSize) {
    return Error{ErrorCode::kUnsupported, "expected a MIDI file of at most 256 MiB, found " +
                                              std::to_string(bytes_.size()) +
                                              " bytes; split the file"};
  }
  unwrap_riff();
  if (!has_name(bytes_, offset_, "MThd")) {
    const auto found = find("MThd", offset_, bytes_.size());
    if (bytes_.empty()) {
      return Error{ErrorCode::kCorruptData, "not a MIDI file: it is empty, 0 bytes"};
    }
    if (!found) {
      return Error{ErrorCode::kCorruptData, "not a MIDI file: expected 'MThd' at byte " +
                                                std::to_string(offset_) + ", found it nowhere in " +
                                                count_of(bytes_.size(), "byte") +
                                                "; what is inside is not MIDI"};
    }
    warnings_.add(offset_, count_of(*found - offset_, "byte") + " before the header skipped");
    offset_ = *found;
  }
  header_offset_ = offset_;
  ByteReader reader = reader_at(bytes_, offset_);
  if (reader.remaining() < kChunkHeaderSize + kHeaderDataSize) {
    return Error{ErrorCode::kCorruptData, "the header at byte " + std::to_string(offset_) +
                                              " is cut off: expected 14 bytes, found " +
                                              std::to_string(reader.remaining())};
  }
  reader.skip_up_to(4);
  const std::size_t length = *reader.read_u32();
  SmfHeader header;
  header.format = *reader.read_u16();
  header.declared_tracks = *reader.read_u16();
  const std::size_t division_offset = reader.offset();
  const auto division = read_division(*reader.read_u16(), division_offset);
  if (!division) return division.error();
  header.division = *division;
  if (header.format > 2) {
    warnings_.add(header_offset_ + 8, "format " + std::to_string(header.format) +
                                          ": expected 0, 1 or 2; read as format 1");
    header.format = 1;
  }
  offset_ = reader.offset();
  if (length != kHeaderDataSize) {
    const bool can_skip =
        length > kHeaderDataSize && length - kHeaderDataSize <= reader.remaining();
    if (can_skip && !is_track_chunk(bytes_, offset_)) {
      offset_ += length - kHeaderDataSize;  // a later version of the format may have more fields
    } else {
      warnings_.add(header_offset_ + 4,
                    "the header's length is " + std::to_string(length) + ": expected 6; read as 6");
    }
  }
  return header;
}

std::optional<TrackPlace> SmfChunks::next_track() {
  while (offset_ < bytes_.size()) {
    ByteReader reader = reader_at(bytes_, offset_);
    const std::size_t start = offset_;
    if (reader.remaining() >= kChunkHeaderSize) {
      reader.skip_up_to(4);
      const std::size_t length = *reader.read_u32();
      const std::size_t begin = reader.offset();
      if (is_track_chunk(bytes_, start)) {
        TrackPlace track;
        track.begin = begin;
        track.declared_end = begin + std::min(length, reader.remaining());
        if (length > reader.remaining()) {
          warnings_.add(start + 4, "the track's length is " + count_of(length, "byte") + ", only " +
                                       std::to_string(reader.remaining()) + " are left");
          track.length_is_sound = false;
        } else if (length < reader.remaining()) {
          track.length_is_sound = looks_like_chunk(track.declared_end);
        }
        track.limit = track.length_is_sound ? track.declared_end : bytes_.size();
        ++tracks_found_;
        return track;
      }
      if (looks_like_chunk(start)) {
        warnings_.add(start, "unknown chunk '" + name_at(bytes_, start) + "' of " +
                                 count_of(length, "byte") + " skipped");
        offset_ = begin + length;
        continue;
      }
    }
    const auto found = find("MTrk", start + 1, bytes_.size());
    offset_ = found.value_or(bytes_.size());
    warnings_.add(start, found ? count_of(offset_ - start, "byte") + " before a track skipped"
                               : count_of(offset_ - start, "trailing byte") + " skipped");
  }
  return std::nullopt;
}

void SmfChunks::leave_track(const TrackPlace& track, std::size_t offset, bool saw_end) {
  offset_ = offset;
  if (!saw_end) {
    warnings_.add(offset, "the track has no end-of-track event");
    return;
  }
  if (offset > track.declared_end) {
    warnings_.add(track.begin - 4, "the track's length is " +
                                       count_of(track.declared_end - track.begin, "byte") +
                                       ", its events take " + std::to_string(offset - track.begin));
  } else if (offset < track.declared_end) {
    const auto found = find("MTrk", offset, track.declared_end);
    if (found) {
      warnings_.add(track.begin - 4, "the track's length covers the next track's header at byte " +
                                         std::to_string(*found) + "; ended where its events end");
    } else {
      warnings_.add(offset, count_of(track.declared_end - offset, "byte") +
                                " after the end-of-track event skipped");
    }
    offset_ = found.value_or(track.declared_end);
  }
}

Result<void> SmfChunks::finish(const SmfHeader& header) {
  if (tracks_found_ == 0 && header.declared_tracks > 0) {
    return Error{ErrorCode::kCorruptData, "no track: the header at byte " +
                                              std::to_string(header_offset_) + " announces " +
                                              std::to_string(header.declared_tracks) +
                                              ", found no 'MTrk'; the file is cut off"};
  }
  if (tracks_found_ != header.declared_tracks) {
    warnings_.add(header_offset_ + 10,
                  "the header announces " +
                      count_of(static_cast<std::size_t>(header.declared_tracks), "track") +
                      ", the file has " + std::to_string(tracks_found_));
  }
  if (header.format == 0 && tracks_found_ > 1) {
    warnings_.add(header_offset_ + 8, "format 0 with " + std::to_string(tracks_found_) +
                                          " tracks: expected one; read as format 1");
  }
  return {};
}

}  // namespace segue::detail

// SPDX-License-Identifier: Apache-2.0
// Builds MIDI files byte by byte, sound and damaged ones, without the writer under test.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace segue::test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

inline Bytes text(const std::string& letters) { return Bytes(letters.begin(), letters.end()); }

inline Bytes u16(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

inline Bytes u32(std::uint32_t value) { return u16(value >> 16) + u16(value & 0xFFFF); }

inline Bytes header(int format, int tracks, int division) {
  return text("MThd") + u32(6) + u16(static_cast<std::uint32_t>(format)) +
         u16(static_cast<std::uint32_t>(tracks)) + u16(static_cast<std::uint32_t>(division));
}

inline Bytes chunk(const std::string& name, const Bytes& data) {
  return text(name) + u32(static_cast<std::uint32_t>(data.size())) + data;
}

inline const Bytes kEndOfTrack = {0x00, 0xFF, 0x2F, 0x00};

/// A track chunk; the end-of-track event is added.
inline Bytes track(const Bytes& events) { return chunk("MTrk", events + kEndOfTrack); }

/// Two quarter notes of 96 ticks (C4, E4) on channel 1, with running status.
inline Bytes two_notes() {
  return {0x00, 0x90, 0x3C, 0x40, 0x60, 0x3C, 0x00, 0x00, 0x40, 0x50, 0x60, 0x80, 0x40, 0x00};
}

/// A file with every kind of event there is.
inline Bytes rich_file() {
  const Bytes conductor = {0x00, 0xFF, 0x03, 0x04, 'S',  'o',  'n',  'g',   // name
                           0x00, 0xFF, 0x51, 0x03, 0x07, 0xA1, 0x20,        // 120 qpm
                           0x00, 0xFF, 0x58, 0x04, 0x03, 0x02, 0x18, 0x08,  // 3/4
                           0x00, 0xFF, 0x59, 0x02, 0xFD, 0x01,              // C minor
                           0x60, 0xFF, 0x51, 0x03, 0x0F, 0x42, 0x40,        // 60 qpm
                           0x81, 0x00, 0xFF, 0x7F, 0x02, 0x01, 0x02};       // own data
  const Bytes events = {0x00, 0xC0, 0x28,                                   // program
                        0x00, 0xB0, 0x07, 0x64,                             // volume
                        0x00, 0xE0, 0x00, 0x50,                             // bend up
                        0x00, 0xF0, 0x04, 0x7E, 0x7F, 0x09, 0xF7,           // sysex
                        0x00, 0x90, 0x3C, 0x40,                             // note on
                        0x30, 0xA0, 0x3C, 0x22,                             // pressure
                        0x00, 0xD0, 0x11,                                   // pressure
                        0x30, 0x80, 0x3C, 0x40,                             // note off
                        0x00, 0xF7, 0x01, 0xF8};                            // escape
  const Bytes drums = {0x00, 0x99, 0x24, 0x7F, 0x60, 0x24, 0x00};
  return header(1, 3, 96) + track(conductor) + track(events) + track(drums);
}

}  // namespace segue::test

// SPDX-License-Identifier: Apache-2.0
// A SoundFont 2.04 file of one looped sine, written chunk by chunk (SoundFont Technical
// Specification 2.04, sections 4 to 7).
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

namespace segue {

/// Program 0 of bank 0 plays a sine whose key 69 is 440 Hz: 100 frames at 44,000 Hz.
inline std::string tiny_soundfont() {
  const auto u8 = [](int v) { return std::string(1, static_cast<char>(v)); };
  const auto u16 = [&](int v) { return u8(v & 255) + u8((v >> 8) & 255); };
  const auto u32 = [&](std::uint32_t v) {
    return u16(static_cast<int>(v & 0xffff)) + u16(static_cast<int>(v >> 16));
  };
  const auto chunk = [&](const std::string& id, std::string data) {
    if (data.size() % 2 != 0) data += '\0';
    return id + u32(static_cast<std::uint32_t>(data.size())) + data;
  };
  const auto name = [](std::string text) {
    text.resize(20, '\0');
    return text;
  };
  constexpr int kPeriods = 20, kPeriod = 100, kFrames = kPeriods * kPeriod;
  std::string samples;
  for (int i = 0; i < kFrames + 46; ++i) {  // 46 silent frames end every sample
    const double x = i < kFrames ? std::sin(6.283185307179586 * i / kPeriod) : 0;
    samples += u16(static_cast<int>(std::lround(24000 * x)) & 0xffff);
  }
  const std::string info = "INFO" + chunk("ifil", u16(2) + u16(4)) +
                           chunk("isng", std::string("EMU8000\0", 8)) +
                           chunk("INAM", std::string("Sine\0\0", 6));
  const auto preset = [&](const char* of, int bag) {
    return name(of) + u16(0) + u16(0) + u16(bag) + u32(0) + u32(0) + u32(0);
  };
  const auto generator = [&](int which, int amount) { return u16(which) + u16(amount); };
  constexpr int kInstrument = 41, kSampleModes = 54, kSampleId = 53;
  const std::string modulator(10, '\0');
  const std::string articulation =
      "pdta" + chunk("phdr", preset("Sine", 0) + preset("EOP", 1)) +
      chunk("pbag", u16(0) + u16(0) + u16(1) + u16(0)) + chunk("pmod", modulator) +
      chunk("pgen", generator(kInstrument, 0) + generator(0, 0)) +
      chunk("inst", name("Sine") + u16(0) + name("EOI") + u16(1)) +
      chunk("ibag", u16(0) + u16(0) + u16(2) + u16(0)) + chunk("imod", modulator) +
      chunk("igen", generator(kSampleModes, 1) + generator(kSampleId, 0) + generator(0, 0)) +
      chunk("shdr", name("Sine") + u32(0) + u32(kFrames) + u32(kPeriod * 2) +
                        u32(kFrames - kPeriod * 2) + u32(44000) + u8(69) + u8(0) + u16(0) + u16(1) +
                        name("EOS") + std::string(26, '\0'));
  return chunk("RIFF", "sfbk" + chunk("LIST", info) +
                           chunk("LIST", "sdta" + chunk("smpl", samples)) +
                           chunk("LIST", articulation));
}

}  // namespace segue

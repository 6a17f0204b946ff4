// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/sampled_arrangement.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "shared/synth/patch.h"

namespace segue {
namespace {

constexpr double kDrum_s = 0.2;  // how long a drum keeps its voice

int sampled_program(int program) {
  const auto instrument = [&] {
    switch (patch_of_program(program)) {
      case PatchId::kElectricPiano:
      case PatchId::kPiano:
        return PatchId::kSampledPiano;
      case PatchId::kBells:
      case PatchId::kMarimba:
        return PatchId::kSampledBells;
      case PatchId::kOrgan:
        return PatchId::kSampledOrgan;
      case PatchId::kPluck:
      case PatchId::kBrightPluck:
        return PatchId::kSampledHarp;
      case PatchId::kBass:
      case PatchId::kSynthBass:
        return PatchId::kSampledBass;
      case PatchId::kStrings:
        return PatchId::kSampledStrings;
      case PatchId::kPad:
        return PatchId::kSampledChoir;
      case PatchId::kBrass:
      case PatchId::kSawLead:
        return PatchId::kSampledBrass;
      case PatchId::kReed:
      case PatchId::kPulse50:
      case PatchId::kPulse25:
      case PatchId::kPulse12:
        return PatchId::kSampledReed;
      case PatchId::kFlute:
      case PatchId::kTriangle:
        return PatchId::kSampledFlute;
      default:  // noise, and what belongs to a console already
        return patch_of_program(program);
    }
  };
  return own_program(instrument());
}

}  // namespace

NoteSequence arrange_for_sampled_console(const NoteSequence& notes) {
  NoteSequence result = notes;
  std::stable_sort(result.notes.begin(), result.notes.end(), [](const Note& a, const Note& b) {
    return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
  });
  for (auto& instrument : result.instruments) {
    instrument.program =
        instrument.is_drum ? kSampledKitProgram : sampled_program(instrument.program);
  }
  std::vector<std::size_t> sounding;  // in order of their starts
  const auto end_of = [&](std::size_t i) {
    const Note& note = result.notes[i];
    return note.is_drum ? note.start_s + kDrum_s : note.end_s;
  };
  for (std::size_t i = 0; i < result.notes.size(); ++i) {
    Note& note = result.notes[i];
    note.program = note.is_drum ? kSampledKitProgram : sampled_program(note.program);
    std::erase_if(sounding, [&](std::size_t other) { return end_of(other) <= note.start_s; });
    if (sounding.size() >= kSampledVoices) {
      const auto by_pitch = [&](std::size_t a, std::size_t b) {
        return result.notes[a].pitch < result.notes[b].pitch;
      };
      const auto [low, high] = std::minmax_element(sounding.begin(), sounding.end(), by_pitch);
      auto victim = sounding.begin();
      while (victim == low || victim == high) ++victim;
      Note& cut = result.notes[*victim];
      if (!cut.is_drum) cut.end_s = note.start_s;
      sounding.erase(victim);
    }
    sounding.push_back(i);
  }
  // What was cut where it began was never heard.
  std::erase_if(result.notes,
                [](const Note& note) { return !note.is_drum && !(note.end_s > note.start_s); });
  return result;
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// Clips decoded by shared/codec, put on voices and lanes.
#include "wasm/ui/score.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "shared/codec/drum_codec.h"
#include "shared/codec/groove_codec.h"
#include "shared/codec/melody_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/codec/roll_codec.h"
#include "shared/codec/trio_codec.h"
#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"

namespace segue {
namespace {

constexpr int kAir = 2;  // rows above and below
constexpr int kFewestRows = 19;

struct Lane {
  int drum_class;
  const char *name, *brief;
};
// As drummers write them: from the foot upwards.
constexpr std::array<Lane, kDrumLanes> kLanes = {{{0, "Kick", "Kick"},
                                                  {1, "Snare", "Snare"},
                                                  {4, "Low tom", "Tom 3"},
                                                  {5, "Mid tom", "Tom 2"},
                                                  {6, "High tom", "Tom 1"},
                                                  {2, "Hi-hat", "Hat"},
                                                  {3, "Open hat", "Open"},
                                                  {8, "Ride", "Ride"},
                                                  {7, "Crash", "Crash"}}};

void add(Score& score, const Result<QuantizedSequence>& decoded, int bass_instrument) {
  if (!decoded.ok()) return;
  for (const QuantizedNote& note : decoded->notes) {
    ShownNote shown;
    shown.velocity = note.velocity;
    shown.start = shown.grid = note.start_step;
    shown.end = note.end_step;
    shown.place = note.pitch;
    if (note.is_drum) {
      if (!put_on_lane(shown, note.pitch)) continue;
    } else if (note.instrument == bass_instrument) {
      shown.voice = Voice::kBass;
    }
    shown.track = note.instrument;
    score.notes.push_back(shown);
  }
}

constexpr int kNoBass = -1, kTrioBass = 1;

// Every track by its name; lanes only where there are drums.
void add_tracks(Score& score, const Result<QuantizedSequence>& decoded) {
  if (!decoded.ok()) return;
  for (const Instrument& instrument : decoded->instruments) {
    score.tracks.emplace_back(instrument.is_drum ? "Drums" : program_family(instrument.program));
    score.drums = score.drums || instrument.is_drum;
  }
  add(score, decoded, kNoBass);
}

void add_groove(Score& score, std::span<const float> features) {
  for (std::size_t at = 0; at + kGrooveDepth <= features.size(); at += kGrooveDepth) {
    const auto step = static_cast<double>(at / kGrooveDepth);
    for (int drum = 0; drum < kDrumClasses; ++drum) {
      const auto place = at + static_cast<std::size_t>(drum);
      if (!(features[place] > 0.5F)) continue;
      ShownNote shown;
      shown.voice = Voice::kDrums;
      shown.place = lane_of_class(drum);
      const float loud = std::clamp(features[place + kDrumClasses], 0.0F, 1.0F);
      shown.velocity = std::max(1, static_cast<int>(std::lround(loud * 127)));
      const float early = std::clamp(features[place + 2 * kDrumClasses], -1.0F, 1.0F);
      shown.grid = step;
      shown.start = std::max(0.0, step - 0.5 * static_cast<double>(early));
      shown.end = shown.start + 1;
      score.notes.push_back(shown);
    }
  }
}

}  // namespace

bool put_on_lane(ShownNote& shown, int pitch) {
  const int drum = drum_class(pitch);
  if (drum < 0) return false;  // a sound of the full kit that has no lane
  shown.voice = Voice::kDrums;
  shown.place = lane_of_class(drum);
  return true;
}

int lane_of_class(int drum_class) {
  for (int lane = 0; lane < kDrumLanes; ++lane) {
    if (kLanes[static_cast<std::size_t>(lane)].drum_class == drum_class) return lane;
  }
  return 0;
}

const char* lane_name(int lane, bool brief) {
  const Lane& one = kLanes[static_cast<std::size_t>(std::clamp(lane, 0, kDrumLanes - 1))];
  return brief ? one.brief : one.name;
}

Score make_score(const MusicClip& clip, const Representation& form) {
  Score score;
  score.steps = clip_steps(form);
  score.steps_per_bar = steps_per_bar(form);
  score.steps_per_beat = steps_per_beat(form.meter, std::max(1, form.steps_per_quarter));
  const Family family = family_of(form);
  score.pitched = !drums_only(form);
  score.drums = family != Family::kMelody && family != Family::kOther;
  score.feel = family == Family::kGroove;
  if (form.name == "melody_90") add(score, decode_melody(to_melody(clip)), kNoBass);
  if (form.name == "melody_roll_89") add(score, decode_roll(clip.tokens), kNoBass);
  if (form.name == "melody_midi_90") add(score, decode_midi_like(clip.tokens), kNoBass);
  if (form.name == "drums_9") add(score, decode_drums(clip.tokens), kNoBass);
  if (form.name == "trio_692") add(score, decode_trio(clip.tokens), kTrioBass);
  if (form.name == "multitrack_490") add_tracks(score, decode_multitrack(clip.tokens));
  if (form.name == "drums_9_nade" || form.name == "drums_61_nade")
    add(score, decode_drum_labels(clip.features, form.features), kNoBass);
  if (family == Family::kGroove) add_groove(score, clip.features);
  std::stable_sort(score.notes.begin(), score.notes.end(),
                   [](const ShownNote& a, const ShownNote& b) { return a.start < b.start; });
  return score;
}

void PitchRange::include(const Score& score) {
  for (const ShownNote& note : score.notes) {
    if (note.voice == Voice::kDrums) continue;
    seen_low_ = std::min(seen_low_, note.place);
    seen_high_ = std::max(seen_high_, note.place);
  }
}

void PitchRange::settle() {
  if (seen_high_ < 0) return;
  low = seen_low_ - kAir;
  high = seen_high_ + kAir;
  const int missing = kFewestRows - rows();
  if (missing > 0) {
    low -= missing / 2;
    high += missing - missing / 2;
  }
  low = std::max(low, 0);
  high = std::min(high, 127);
}

std::vector<Score> make_scores(std::span<const NamedClip> clips, const Representation& form) {
  std::vector<Score> scores;
  scores.reserve(clips.size());
  for (const NamedClip& clip : clips) scores.push_back(make_score(clip.clip, form));
  return scores;
}

PitchRange range_of(std::span<const Score> scores) {
  PitchRange range;
  for (const Score& score : scores) range.include(score);
  range.settle();
  return range;
}

}  // namespace segue

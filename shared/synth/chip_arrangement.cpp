// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/chip_arrangement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

#include "shared/base/math.h"
#include "shared/synth/dsp.h"
#include "shared/synth/patch.h"

namespace segue {
namespace {

constexpr int kDrumTogetherTicks = 2;  // hits as near as this are one stroke
constexpr int kOverlapTicks = 6;       // of legato playing: no second voice
constexpr int kTriangleVelocity = 100;
constexpr double kBassPitch = 48;  // a note alone below it, or of a part whose mean is, is bass
constexpr double kVelocityExponent = 1.5;  // of amplitude, as the synth's voices have it

constexpr std::array kChipPrograms{
    own_program(PatchId::kConsolePulse25), own_program(PatchId::kConsolePulse50),
    own_program(PatchId::kConsoleTriangle), own_program(PatchId::kConsoleNoise)};
constexpr std::array kChannelNames{"pulse 1", "pulse 2", "triangle", "noise"};

std::int64_t to_tick(double seconds) {
  return static_cast<std::int64_t>(std::floor(seconds / kChipTick_s + 0.5));
}

/// The velocity whose amplitude is the nearest of the console's levels, never silence.
int to_level_velocity(int velocity) {
  const auto power = [](double x, double exponent) {
    return detail::portable_exp(exponent * portable_log(x));
  };
  const double amplitude = power(std::clamp(velocity, 1, 127) / 127.0, kVelocityExponent);
  const double level =
      std::clamp(std::floor(amplitude * (kChipLevels - 1) + 0.5), 1.0, kChipLevels - 1.0);
  const double back = 127 * power(level / (kChipLevels - 1), 1 / kVelocityExponent);
  return static_cast<int>(back + 0.5);
}

/// How the noise channel plays a drum: pitch sets the rate of its random values.
struct NoiseDrum {
  int pitch, ticks, weight;
};

NoiseDrum noise_of_key(int key) {
  switch (key) {
    case 35:
    case 36:  // kicks
      return {40, 14, 8};
    case 38:
    case 40:
    case 39:
    case 37:  // snares, clap, rim
      return {79, 20, 9};
    case 41:
    case 43:
      return {45, 22, 6};
    case 45:
    case 47:
    case 64:
    case 61:
    case 66:
      return {50, 20, 6};
    case 48:
    case 50:
    case 60:
    case 62:
    case 63:
    case 65:
      return {55, 18, 6};
    case 46:
    case 55:  // open hat, splash
      return {112, 36, 4};
    case 49:
    case 57:
    case 52:  // crashes
      return {103, 80, 7};
    case 51:
    case 53:
    case 59:  // rides
      return {115, 26, 3};
    case 42:
    case 44:  // closed hats
      return {116, 7, 2};
    default:
      return {100, 6, 1};
  }
}

struct Sounding {
  const Note* note;
  std::int64_t start, end;  ///< ticks
  ChipChannel channel = ChipChannel::kPulse1;
  std::int64_t since = 0;  ///< tick at which it got its channel
};

class Arranger {
 public:
  explicit Arranger(const NoteSequence& notes) : piece_(notes) {}

  NoteSequence run() {
    result_ = piece_;
    result_.notes.clear();
    result_.instruments.clear();
    result_.pitch_bends.clear();
    result_.control_changes.clear();
    for (std::size_t i = 0; i < kChipPrograms.size(); ++i) {
      result_.instruments.push_back({static_cast<int>(i), static_cast<int>(i), kChipPrograms[i],
                                     /*is_drum=*/false, kChannelNames[i]});
    }
    arrange_notes();
    arrange_drums();
    std::stable_sort(result_.notes.begin(), result_.notes.end(), [](const Note& a, const Note& b) {
      return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
    });
    result_.total_time_s = 0;
    for (const Note& note : result_.notes) {
      result_.total_time_s = std::max(result_.total_time_s, note.end_s);
    }
    return std::move(result_);
  }

 private:
  void add(ChipChannel channel, int pitch, int velocity, std::int64_t from, std::int64_t to) {
    if (to <= from) return;
    const auto index = static_cast<int>(channel);
    const bool triangle = channel == ChipChannel::kTriangle;
    result_.notes.push_back({.pitch = pitch,
                             .velocity = triangle ? kTriangleVelocity : to_level_velocity(velocity),
                             .start_s = static_cast<double>(from) * kChipTick_s,
                             .end_s = static_cast<double>(to) * kChipTick_s,
                             .program = kChipPrograms[static_cast<std::size_t>(index)],
                             .instrument = index,
                             .is_drum = false});
  }

  void arrange_notes() {
    std::vector<Sounding> waiting;
    for (const Note& note : piece_.notes) {
      if (note.is_drum) continue;
      const auto start = to_tick(note.start_s);
      waiting.push_back({&note, start, std::max(to_tick(note.end_s), start + 1)});
      auto& [sum, count] = parts_[note.instrument];
      sum += note.pitch;
      ++count;
    }
    std::stable_sort(waiting.begin(), waiting.end(),
                     [](const Sounding& a, const Sounding& b) { return a.start < b.start; });
    cut_overlaps(waiting);
    std::size_t next = 0;
    while (next < waiting.size() || !sounding_.empty()) {
      std::int64_t now = next < waiting.size() ? waiting[next].start : INT64_MAX;
      for (const auto& one : sounding_) now = std::min(now, one.end);
      end_notes(now);
      std::vector<Sounding> fresh;
      for (; next < waiting.size() && waiting[next].start == now; ++next) {
        fresh.push_back(waiting[next]);
      }
      start_notes(std::move(fresh), now);
      update_pool(now);
    }
  }

  /// Where a note ends just after the next one of its part began, the player meant one line.
  static void cut_overlaps(std::vector<Sounding>& notes) {
    for (std::size_t i = 0; i < notes.size(); ++i) {
      Sounding& one = notes[i];
      const auto from = std::max(one.end - kOverlapTicks, (one.start + one.end) / 2 + 1);
      auto other = std::lower_bound(
          notes.begin() + static_cast<std::ptrdiff_t>(i), notes.end(), from,
          [](const Sounding& note, std::int64_t tick) { return note.start < tick; });
      for (; other != notes.end() && other->start < one.end; ++other) {
        if (other->note->instrument != one.note->instrument) continue;
        one.end = other->start;
        break;
      }
    }
  }

  void end_notes(std::int64_t now) {
    for (const auto& one : sounding_) {
      if (one.end > now || one.channel == ChipChannel::kPulse2) continue;
      add(one.channel, one.note->pitch, one.note->velocity, one.since, now);
    }
    std::erase_if(sounding_, [now](const Sounding& one) { return one.end <= now; });
  }

  Sounding* on(ChipChannel channel) {
    const auto found = std::find_if(sounding_.begin(), sounding_.end(),
                                    [=](const Sounding& one) { return one.channel == channel; });
    return found == sounding_.end() ? nullptr : &*found;
  }

  /// Gives `channel` to `one`; who had it goes on in pulse 2, or as the bass if it is that.
  void take(ChipChannel channel, Sounding& one, std::int64_t now) {
    if (Sounding* before = on(channel)) {
      add(channel, before->note->pitch, before->note->velocity, before->since, now);
      const bool lowest = std::none_of(
          sounding_.begin(), sounding_.end(),
          [&](const Sounding& other) { return other.note->pitch < before->note->pitch; });
      before->channel = channel == ChipChannel::kPulse1 && lowest && !on(ChipChannel::kTriangle)
                            ? ChipChannel::kTriangle
                            : ChipChannel::kPulse2;
      before->since = now;
    }
    one.channel = channel;
  }

  void start_notes(std::vector<Sounding> fresh, std::int64_t now) {
    std::stable_sort(fresh.begin(), fresh.end(), [](const Sounding& a, const Sounding& b) {
      return a.note->pitch > b.note->pitch;
    });
    fresh.erase(std::unique(fresh.begin(), fresh.end(),
                            [](const Sounding& a, const Sounding& b) {
                              return a.note->pitch == b.note->pitch;  // doubled in another part
                            }),
                fresh.end());
    int highest = -1, lowest = 128;
    for (const auto& one : sounding_) {
      highest = std::max(highest, one.note->pitch);
      lowest = std::min(lowest, one.note->pitch);
    }
    const bool alone = fresh.size() == 1 && sounding_.empty();
    std::vector<Sounding> inner;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      Sounding one = fresh[i];
      one.since = now;
      if (alone) {
        one.channel = is_bass(*one.note) ? ChipChannel::kTriangle : ChipChannel::kPulse1;
        sounding_.push_back(one);
      } else if (i == 0 && one.note->pitch > highest) {
        take(ChipChannel::kPulse1, one, now);
        sounding_.push_back(one);
      } else if (i + 1 == fresh.size() && one.note->pitch < lowest) {
        take(ChipChannel::kTriangle, one, now);
        sounding_.push_back(one);
      } else {
        inner.push_back(one);
      }
    }
    for (Sounding& one : inner) {
      const bool crowded = on(ChipChannel::kPulse2) != nullptr;
      one.channel = !on(ChipChannel::kPulse1)                ? ChipChannel::kPulse1
                    : crowded && !on(ChipChannel::kTriangle) ? ChipChannel::kTriangle
                                                             : ChipChannel::kPulse2;
      sounding_.push_back(one);
    }
  }

  bool is_bass(const Note& note) const {
    const auto& [sum, count] = parts_.at(note.instrument);
    return note.pitch < kBassPitch || sum / count < kBassPitch;
  }

  /// What pulse 2 plays changes at `now`: writes what it played until then.
  void update_pool(std::int64_t now) {
    std::vector<Sounding> pool;
    for (const auto& one : sounding_) {
      if (one.channel == ChipChannel::kPulse2) pool.push_back(one);
    }
    std::stable_sort(pool.begin(), pool.end(),
                     [](const Sounding& a, const Sounding& b) { return a.start > b.start; });
    if (pool.size() > kArpeggioTones) pool.resize(kArpeggioTones);
    std::stable_sort(pool.begin(), pool.end(), [](const Sounding& a, const Sounding& b) {
      return a.note->pitch < b.note->pitch;
    });
    const auto same = [](const Sounding& a, const Sounding& b) { return a.note == b.note; };
    if (std::equal(pool.begin(), pool.end(), pool_.begin(), pool_.end(), same)) return;
    if (pool_.size() == 1) {
      add(ChipChannel::kPulse2, pool_[0].note->pitch, pool_[0].note->velocity, pool_since_, now);
    } else if (!pool_.empty()) {
      std::size_t tone = 0;
      for (auto at = pool_since_; at < now; at += kArpeggioTicks) {
        const Note& note = *pool_[tone++ % pool_.size()].note;
        add(ChipChannel::kPulse2, note.pitch, note.velocity, at,
            std::min<std::int64_t>(at + kArpeggioTicks, now));
      }
    }
    pool_ = std::move(pool);
    pool_since_ = now;
  }

  void arrange_drums() {
    struct Hit {
      std::int64_t tick;
      NoiseDrum drum;
      int velocity;
    };
    std::vector<Hit> all, hits;
    for (const Note& note : piece_.notes) {
      if (!note.is_drum) continue;
      all.push_back({to_tick(note.start_s), noise_of_key(note.pitch), note.velocity});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Hit& a, const Hit& b) { return a.tick < b.tick; });
    for (const Hit& hit : all) {
      if (hits.empty() || hit.tick - hits.back().tick > kDrumTogetherTicks) {
        hits.push_back(hit);
      } else if (hit.drum.weight > hits.back().drum.weight) {
        hits.back() = {hits.back().tick, hit.drum, hit.velocity};
      }
    }
    for (std::size_t i = 0; i < hits.size(); ++i) {
      auto end = hits[i].tick + hits[i].drum.ticks;
      if (i + 1 < hits.size()) end = std::min(end, hits[i + 1].tick);
      add(ChipChannel::kNoise, hits[i].drum.pitch, hits[i].velocity, hits[i].tick, end);
    }
  }

  const NoteSequence& piece_;
  NoteSequence result_;
  std::map<int, std::pair<double, int>> parts_;  ///< sum of pitches and count, by instrument
  std::vector<Sounding> sounding_;
  std::vector<Sounding> pool_;  ///< what pulse 2 has played since `pool_since_`, by pitch
  std::int64_t pool_since_ = 0;
};

}  // namespace

NoteSequence arrange_for_chip(const NoteSequence& notes) { return Arranger(notes).run(); }

}  // namespace segue

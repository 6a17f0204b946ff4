// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/render_sequence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "shared/synth/synth.h"

namespace segue {
namespace {

constexpr double kLongest_s = 4 * 3600.0;

Error bad(const std::string& what, double found, const std::string& allowed) {
  return {ErrorCode::kInvalidArgument, "rendering to audio: " + what + " is " +
                                           std::to_string(found) + ", allowed is " + allowed};
}

bool within(double x, double low, double high) { return x >= low && x <= high; }  // false for NaN

}  // namespace

Result<StereoPcm> render_sequence(const NoteSequence& notes, const RenderOptions& options) {
  if (!within(options.sample_rate_hz, 8000, 192000)) {
    return bad("the sample rate", options.sample_rate_hz, "8000 to 192000 Hz");
  }
  if (!within(options.volume, 0, 4)) return bad("the volume", options.volume, "0 to 4");
  if (!within(options.tail_s, 0, 60)) return bad("the tail", options.tail_s, "0 to 60 seconds");
  double end_s = 0;
  std::vector<NoteEvent> events;
  events.reserve(notes.notes.size());
  for (const Note& note : notes.notes) {
    if (!within(note.start_s, 0, kLongest_s))
      return bad("a note's start", note.start_s, "0 to 4 hours");
    if (!within(note.end_s, note.start_s, kLongest_s)) {
      return bad("a note's end", note.end_s, "from its start to 4 hours");
    }
    end_s = std::max(end_s, note.end_s);
    const auto frame = [&](double seconds) {
      return static_cast<std::int64_t>(std::floor(seconds * options.sample_rate_hz + 0.5));
    };
    events.push_back({.start_frame = frame(note.start_s),
                      .end_frame = frame(note.end_s),
                      .pitch = note.pitch,
                      .velocity = note.velocity,
                      .program = note.program,
                      .is_drum = note.is_drum});
  }
  std::stable_sort(events.begin(), events.end(), [](const NoteEvent& a, const NoteEvent& b) {
    return a.start_frame < b.start_frame;
  });

  const auto frames = static_cast<std::size_t>((end_s + options.tail_s) * options.sample_rate_hz);
  StereoPcm pcm{options.sample_rate_hz, std::vector<float>(frames), std::vector<float>(frames)};
  const auto synth = std::make_unique<Synth>(options.sample_rate_hz);
  synth->set_volume(options.volume);
  std::size_t next = 0;
  // The queue holds a limited number of notes: it is filled up again before each stretch.
  constexpr std::size_t kStretch = 4096;
  for (std::size_t at = 0; at < frames;) {
    while (next < events.size() && synth->schedule(events[next])) ++next;
    std::size_t count = std::min(kStretch, frames - at);
    if (next <
        events.size()) {  // the queue is full: go no further than the first note left outside
      const auto start = static_cast<std::size_t>(events[next].start_frame);
      count = std::clamp<std::size_t>(start > at ? start - at : 1, 1, count);
    }
    synth->render(pcm.left.data() + at, pcm.right.data() + at, static_cast<int>(count));
    at += count;
  }
  return pcm;
}

}  // namespace segue

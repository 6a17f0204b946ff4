// SPDX-License-Identifier: Apache-2.0
// How much faster than it lasts music is rendered, on one core: the synth alone, with EBU R 128,
// and to the bytes of a FLAC file, for each sound set, and for a SoundFont if one is given
// (`--soundfont FILE` in front of the MIDI files). Prints a table in Markdown.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/audio/audio_file.h"
#include "native/audio/loudness.h"
#include "native/audio/soundfont_renderer.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/synth/render_sequence.h"
#include "shared/synth/sound_set.h"

namespace {

using namespace segue;

/// Seconds of processor time: other work on the machine counts less than by the clock.
double now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Four voices in eighths, as a chorale has them, a bass and a drum kit: a minute.
NoteSequence band() {
  NoteSequence piece;
  for (int i = 0; i < 240; ++i) {
    const double at = 0.25 * i;
    const int root = 48 + (i / 8 * 5) % 12;
    for (const int interval : {0, 7, 16, 24}) {
      piece.notes.push_back({root + interval, 90, at, at + 0.5, interval == 24 ? 40 : 0, 0, false});
    }
    piece.notes.push_back({root - 12, 100, at, at + 0.24, 33, 1, false});
    piece.notes.push_back({i % 4 == 0 ? 36 : i % 4 == 2 ? 38 : 42, 100, at, at + 0.1, 0, 2, true});
  }
  return piece;
}

struct Times {
  double piece_s = 0, synth_s = 0, loudness_s = 0, file_s = 0;
};

using Render = std::function<Result<StereoPcm>(const NoteSequence&)>;

bool measure(const NoteSequence& piece, const Render& render, Times& times) {
  const double start = now();
  auto pcm = render(piece);
  if (!pcm) return false;
  const double rendered = now();
  if (!normalise_loudness(*pcm, -16, -1)) return false;
  const double normalised = now();
  if (!encode_audio(*pcm, AudioFormat::kFlac)) return false;
  times.piece_s += static_cast<double>(pcm->left.size()) / pcm->sample_rate_hz;
  times.synth_s += rendered - start;
  times.loudness_s += normalised - rendered;
  times.file_s += now() - normalised;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::pair<std::string, NoteSequence>> pieces{{"a band of six, a minute", band()}};
  std::vector<std::pair<std::string, Render>> sounds;
  for (const auto set : {SoundSet::kInstruments, SoundSet::kChip, SoundSet::kChip16}) {
    sounds.emplace_back(to_name(set), [set](const NoteSequence& piece) {
      return render_sequence(arrange_for(piece, set));
    });
  }
  std::optional<SoundfontRenderer> font;
  int first = 1;
  if (argc > 2 && std::string(argv[1]) == "--soundfont") {
    first = 3;
    const std::string path = argv[2];
    auto opened = SoundfontRenderer::open(path, RenderOptions{}.sample_rate_hz);
    if (!opened) {
      std::fprintf(stderr, "error: %s\n", opened.error().message.c_str());
      return 1;
    }
    font.emplace(std::move(*opened));
    sounds.emplace_back(path.substr(path.rfind('/') + 1),
                        [&](const NoteSequence& piece) { return font->render(piece, {}); });
  }
  for (int i = first; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
    const auto music = read_midi(bytes);
    if (!music) {
      std::fprintf(stderr, "error: %s: %s\n", argv[i], music.error().message.c_str());
      return 1;
    }
    const std::string path = argv[i];
    pieces.emplace_back(path.substr(path.rfind('/') + 1), music->sequence);
  }
  std::printf("| piece | sound | synth | with loudness | to FLAC |\n|---|---|---:|---:|---:|\n");
  for (const auto& [name, piece] : pieces) {
    for (const auto& [sound, render] : sounds) {
      Times best;
      for (int round = 0; round < 3; ++round) {
        Times times;
        if (!measure(piece, render, times)) return 1;
        const auto sum = [](const Times& t) { return t.synth_s + t.loudness_s + t.file_s; };
        if (round == 0 || sum(times) < sum(best)) best = times;
      }
      const double with_loudness = best.synth_s + best.loudness_s;
      std::printf("| %s | %s | %.0f x | %.0f x | %.0f x |\n", name.c_str(), sound.c_str(),
                  best.piece_s / best.synth_s, best.piece_s / with_loudness,
                  best.piece_s / (with_loudness + best.file_s));
    }
  }
  return 0;
}

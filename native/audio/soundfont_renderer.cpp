// SPDX-License-Identifier: Apache-2.0
#include "native/audio/soundfont_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "native/audio/fluidsynth_library.h"
#include "native/io/file.h"

namespace segue {
namespace {

using detail::FluidsynthLibrary;

constexpr int kMidiChannels = 256;
constexpr int kPolyphony = 256;
constexpr double kLongest_s = 4 * 3600.0;
constexpr int kControls[] = {1, 7, 10, 11};  // modulation, volume, pan, expression

struct Event {
  enum class Kind { kNoteOff, kControl, kBend, kNoteOn };  ///< order within a frame
  std::int64_t frame = 0;
  Kind kind = Kind::kNoteOn;
  int channel = 0, number = 0, value = 0;  ///< pitch and velocity, or control and value
  std::size_t note = 0;                    ///< which one an end belongs to
};

/// Channels by what plays on them: FluidSynth has one program a channel.
class Channels {
 public:
  using Part = std::tuple<int, int, bool>;  ///< instrument, program, drums
  int of(const Note& note) {
    const Part part{note.instrument, note.program, note.is_drum};
    const auto [at, fresh] = numbers_.emplace(part, static_cast<int>(numbers_.size()));
    return at->second % kMidiChannels;
  }
  const std::map<Part, int>& all() const { return numbers_; }

 private:
  std::map<Part, int> numbers_;
};

Result<std::vector<Event>> to_events(const NoteSequence& piece, double rate_hz,
                                     Channels& channels) {
  std::vector<Event> events;
  const auto frame = [&](double seconds) {
    return static_cast<std::int64_t>(std::floor(seconds * rate_hz + 0.5));
  };
  for (std::size_t i = 0; i < piece.notes.size(); ++i) {
    const Note& note = piece.notes[i];
    if (!(note.start_s >= 0 && note.end_s >= note.start_s && note.end_s <= kLongest_s)) {
      return invalid_argument("rendering to audio: a note lasts from " +
                              std::to_string(note.start_s) + " to " + std::to_string(note.end_s) +
                              " s, allowed is 0 to 4 hours");
    }
    const int channel = channels.of(note);
    const int pitch = std::clamp(note.pitch, 0, 127);
    events.push_back({frame(note.start_s), Event::Kind::kNoteOn, channel, pitch,
                      std::clamp(note.velocity, 1, 127), i});
    events.push_back({frame(note.end_s), Event::Kind::kNoteOff, channel, pitch, 0, i});
  }
  for (const auto& [part, number] : channels.all()) {
    const int channel = number % kMidiChannels;
    for (const auto& change : piece.control_changes) {
      const bool known = std::find(std::begin(kControls), std::end(kControls), change.control) !=
                         std::end(kControls);
      if (!known || change.instrument != std::get<0>(part)) continue;
      events.push_back({frame(std::clamp(change.time_s, 0.0, kLongest_s)), Event::Kind::kControl,
                        channel, change.control, std::clamp(change.value, 0, 127)});
    }
    for (const auto& bend : piece.pitch_bends) {
      if (bend.instrument != std::get<0>(part)) continue;
      events.push_back({frame(std::clamp(bend.time_s, 0.0, kLongest_s)), Event::Kind::kBend,
                        channel, 0, std::clamp(bend.bend + 8192, 0, 16383)});
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.kind < b.kind;
  });
  return events;
}

}  // namespace

namespace {

/// A synth that ends with its scope.
class Engine {
 public:
  Engine(const FluidsynthLibrary& library, fluid_settings_t* settings)
      : library_(library), synth_(library.new_synth(settings)) {}
  ~Engine() {
    if (synth_) library_.delete_synth(synth_);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  bool load(const std::string& path) {
    return synth_ && library_.load_font(synth_, path.c_str(), /*reset_presets=*/1) >= 0;
  }
  void set_up(const Channels& channels);
  void play(const Event& event);
  bool write(StereoPcm& pcm, std::size_t from, std::size_t to) {
    return library_.write_float(synth_, static_cast<int>(to - from), pcm.left.data() + from, 0, 1,
                                pcm.right.data() + from, 0, 1) == FLUID_OK;
  }

 private:
  const FluidsynthLibrary& library_;
  fluid_synth_t* synth_;
  std::map<std::pair<int, int>, std::size_t> sounding_;  ///< the note that holds a channel's key
};

void Engine::set_up(const Channels& channels) {
  for (const auto& [part, number] : channels.all()) {
    const auto& [instrument, program, drums] = part;
    const int channel = number % kMidiChannels;
    library_.set_channel_type(synth_, channel, drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
    library_.program_change(synth_, channel, program >= 0 && program < 128 ? program : 0);
  }
}

void Engine::play(const Event& event) {
  const std::pair key{event.channel, event.number};
  switch (event.kind) {
    case Event::Kind::kNoteOff:
      // A key struck again in the meantime is another note's.
      if (const auto at = sounding_.find(key); at != sounding_.end() && at->second == event.note) {
        library_.note_off(synth_, event.channel, event.number);
        sounding_.erase(at);
      }
      break;
    case Event::Kind::kControl:
      library_.control_change(synth_, event.channel, event.number, event.value);
      break;
    case Event::Kind::kBend:
      library_.pitch_bend(synth_, event.channel, event.value);
      break;
    case Event::Kind::kNoteOn:
      if (sounding_.count(key) > 0) library_.note_off(synth_, event.channel, event.number);
      library_.note_on(synth_, event.channel, event.number, event.value);
      sounding_[key] = event.note;
      break;
  }
}

}  // namespace

struct SoundfontRenderer::State {
  const FluidsynthLibrary* library = nullptr;
  fluid_settings_t* settings = nullptr;
  /// Only keeps the font's samples in memory. Pieces get an engine each: FluidSynth's reset leaves
  /// the phases of its reverb as they are, and the same notes are to be the same sound.
  std::unique_ptr<Engine> keeper;
  std::string path;
  double rate_hz = 0;

  ~State() {
    keeper.reset();
    if (settings) library->delete_settings(settings);
  }
};

SoundfontRenderer::SoundfontRenderer(std::unique_ptr<State> state) : state_(std::move(state)) {}
SoundfontRenderer::SoundfontRenderer(SoundfontRenderer&&) noexcept = default;
SoundfontRenderer& SoundfontRenderer::operator=(SoundfontRenderer&&) noexcept = default;
SoundfontRenderer::~SoundfontRenderer() = default;

Result<SoundfontRenderer> SoundfontRenderer::open(const std::string& path, double sample_rate_hz) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    return Error{ErrorCode::kNotFound, "there is no SoundFont " + path};
  }
  if (!std::filesystem::is_regular_file(path, failed)) {
    return Error{ErrorCode::kIo, path + " is no file; a SoundFont is one .sf2 or .sf3 file"};
  }
  const auto damaged = [&] {
    return Error{ErrorCode::kCorruptData,
                 path +
                     " is no SoundFont that FluidSynth can load; expected a whole .sf2 or .sf3 "
                     "file (RIFF, form sfbk)"};
  };
  // Asked about other files, FluidSynth's helpers write to the terminal.
  const auto start = read_file_start(path, 12);
  if (!start) return start.error();
  if (start->size() < 12 || std::memcmp(start->data(), "RIFF", 4) != 0 ||
      std::memcmp(start->data() + 8, "sfbk", 4) != 0) {
    return damaged();
  }
  std::uint64_t size = 8;
  for (std::size_t i = 0; i < 4; ++i) size += std::uint64_t{(*start)[4 + i]} << (8 * i);
  if (std::filesystem::file_size(path, failed) < size) return damaged();
  const auto library = detail::fluidsynth_library();
  if (!library) return library.error();
  auto state = std::make_unique<State>();
  state->library = *library;
  state->rate_hz = sample_rate_hz;
  state->settings = (*library)->new_settings();
  (*library)->set_number(state->settings, "synth.sample-rate", sample_rate_hz);
  (*library)->set_integer(state->settings, "synth.midi-channels", kMidiChannels);
  (*library)->set_integer(state->settings, "synth.polyphony", kPolyphony);
  (*library)->set_integer(state->settings, "synth.chorus.active", 0);
  (*library)->set_integer(state->settings, "synth.cpu-cores", 1);
  state->path = path;
  state->keeper = std::make_unique<Engine>(**library, state->settings);
  if (!state->keeper->load(path)) return damaged();
  return SoundfontRenderer(std::move(state));
}

Result<StereoPcm> SoundfontRenderer::render(const NoteSequence& notes,
                                            const RenderOptions& options) {
  if (!(options.tail_s >= 0 && options.tail_s <= 60)) {
    return invalid_argument("rendering to audio: the tail is " + std::to_string(options.tail_s) +
                            ", allowed is 0 to 60 seconds");
  }
  Channels channels;
  const auto events = to_events(notes, state_->rate_hz, channels);
  if (!events) return events.error();
  double end_s = 0;
  for (const Note& note : notes.notes) end_s = std::max(end_s, note.end_s);
  const auto frames = static_cast<std::size_t>((end_s + options.tail_s) * state_->rate_hz);
  StereoPcm pcm{state_->rate_hz, std::vector<float>(frames), std::vector<float>(frames)};
  Engine engine(*state_->library, state_->settings);
  if (!engine.load(state_->path)) {
    return Error{ErrorCode::kIo, state_->path + " cannot be loaded again; is it still there?"};
  }
  engine.set_up(channels);
  std::size_t next = 0;
  for (std::size_t at = 0; at < frames;) {
    while (next < events->size() && (*events)[next].frame <= static_cast<std::int64_t>(at)) {
      engine.play((*events)[next++]);
    }
    std::size_t until = std::min(frames, at + (std::size_t{1} << 16));
    if (next < events->size()) {
      until = std::min(until, static_cast<std::size_t>((*events)[next].frame));
    }
    if (!engine.write(pcm, at, until)) {
      return Error{ErrorCode::kRuntime, "FluidSynth gave up in the middle of the piece"};
    }
    at = until;
  }
  for (auto* channel : {&pcm.left, &pcm.right}) {
    for (float& sample : *channel) sample *= options.volume;
  }
  return pcm;
}

}  // namespace segue

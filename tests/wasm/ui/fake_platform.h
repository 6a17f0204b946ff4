// SPDX-License-Identifier: Apache-2.0
// A Platform that notes what it was asked for and answers only when the test does.
#pragma once

#include <string>
#include <vector>

#include "music_forms.h"
#include "wasm/ui/platform.h"
#include "wasm/ui/update.h"

namespace segue {

struct FakePlatform final : Platform {
  struct Request {
    RequestId id = 0;
    std::string what;
    int count = 0;
    DecodeOptions options;
    MusicClip a, b;
    Interpolation path = Interpolation::kSpherical;
  };
  struct File {
    std::string name;
    std::vector<std::uint8_t> bytes;
  };

  std::vector<std::string> loads, examples, shared, settings;
  std::vector<Request> requests;
  std::vector<std::pair<NoteSequence, PlayOptions>> plays;
  std::vector<File> downloads;
  std::vector<Slot> dialogs;
  struct Key {
    int pitch, velocity, program;
    bool is_drum;
  };
  struct Wav {
    std::string name;
    NoteSequence notes;
    double rate_hz;
  };
  struct Stream {
    RequestId id;
    RnnOptions options;
  };
  struct Open {
    NoteSequence notes, sounding;
    double start_s, length_s;
    bool last;
  };
  std::vector<Stream> streams;
  std::vector<std::pair<RequestId, int>> advances;
  std::vector<EventChoice> choices;
  std::vector<Open> opens, extensions;
  int streams_stopped = 0;
  std::vector<Key> keys;  ///< velocity 0: let go
  std::vector<Wav> wavs;
  int midi_asked = 0, wavs_cancelled = 0;
  int stops = 0;
  double position = 0, gain = -1;
  std::uint32_t next_random = 4711;

  void load_model(const std::string& id) override { loads.push_back(id); }
  void sample(RequestId id, int count, const DecodeOptions& options) override {
    requests.push_back({id, "sample", count, options, {}, {}, {}});
  }
  void interpolate(RequestId id, const MusicClip& a, const MusicClip& b, int count,
                   Interpolation path, const DecodeOptions& options) override {
    requests.push_back({id, "interpolate", count, options, a, b, path});
  }
  void vary(RequestId id, const MusicClip& clip, int count, double,
            const DecodeOptions& options) override {
    requests.push_back({id, "vary", count, options, clip, {}, {}});
  }
  void reconstruct(RequestId id, const MusicClip& clip, int count,
                   const DecodeOptions& options) override {
    requests.push_back({id, "reconstruct", count, options, clip, {}, {}});
  }
  void shape(RequestId id, const MusicClip& clip, const DecodeOptions& options) override {
    requests.push_back({id, "shape", 1, options, clip, {}, {}});
  }
  void start_stream(RequestId id, const RnnOptions& options) override {
    streams.push_back({id, options});
  }
  void advance_stream(RequestId id, int steps) override { advances.emplace_back(id, steps); }
  void stop_stream() override { ++streams_stopped; }
  void set_stream_choice(const EventChoice& choice) override { choices.push_back(choice); }
  void play(const NoteSequence& notes, const PlayOptions& options) override {
    plays.emplace_back(notes, options);
  }
  void play_open(const NoteSequence& notes, const NoteSequence& sounding, double start_s,
                 double length_s) override {
    opens.push_back({notes, sounding, start_s, length_s, false});
  }
  void extend(const NoteSequence& notes, const NoteSequence& sounding, double length_s,
              bool last) override {
    extensions.push_back({notes, sounding, 0, length_s, last});
  }
  void stop() override { ++stops; }
  double position_s() const override { return position; }
  void set_gain(double value) override { gain = value; }
  void press_key(int pitch, int velocity, int program, bool is_drum) override {
    keys.push_back({pitch, velocity, program, is_drum});
  }
  void release_key(int pitch, int program) override { keys.push_back({pitch, 0, program, false}); }
  void connect_midi() override { ++midi_asked; }
  void make_wav(const std::string& name, const NoteSequence& notes, double rate_hz) override {
    wavs.push_back({name, notes, rate_hz});
  }
  void cancel_wav() override { ++wavs_cancelled; }
  void download(const std::string& name, const std::vector<std::uint8_t>& bytes) override {
    downloads.push_back({name, bytes});
  }
  void open_file_dialog(Slot slot) override { dialogs.push_back(slot); }
  void load_example(Slot, const std::string& id) override { examples.push_back(id); }
  void share(const std::string& text) override { shared.push_back(text); }
  void save_setting(const std::string& key, const std::string& value) override {
    settings.push_back(key + "=" + value);
  }
  std::uint32_t random_u32() override { return next_random++; }
};

/// A state with its platform, as the page holds them.
struct FakePage {
  AppState state;
  FakePlatform platform;

  void push(const Command& command) { update(state, command, platform); }
  /// The newest request answered with `count` clips of one note each, pitch rising from `pitch`.
  void answer(int count, int pitch = 60) {
    std::vector<MusicClip> clips(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      clips[static_cast<std::size_t>(i)].tokens.assign(32, 0);
      clips[static_cast<std::size_t>(i)].tokens[0] = static_cast<std::uint16_t>(pitch + i - 21 + 2);
    }
    push(ClipsReady{platform.requests.back().id, clips});
  }
  /// The newest request answered with these clips.
  void answer_with(const std::vector<MusicClip>& clips) {
    push(ClipsReady{platform.requests.back().id, clips});
  }
  /// A list with one model of each form, "mel_2bar" first; ids are those of forms.h.
  void list_forms() {
    std::vector<ModelEntry> models;
    for (const auto& [id, form] : every_form()) models.push_back({id, id, "", 1000, 1, form});
    push(ModelsListed{models});
  }
  void load_form(const std::string& id) {
    ModelPackage package;
    package.id = id;
    package.representation = form_named(id);
    push(ModelLoaded{package});
  }
  void list_models() {
    push(ModelsListed{
        std::vector<ModelEntry>{{"mel_2bar", "Melodies", "", 1000}, {"other", "Other", "", 1000}}});
  }
  void load(const std::string& id = "mel_2bar") {
    ModelPackage package;
    package.id = id;
    package.representation = {"melody_90", 90, 90, 32, 4, 2, 21, 108};
    package.defaults = {0.4, 100, 12};
    push(ModelLoaded{package});
  }
  /// A page that has made `count` melodies and plays nothing.
  void make(int count) {
    list_models();
    push(SetCount{count});
    push(Generate{});
    load();
    answer(count);
    push(StopPlayback{});
  }
};

}  // namespace segue

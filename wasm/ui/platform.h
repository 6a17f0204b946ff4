// SPDX-License-Identifier: Apache-2.0
// What the UI needs from outside: implemented by wasm/app on top of the page, by a fake in the
// tests. Nothing here blocks. Every answer is a command (commands.h) pushed later, before the next
// frame.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/model/rnn_stream.h"
#include "shared/music/note_sequence.h"
#include "wasm/ui/app_state.h"

namespace segue {

struct PlayOptions {
  double start_s = 0;   ///< where to begin, 0..length_s
  double length_s = 0;  ///< where it ends or jumps back to 0; at least the end of the last note
  bool loop = false;
};

class Platform {
 public:
  virtual ~Platform() = default;

  // Models. One at a time; a second load_model replaces the first.
  /// Fetches engine and model `id` (from the cache where it can). Answers: ModelProgress any number
  /// of times, then ModelLoaded or ModelFailed.
  virtual void load_model(const std::string& id) = 0;
  /// Each answers ClipsReady with the same request id, once. Only called while a model is loaded.
  virtual void sample(RequestId request, int count, const DecodeOptions& options) = 0;
  virtual void interpolate(RequestId request, const MusicClip& a, const MusicClip& b, int count,
                           Interpolation path, const DecodeOptions& options) = 0;
  virtual void vary(RequestId request, const MusicClip& clip, int count, double similarity,
                    const DecodeOptions& options) = 0;
  /// `count` draws of what the model makes of the clip.
  virtual void reconstruct(RequestId request, const MusicClip& clip, int count,
                           const DecodeOptions& options) = 0;
  /// The mean of what the model makes of the clip, moved by `options.attributes`: one clip.
  virtual void shape(RequestId request, const MusicClip& clip, const DecodeOptions& options) = 0;

  // Models that continue music. One stream at a time; a second start_stream replaces the first.
  virtual void start_stream(RequestId request, const RnnOptions& options) = 0;
  /// Some steps more of that stream: answers StreamChunk, once, unless it was stopped.
  virtual void advance_stream(RequestId request, int steps) = 0;
  virtual void stop_stream() = 0;
  /// From the next event on.
  virtual void set_stream_choice(const EventChoice& choice) = 0;

  // Sound.
  /// Replaces what plays without a click. Answers PlaybackEnded when it reached its end (not after
  /// stop() or a replacement) or PlaybackFailed. The first call may come long after the visitor's
  /// click: unlock audio at the first pointer or key event of the page.
  virtual void play(const NoteSequence& notes, const PlayOptions& options) = 0;
  /// The same for music that is still being made: `length_s` of it are known, `sounding` are notes
  /// that go on beyond that. Answers PlaybackLow each time when little of it is left to be heard.
  virtual void play_open(const NoteSequence& notes, const NoteSequence& sounding, double start_s,
                         double length_s) = 0;
  /// More of it: `notes` have ended (what was among `sounding` before comes here, once), `last`
  /// when nothing more comes.
  virtual void extend(const NoteSequence& notes, const NoteSequence& sounding, double length_s,
                      bool last) = 0;
  virtual void stop() = 0;
  /// What is being heard now, in seconds within `length_s`; 0 when nothing plays.
  virtual double position_s() const = 0;
  /// `gain` 0..1, linear, applied smoothly; also while nothing plays.
  virtual void set_gain(double gain) = 0;
  /// A key that sounds at once, beside what plays, until it is released; drums end by themselves.
  virtual void press_key(int pitch, int velocity, int program, bool is_drum) = 0;
  virtual void release_key(int pitch, int program) = 0;
  /// Asks the browser for keyboards that are plugged in. Answers MidiKeysChanged, now and whenever
  /// one comes or goes, then PressKey and ReleaseKey.
  virtual void connect_midi() = 0;

  // Files and the browser.
  /// Renders what `play` would sound like and downloads it: 16 bits, stereo. One at a time: another
  /// takes the place of the first. Answers SoundFileProgress any number of times, then
  /// SoundFileEnded (not after cancel_wav()).
  virtual void make_wav(const std::string& file_name, const NoteSequence& notes,
                        double sample_rate_hz) = 0;
  virtual void cancel_wav() = 0;
  virtual void download(const std::string& file_name, const std::vector<std::uint8_t>& bytes) = 0;
  /// Answers FileOpened with this slot (once per chosen file), FileFailed, or nothing when
  /// cancelled.
  virtual void open_file_dialog(Slot slot) = 0;
  /// Fetches a shipped clip. Answers FileOpened or FileFailed with this slot.
  virtual void load_example(Slot slot, const std::string& example_id) = 0;
  /// Copies the page's address with "#<text>" to the clipboard and shows it in the address bar.
  /// Answers PostNotice: copied, or why not.
  virtual void share(const std::string& text) = 0;
  /// Remembered by this browser; comes back as RestoreSetting at the next start.
  virtual void save_setting(const std::string& key, const std::string& value) = 0;
  /// 32 bits nobody can foresee, for new seeds.
  virtual std::uint32_t random_u32() = 0;
};

}  // namespace segue

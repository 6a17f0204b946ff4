// SPDX-License-Identifier: Apache-2.0
// The Platform of the UI on top of the page: every call goes through bridge/js_imports.h, every
// answer comes back as a command.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/music_rnn.h"
#include "wasm/bridge/page_backend.h"
#include "wasm/ui/commands.h"
#include "wasm/ui/platform.h"

namespace segue {

class PagePlatform final : public Platform {
 public:
  /// `push` queues a command and wakes the page.
  explicit PagePlatform(std::function<void(Command)> push) : push_(std::move(push)) {}

  void load_model(const std::string& id) override;
  void sample(RequestId request, int count, const DecodeOptions& options) override;
  void interpolate(RequestId request, const MusicClip& a, const MusicClip& b, int count,
                   Interpolation path, const DecodeOptions& options) override;
  void vary(RequestId request, const MusicClip& clip, int count, double similarity,
            const DecodeOptions& options) override;
  void reconstruct(RequestId request, const MusicClip& clip, int count,
                   const DecodeOptions& options) override;
  void shape(RequestId request, const MusicClip& clip, const DecodeOptions& options) override;
  void start_stream(RequestId request, const RnnOptions& options) override;
  void advance_stream(RequestId request, int steps) override;
  void stop_stream() override;
  void set_stream_choice(const EventChoice& choice) override;
  void play(const NoteSequence& notes, const PlayOptions& options) override;
  void play_open(const NoteSequence& notes, const NoteSequence& sounding, double start_s,
                 double length_s) override;
  void extend(const NoteSequence& notes, const NoteSequence& sounding, double length_s,
              bool last) override;
  void stop() override;
  double position_s() const override;
  void set_gain(double gain) override;
  void press_key(int pitch, int velocity, int program, bool is_drum) override;
  void release_key(int pitch, int program) override;
  void connect_midi() override;
  void make_wav(const std::string& file_name, const NoteSequence& notes,
                double sample_rate_hz) override;
  void cancel_wav() override;
  void download(const std::string& file_name, const std::vector<std::uint8_t>& bytes) override;
  void open_file_dialog(Slot slot) override;
  void load_example(Slot slot, const std::string& example_id) override;
  void share(const std::string& text) override;
  void save_setting(const std::string& key, const std::string& value) override;
  std::uint32_t random_u32() override;

  /// The page's loader (web/models.js), in this order: the package's text, each file's bytes, then
  /// loaded. The prior and the attributes stay here, the graphs go to the worker.
  Result<void> open_package(std::string_view json);
  Result<void> verify(std::string_view graph, const std::uint8_t* bytes, std::size_t size);
  void model_loaded();
  void model_failed(Error error);
  PageBackend& backend() { return backend_; }

 private:
  MusicVae::OnMusic answer(RequestId request);

  std::function<void(Command)> push_;
  PageBackend backend_;
  std::optional<ModelPackage> opened_;        ///< being fetched
  std::optional<Prior> prior_;                ///< of opened_, once its file is there
  std::optional<AttributeField> attributes_;  ///< the same
  std::unique_ptr<MusicVae> model_;           ///< ready: this, or ...
  std::unique_ptr<MusicRnn> rnn_;             ///< ... this
  std::unique_ptr<RnnStream> stream_;         ///< of rnn_
};

}  // namespace segue

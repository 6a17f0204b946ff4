// SPDX-License-Identifier: Apache-2.0
// Flattens what the UI asks for into numbers and bytes for the page.
#include "wasm/app/page_platform.h"

#include <utility>

#include "wasm/bridge/js_imports.h"

namespace segue {
namespace {

int size_of(const std::string& text) { return static_cast<int>(text.size()); }
int number_of(Slot slot) { return static_cast<int>(slot); }

// A note as web/app.js reads it.
std::vector<double> rows_of(const NoteSequence& notes) {
  std::vector<double> rows;
  rows.reserve(notes.notes.size() * 6);
  for (const Note& note : notes.notes) {
    rows.insert(rows.end(), {note.start_s, note.end_s, static_cast<double>(note.pitch),
                             static_cast<double>(note.velocity), static_cast<double>(note.program),
                             note.is_drum ? 1.0 : 0.0});
  }
  return rows;
}

int count_of(const NoteSequence& notes) { return static_cast<int>(notes.notes.size()); }

Error no_model() {
  return {ErrorCode::kNotFound, "No model is loaded yet. Load one and try again."};
}

}  // namespace

void PagePlatform::load_model(const std::string& id) {
  stream_.reset();
  backend_.fail_all({ErrorCode::kCancelled, "Another model was chosen."});
  rnn_.reset();
  model_.reset();
  opened_.reset();
  segue_js_load_model(id.data(), size_of(id));
}

Result<void> PagePlatform::open_package(std::string_view json) {
  auto package = parse_model_package(json);
  if (!package) return package.error();
  opened_ = std::move(*package);
  prior_.reset();
  attributes_.reset();
  return {};
}

Result<void> PagePlatform::verify(std::string_view graph, const std::uint8_t* bytes,
                                  std::size_t size) {
  const GraphFile* file = opened_ ? opened_->find_graph(graph) : nullptr;
  if (!file) {
    return Error{ErrorCode::kNotFound,
                 "The model has no graph named \"" + std::string(graph) +
                     "\". Download the model again; if that does not help, update Segue."};
  }
  if (auto good = verify_graph(*file, bytes, size); !good) return good;
  if (graph == "prior") {
    auto prior = parse_prior({bytes, size}, opened_->z_size);
    if (!prior) return prior.error();
    prior_ = std::move(*prior);
  }
  if (graph == "attributes") {
    auto attributes = parse_attributes({bytes, size}, *opened_);
    if (!attributes) return attributes.error();
    attributes_ = std::move(*attributes);
  }
  return {};
}

void PagePlatform::model_loaded() {
  if (!opened_) return;
  if (opened_->kind == kRnnKind) {
    rnn_ = std::make_unique<MusicRnn>(*opened_, backend_);
    push_(ModelLoaded{std::move(*opened_)});
    opened_.reset();
    return;
  }
  model_ = std::make_unique<MusicVae>(*opened_, backend_);
  if (prior_) model_->set_prior(std::move(*prior_));
  if (attributes_) model_->set_attributes(std::move(*attributes_));
  prior_.reset();
  attributes_.reset();
  push_(ModelLoaded{std::move(*opened_)});
  opened_.reset();
}

void PagePlatform::model_failed(Error error) {
  opened_.reset();
  stream_.reset();
  rnn_.reset();
  model_.reset();
  push_(ModelFailed{error});
  backend_.fail_all(error);
}

MusicVae::OnMusic PagePlatform::answer(RequestId request) {
  return [this, request](Result<MusicVae::MusicClips> clips) {
    push_(ClipsReady{request, std::move(clips)});
  };
}

void PagePlatform::sample(RequestId request, int count, const DecodeOptions& options) {
  if (!model_) return answer(request)(no_model());
  model_->sample_music(count, options, answer(request));
}

void PagePlatform::interpolate(RequestId request, const MusicClip& a, const MusicClip& b, int count,
                               Interpolation path, const DecodeOptions& options) {
  if (!model_) return answer(request)(no_model());
  model_->interpolate_music(a, b, count, path, options, answer(request));
}

void PagePlatform::vary(RequestId request, const MusicClip& clip, int count, double similarity,
                        const DecodeOptions& options) {
  if (!model_) return answer(request)(no_model());
  model_->similar_music(clip, count, similarity, options, answer(request));
}

void PagePlatform::reconstruct(RequestId request, const MusicClip& clip, int count,
                               const DecodeOptions& options) {
  if (!model_) return answer(request)(no_model());
  const MusicVae::MusicClips copies(static_cast<std::size_t>(count), clip);
  model_->reconstruct_music(copies, /*mean=*/false, options, answer(request));
}

void PagePlatform::shape(RequestId request, const MusicClip& clip, const DecodeOptions& options) {
  if (!model_) return answer(request)(no_model());
  model_->reconstruct_music({clip}, /*mean=*/true, options, answer(request));
}

void PagePlatform::play(const NoteSequence& notes, const PlayOptions& options) {
  const std::vector<double> rows = rows_of(notes);
  segue_js_play(rows.data(), count_of(notes), options.start_s, options.length_s,
                options.loop ? 1 : 0);
}

void PagePlatform::play_open(const NoteSequence& notes, const NoteSequence& sounding,
                             double start_s, double length_s) {
  const std::vector<double> rows = rows_of(notes), open = rows_of(sounding);
  segue_js_play_open(rows.data(), count_of(notes), open.data(), count_of(sounding), start_s,
                     length_s);
}

void PagePlatform::extend(const NoteSequence& notes, const NoteSequence& sounding, double length_s,
                          bool last) {
  const std::vector<double> rows = rows_of(notes), open = rows_of(sounding);
  segue_js_extend(rows.data(), count_of(notes), open.data(), count_of(sounding), length_s,
                  last ? 1 : 0);
}

void PagePlatform::start_stream(RequestId request, const RnnOptions& options) {
  stream_.reset();
  if (!rnn_) return push_(StreamChunk{request, no_model()});
  auto stream = rnn_->stream(options);
  if (!stream) return push_(StreamChunk{request, stream.error()});
  stream_ = std::move(*stream);
}

void PagePlatform::advance_stream(RequestId request, int steps) {
  if (!stream_) return;
  stream_->advance(steps, [this, request](Result<RnnChunk> chunk) {
    push_(StreamChunk{request, std::move(chunk)});
  });
}

void PagePlatform::stop_stream() { stream_.reset(); }

void PagePlatform::set_stream_choice(const EventChoice& choice) {
  if (stream_) (void)stream_->set_choice(choice);  // the slider's range is within what is allowed
}

void PagePlatform::stop() { segue_js_stop(); }

double PagePlatform::position_s() const { return segue_js_position_s(); }

void PagePlatform::set_gain(double gain) { segue_js_set_gain(gain); }

void PagePlatform::press_key(int pitch, int velocity, int program, bool is_drum) {
  segue_js_press_key(pitch, velocity, program, is_drum ? 1 : 0);
}

void PagePlatform::release_key(int pitch, int program) { segue_js_release_key(pitch, program); }

void PagePlatform::connect_midi() { segue_js_connect_midi(); }

void PagePlatform::make_wav(const std::string& file_name, const NoteSequence& notes,
                            double sample_rate_hz) {
  const std::vector<double> rows = rows_of(notes);
  segue_js_make_wav(file_name.data(), size_of(file_name), rows.data(), count_of(notes),
                    sample_rate_hz);
}

void PagePlatform::cancel_wav() { segue_js_cancel_wav(); }

void PagePlatform::download(const std::string& file_name, const std::vector<std::uint8_t>& bytes) {
  segue_js_download(file_name.data(), size_of(file_name), bytes.data(),
                    static_cast<int>(bytes.size()));
}

void PagePlatform::open_file_dialog(Slot slot) { segue_js_open_file_dialog(number_of(slot)); }

void PagePlatform::load_example(Slot slot, const std::string& example_id) {
  segue_js_load_example(number_of(slot), example_id.data(), size_of(example_id));
}

void PagePlatform::share(const std::string& text) { segue_js_share(text.data(), size_of(text)); }

void PagePlatform::save_setting(const std::string& key, const std::string& value) {
  segue_js_save_setting(key.data(), size_of(key), value.data(), size_of(value));
}

std::uint32_t PagePlatform::random_u32() { return segue_js_random_u32(); }

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_builder.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>
#include <thread>
#include <unordered_set>

#include "native/cli/music_file.h"
#include "native/io/file.h"
#include "shared/base/sha256.h"
#include "shared/codec/melody_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/codec/polyphony_codec.h"
#include "shared/codec/roll_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/tempo_estimation.h"

namespace segue {
namespace {

/// What one file gave.
struct FileWindows {
  std::string error;  ///< why it could not be read
  std::string sha256;
  std::int64_t bytes = 0;
  bool repaired = false;
  MusicWindowReport report;
  std::vector<std::string> track_names;  ///< by instrument, for --verbose
};

FileWindows read_windows(const SourceFile& source, const RepresentationInfo& info,
                         const BuilderOptions& options) {
  FileWindows result;
  const auto bytes = read_file(source.path);
  if (!bytes) {
    result.error = bytes.error().message;
    return result;
  }
  result.bytes = static_cast<std::int64_t>(bytes->size());
  result.sha256 = sha256_hex(*bytes);
  auto file = parse_music(source.path, *bytes);
  if (!file) {
    result.error = file.error().message;
    return result;
  }
  result.repaired = !file->warnings.empty();
  NoteSequence music = std::move(file->sequence);
  if (options.estimate_tempo) music = with_estimated_tempo(std::move(music));
  result.report = find_windows(music, info, options.music);
  for (const auto& instrument : music.instruments) {
    result.track_names.push_back("track " + std::to_string(instrument.track + 1) +
                                 (instrument.name.empty() ? "" : " (" + instrument.name + ")"));
  }
  return result;
}

/// Takes files one by one until none is left. The results are in the order of the files.
std::vector<FileWindows> read_all(const Sources& sources, const RepresentationInfo& info,
                                  const BuilderOptions& options, const BuildHooks& hooks) {
  std::vector<FileWindows> results(sources.files.size());
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> done{0};
  const auto work = [&] {
    while (!(hooks.cancelled && hooks.cancelled())) {
      const std::size_t index = next++;
      if (index >= results.size()) return;
      results[index] = read_windows(sources.files[index], info, options);
      const std::int64_t count = ++done;
      if (hooks.on_progress) hooks.on_progress(count);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < options.threads; ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  return results;
}

class Merger {
 public:
  Merger(const Sources& sources, const RepresentationInfo& info, const BuilderOptions& options)
      : sources_(sources), info_(info), options_(options) {}

  BuildResult merge(const std::vector<FileWindows>& results) {
    result_.dataset.config = options_.config.name;
    result_.dataset.representation = options_.config.representation;
    result_.dataset.bars = options_.config.bars;
    result_.dataset.steps = info_.fixed_rows > 0
                                ? info_.fixed_rows
                                : options_.config.bars * steps_per_bar(options_.music.windows);
    result_.dataset.streams = options_.music.streams;
    if (result_.dataset.is_stream()) result_.dataset.steps = 1;  // the longest, once there
    result_.dataset.steps_per_quarter = options_.config.steps_per_quarter;
    for (const auto kind : options_.music.controls) {
      for (const auto& control : control_kinds()) {
        if (control.kind == kind) result_.dataset.controls.emplace_back(control.name);
      }
    }
    result_.dataset.hop_bars = options_.music.windows.hop_bars;
    collect_held_out(results);
    for (std::size_t i = 0; i < results.size(); ++i) add_file(sources_.files[i], results[i]);
    return std::move(result_);
  }

 private:
  /// All held-out files come first: their windows may not be trained on, wherever else they occur.
  void collect_held_out(const std::vector<FileWindows>& results) {
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!sources_.files[i].held_out) continue;
      for (const auto& window : results[i].report.windows) {
        held_out_.insert(to_transposition_key(info_, window));
      }
    }
  }

  void add_file(const SourceFile& source, const FileWindows& file) {
    BuildReport& report = result_.report;
    ++report.files;
    report.bytes += file.bytes;
    if (source.held_out) ++report.held_out_files;
    if (!file.error.empty()) {
      ++report.damaged;
      report.details.push_back(source.name + ": " + file.error);
      return;
    }
    if (file.repaired) ++report.repaired;
    report.too_few_notes += file.report.too_few_notes;
    report.polyphonic += file.report.polyphonic;
    report.filtered += file.report.filtered;
    report.duplicates += file.report.duplicates;
    report.windows_found +=
        static_cast<std::int64_t>(file.report.windows.size()) + file.report.duplicates;
    if (file.report.windows.empty()) ++report.without_windows;
    report.key_signatures += file.report.key_source == KeySource::kSignature;
    report.key_estimates += file.report.key_source == KeySource::kEstimate;
    report.chord_symbols += file.report.chord_source == ChordSource::kSymbols;
    report.chord_estimates += file.report.chord_source == ChordSource::kInferred;
    for (const auto& rejection : file.report.rejections) explain(source, file, rejection);
    add_windows(source, file);
  }

  void explain(const SourceFile& source, const FileWindows& file, const Rejection& rejection) {
    if (rejection.instrument < 0) {
      ++result_.report.reasons[std::string(to_label(rejection.code))];
      result_.report.details.push_back(source.name + ": " + rejection.reason);
    } else {
      result_.report.details.push_back(
          source.name + ", " + file.track_names[static_cast<std::size_t>(rejection.instrument)] +
          ": " + rejection.reason);
    }
  }

  void add_windows(const SourceFile& source, const FileWindows& file) {
    BuildReport& report = result_.report;
    std::vector<const MusicWindow*> kept;
    for (const auto& window : file.report.windows) {
      const std::string key = to_transposition_key(info_, window);
      if (!source.held_out && held_out_.count(key) > 0) {
        ++report.in_held_out;
      } else if (!seen_.insert(key).second) {
        ++report.duplicates;
      } else {
        kept.push_back(&window);
      }
    }
    const std::size_t found = kept.size();
    const auto limit = static_cast<std::size_t>(options_.max_windows_per_piece);
    if (limit > 0 && found > limit) {
      for (std::size_t i = 0; i < limit; ++i) kept[i] = kept[i * found / limit];
      kept.resize(limit);
      report.over_limit += static_cast<std::int64_t>(found - limit);
    }
    Dataset& dataset = result_.dataset;
    DatasetSplit& split = source.held_out ? dataset.eval : dataset.train;
    for (const auto* window : kept) {
      if (dataset.is_stream()) {
        split.first.push_back(static_cast<std::int64_t>(split.tokens.size()));
        dataset.steps = std::max(dataset.steps, static_cast<int>(window->tokens.size()));
      }
      append(split.tokens, window->tokens);
      append(split.features, window->features);
      append(split.controls, window->controls);
      split.piece.push_back(static_cast<std::uint32_t>(dataset.pieces.size()));
      split.bar.push_back(window->bar);
      split.instrument.push_back(window->instrument);
    }
    dataset.pieces.push_back({source.name, file.sha256, source.held_out ? "eval" : "train",
                              static_cast<std::int64_t>(kept.size())});
  }

  template <class T>
  static void append(std::vector<T>& to, const std::vector<T>& values) {
    to.insert(to.end(), values.begin(), values.end());
  }

  const Sources& sources_;
  const RepresentationInfo& info_;
  const BuilderOptions& options_;
  std::unordered_set<std::string> held_out_, seen_;
  BuildResult result_;
};

}  // namespace

std::string to_transposition_key(const RepresentationInfo& info, const MusicWindow& window) {
  // Tokens of notes: melody_90 has two others before them, the roll vocabularies have them after.
  const bool notes_first = info.name == "melody_roll_89" || info.name == "melody_midi_90";
  const int first_note = notes_first ? 0 : kFirstNoteToken;
  const int last_note = notes_first ? kRollRest - 1 : kMelodyTokens - 1;
  constexpr int kReference = 128;
  std::string key;
  if (info.feature_depth > 0) {
    constexpr float kLevels = 100.0f;  // finer differences are not heard
    key.reserve(window.features.size());
    for (const float f : window.features) {
      key.push_back(static_cast<char>(std::lround(f * kLevels)));
    }
    return key;
  }
  if (info.fixed_rows > 0) {
    MusicWindow moved = window;  // drums stay where they are
    int semitones = 0;
    bool drums = false;
    for (const auto token : window.tokens) {
      if (token >= kTrackProgram) drums = token == kTrackDrums;
      if (drums || token >= kTrackNoteOff) continue;
      semitones = kReference / 2 - token;
      break;
    }
    transpose_window(info, moved.tokens, {}, {}, semitones);
    for (const auto token : moved.tokens) {
      key.push_back(static_cast<char>(token & 0xFF));
      key.push_back(static_cast<char>(token >> 8));
    }
    return key;
  }
  if (info.is_stream) {
    int shift = 0;
    for (const int token : window.tokens) {
      const bool is_note = token >= kPolyphonyNewNote;
      if (is_note && shift == 0) shift = kReference - (token - kPolyphonyNewNote) % kReference;
      const int moved = is_note ? token + shift : token;
      key.push_back(static_cast<char>(moved & 0xFF));
      key.push_back(static_cast<char>(moved >> 8));
    }
    return key;
  }
  const std::size_t parts = info.parts.size();
  key.reserve(window.tokens.size() * (parts > 1 ? 2 : 1));
  int shift = 0;  // to above all tokens, whatever the note
  for (std::size_t i = 0; i < window.tokens.size(); ++i) {
    int token = window.tokens[i];
    const bool pitched = info.parts[i % parts].classes <= kMelodyTokens;
    if (pitched && token >= first_note && token <= last_note) {
      if (shift == 0) shift = kReference - token;
      token += shift;  // 40..216
    } else if (notes_first) {
      token -= kRollRest;  // out of the way of the notes
    }
    key.push_back(static_cast<char>(token & 0xFF));
    if (!pitched) key.push_back(static_cast<char>(token >> 8));
  }
  return key;
}

Result<BuildResult> build_dataset(const Sources& sources, const BuilderOptions& options,
                                  const BuildHooks& hooks) {
  const RepresentationInfo* info = find_representation(options.config.representation);
  if (info == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 "unknown representation " + std::string(options.config.representation)};
  }
  BuilderOptions own = options;
  own.music.windows.bars = options.config.bars;
  own.music.windows.steps_per_quarter = options.config.steps_per_quarter;
  own.music.streams = options.config.min_steps > 0 && !info->is_stream;
  own.music.controls.clear();
  std::istringstream names{std::string(options.config.controls)};
  for (std::string name; names >> name;) {
    const ControlInfo* control = find_control(name);
    if (control == nullptr || !control->stored) {
      return Error{ErrorCode::kInvalidArgument,
                   "unknown control " + name + ": there are chords and key"};
    }
    own.music.controls.push_back(control->kind);
  }
  if (options.config.min_steps > 0 && !own.music.controls.empty()) {
    return Error{ErrorCode::kInvalidArgument, "the streams of " + std::string(options.config.name) +
                                                  " have no controls; leave --controls out"};
  }
  if (steps_per_bar(own.music.windows) < 1) {
    return Error{ErrorCode::kInvalidArgument, "a bar of this meter is no whole number of steps"};
  }
  if (info->fixed_rows > 0 &&
      (own.music.windows.bars != 1 || steps_per_bar(own.music.windows) != kMultitrackSteps)) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(info->name) +
                     " has windows of one bar of four quarters; leave --bars and --meter out"};
  }
  const auto results = read_all(sources, *info, own, hooks);
  if (hooks.cancelled && hooks.cancelled()) {
    return Error{ErrorCode::kCancelled, "interrupted; nothing was written"};
  }
  return Merger(sources, *info, own).merge(results);
}

}  // namespace segue

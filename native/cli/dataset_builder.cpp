// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_builder.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <unordered_set>

#include "native/io/file.h"
#include "shared/base/sha256.h"
#include "shared/codec/melody_codec.h"
#include "shared/midi/to_note_sequence.h"

namespace segue {
namespace {

/// What one file gave.
struct FileWindows {
  std::string error;  ///< why it could not be read
  std::string sha256;
  std::int64_t bytes = 0;
  bool repaired = false;
  WindowReport report;
  std::vector<std::string> track_names;  ///< by instrument, for --verbose
};

FileWindows read_windows(const SourceFile& source, const WindowOptions& options) {
  FileWindows result;
  const auto bytes = read_file(source.path);
  if (!bytes) {
    result.error = bytes.error().message;
    return result;
  }
  result.bytes = static_cast<std::int64_t>(bytes->size());
  result.sha256 = sha256_hex(*bytes);
  const auto music = read_midi(*bytes);
  if (!music) {
    result.error = music.error().message;
    return result;
  }
  result.repaired = !music->warnings.empty();
  result.report = find_melody_windows(music->sequence, options);
  for (const auto& instrument : music->sequence.instruments) {
    result.track_names.push_back("track " + std::to_string(instrument.track + 1) +
                                 (instrument.name.empty() ? "" : " (" + instrument.name + ")"));
  }
  return result;
}

/// Takes files one by one until none is left. The results are in the order of the files.
std::vector<FileWindows> read_all(const Sources& sources, const BuilderOptions& options,
                                  const BuildHooks& hooks) {
  std::vector<FileWindows> results(sources.files.size());
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> done{0};
  const auto work = [&] {
    while (!(hooks.cancelled && hooks.cancelled())) {
      const std::size_t index = next++;
      if (index >= results.size()) return;
      results[index] = read_windows(sources.files[index], options.windows);
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
  Merger(const Sources& sources, const BuilderOptions& options)
      : sources_(sources), options_(options) {}

  BuildResult merge(const std::vector<FileWindows>& results) {
    result_.dataset.config = options_.config.name;
    result_.dataset.representation = options_.config.representation;
    result_.dataset.bars = options_.config.bars;
    result_.dataset.steps = options_.config.steps();
    result_.dataset.steps_per_quarter = options_.config.steps_per_quarter;
    result_.dataset.hop_bars = options_.windows.hop_bars;
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
        held_out_.insert(to_transposition_key(window.tokens));
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
    report.duplicates += file.report.duplicates;
    report.windows_found +=
        static_cast<std::int64_t>(file.report.windows.size()) + file.report.duplicates;
    if (file.report.windows.empty()) ++report.without_windows;
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
    std::vector<const MelodyWindow*> kept;
    for (const auto& window : file.report.windows) {
      const std::string key = to_transposition_key(window.tokens);
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
      split.tokens.insert(split.tokens.end(), window->tokens.begin(), window->tokens.end());
      split.piece.push_back(static_cast<std::uint32_t>(dataset.pieces.size()));
      split.bar.push_back(window->bar);
      split.instrument.push_back(window->instrument);
    }
    dataset.pieces.push_back({source.name, file.sha256, source.held_out ? "eval" : "train",
                              static_cast<std::int64_t>(kept.size())});
  }

  const Sources& sources_;
  const BuilderOptions& options_;
  std::unordered_set<std::string> held_out_, seen_;
  BuildResult result_;
};

}  // namespace

std::string to_transposition_key(std::span<const std::uint8_t> tokens) {
  constexpr int kReference =
      128;  // where the first note is moved to; all shifts stay above note-off
  std::string key(tokens.begin(), tokens.end());
  int shift = 0;
  for (char& c : key) {
    const int token = static_cast<std::uint8_t>(c);
    if (token <= kNoteOff) continue;
    if (shift == 0) shift = kReference - token;
    c = static_cast<char>(token + shift);
  }
  return key;
}

Result<BuildResult> build_dataset(const Sources& sources, const BuilderOptions& options,
                                  const BuildHooks& hooks) {
  BuilderOptions own = options;
  own.windows.bars = options.config.bars;
  own.windows.steps_per_quarter = options.config.steps_per_quarter;
  const auto results = read_all(sources, own, hooks);
  if (hooks.cancelled && hooks.cancelled()) {
    return Error{ErrorCode::kCancelled, "interrupted; nothing was written"};
  }
  return Merger(sources, own).merge(results);
}

}  // namespace segue

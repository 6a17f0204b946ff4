// SPDX-License-Identifier: Apache-2.0
// segue render: music files to audio files, with Segue's synthesiser, one of the
// consoles it can be, or a SoundFont.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "native/audio/audio_file.h"
#include "native/cli/cli.h"
#include "native/cli/music_file.h"
#include "native/cli/option_checks.h"
#include "native/cli/output_option.h"
#include "native/cli/sound_option.h"
#include "native/cli/text_table.h"
#include "native/cli/verbs.h"
#include "native/io/atomic_file.h"
#include "native/io/progress.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

struct RenderCommand {
  std::vector<std::string> inputs;
  std::string output = ".", format = "wav";
  SoundOption sound;
  int jobs = 0;
  bool force = false;
  OutputOptions report;
};

struct Job {
  std::string input, output;
  double seconds = 0, spent_s = 0;
  Loudness loudness{};
  std::string error = {};  ///< empty: done
};

/// What each input becomes; folders keep their subfolders. Errors: list_given_files', two inputs
/// that would become one file, outputs that are there.
Result<std::vector<Job>> plan(const RenderCommand& options) {
  std::vector<Job> jobs;
  const auto named = audio_format_of(options.output);
  if (!named) {
    if (auto good = check_folder_name(options.output, ".wav, .flac or .ogg"); !good)
      return good.error();
  }
  const std::string ending = "." + options.format;
  const auto files = list_given_files(options.inputs);
  if (!files) return files.error();
  for (const auto& [path, inside] : *files) {
    const auto stem = fs::path(inside).replace_extension("");
    jobs.push_back({path, (fs::path(options.output) / stem).string() + ending});
  }
  if (named && jobs.size() == 1) jobs[0].output = options.output;
  if (named && jobs.size() > 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "--output " + options.output + " is one file, but there are " +
                     std::to_string(jobs.size()) + " to render; give a folder."};
  }
  std::map<std::string, std::string> taken;
  for (const auto& job : jobs) {
    const auto [at, fresh] = taken.emplace(job.output, job.input);
    if (!fresh) {
      return Error{ErrorCode::kInvalidArgument, at->second + " and " + job.input +
                                                    " would both become " + job.output +
                                                    "; render them into two folders."};
    }
    if (!options.force && fs::exists(job.output)) {
      return Error{ErrorCode::kInvalidArgument,
                   job.output + " is there already; --force replaces it."};
    }
  }
  return jobs;
}

Result<void> render_one(const RenderCommand& options, PiecePlayer& player, Job& job) {
  const auto music = read_music(job.input);
  if (!music) return music.error();
  if (music->sequence.notes.empty()) {
    return Error{ErrorCode::kNoMusic, job.input + ": there are no notes to render."};
  }
  const auto played = player.play(music->sequence);
  if (!played) return Error{played.error().code, job.input + ": " + played.error().message};
  job.loudness = played->loudness;
  job.seconds = static_cast<double>(played->pcm.left.size()) / played->pcm.sample_rate_hz;
  const AudioTags tags{fs::path(job.input).stem().string(), "rendered by Segue"};
  const auto format = *audio_format_of(job.output);
  const auto file = encode_audio(played->pcm, format, tags);
  if (!file) return Error{file.error().code, job.output + ": " + file.error().message};
  if (const auto folder = fs::path(job.output).parent_path(); !folder.empty()) {
    if (auto made = make_folder(folder.string()); !made) return made;
  }
  return write_file(job.output, *file, options.force ? Overwrite::kYes : Overwrite::kNo);
}

void render_all(const RenderCommand& options, std::vector<Job>& jobs) {
  using Clock = std::chrono::steady_clock;
  Progress progress("rendering", static_cast<std::int64_t>(jobs.size()), "files",
                    options.report.quiet);
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> done{0};
  const auto work = [&] {
    auto player = PiecePlayer::make(options.sound);
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      Job& job = jobs[i];
      const auto start = Clock::now();
      const auto rendered = interrupted()
                                ? Result<void>(Error{ErrorCode::kCancelled, "interrupted"})
                            : !player ? Result<void>(player.error())
                                      : render_one(options, *player, job);
      if (!rendered) job.error = rendered.error().message;
      job.spent_s = std::chrono::duration<double>(Clock::now() - start).count();
      progress.update(++done);
    }
  };
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t wanted = options.jobs > 0 ? static_cast<std::size_t>(options.jobs) : cores;
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(wanted, jobs.size()); ++i) others.emplace_back(work);
  work();
  for (auto& other : others) other.join();
  progress.finish();
}

std::string decimal(double value) {
  if (!std::isfinite(value)) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

int report(const RenderCommand& options, const std::vector<Job>& jobs) {
  TextTable table({"file", "seconds", "LUFS", "peak dBTP", "times real time"});
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::size_t failures = 0;
  for (const Job& job : jobs) {
    if (!job.error.empty()) {
      ++failures;
      if (!interrupted()) fail({ErrorCode::kRuntime, job.error});
      list.push_back({{"input", job.input}, {"error", job.error}});
      continue;
    }
    table.add({job.output, decimal(job.seconds), decimal(job.loudness.integrated_lufs),
               decimal(job.loudness.true_peak_dbtp), decimal(job.seconds / job.spent_s)});
    list.push_back({{"input", job.input},
                    {"output", job.output},
                    {"seconds", job.seconds},
                    {"integrated_lufs", job.loudness.integrated_lufs},
                    {"true_peak_dbtp", job.loudness.true_peak_dbtp},
                    {"spent_s", job.spent_s}});
  }
  const bool printed = print(options.report.json ? to_json_text(list) : table.to_text());
  if (interrupted()) {
    note(options.report, "stopped; what is listed is whole, nothing else was written");
    return kExitInterrupted;
  }
  return failures == 0 && printed ? kExitOk : kExitFailed;
}

int run_render(const RenderCommand& options) {
  // What is wrong with the sound is told once and before anything is written.
  if (const auto player = PiecePlayer::make(options.sound); !player) return fail(player.error());
  auto jobs = plan(options);
  if (!jobs) return fail(jobs.error());
  catch_interrupts();
  render_all(options, *jobs);
  return report(options, *jobs);
}

}  // namespace

void add_render_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<RenderCommand>();
  auto* verb = add_verb(app, "render", "Make audio files of music files",
                        "segue render album --output audio --format flac --chip");
  verb->add_option("inputs", options->inputs, "MIDI, ABC or MusicXML files, or folders of them")
      ->required();
  verb->add_option("-o,--output", options->output,
                   "Folder for the audio files, or the name of the one file")
      ->capture_default_str();
  auto* format = verb->add_option("-f,--format", options->format,
                                  "Kind of file (or by the ending of --output)")
                     ->capture_default_str()
                     ->check(CLI::IsMember({"wav", "flac", "ogg"}));
  add_sound_options(*verb, options->sound);
  verb->add_option("-j,--jobs", options->jobs, "Files at once (default: one a core)")
      ->check(between(1, 256));
  verb->add_flag("--force", options->force, "Replace files that are there");
  add_output_options(*verb, options->report);
  verb->callback([options, format, &exit_code] {
    const auto named = audio_format_of(options->output);
    if (named && format->count() > 0 && to_name(*named) != options->format) {
      exit_code = fail_usage("--output ends in ." + std::string(to_name(*named)) +
                             " but --format is " + options->format + "; give one of them.");
      return;
    }
    if (named) options->format = to_name(*named);
    exit_code = run_render(*options);
  });
}

}  // namespace segue

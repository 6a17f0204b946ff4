// SPDX-License-Identifier: Apache-2.0
// segue render: music files to audio files, with the page's synthesiser.
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
#include "native/audio/loudness.h"
#include "native/cli/cli.h"
#include "native/cli/dataset_sources.h"
#include "native/cli/music_file.h"
#include "native/cli/option_checks.h"
#include "native/cli/text_table.h"
#include "native/cli/verbs.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/io/progress.h"
#include "shared/synth/patch.h"
#include "shared/synth/render_sequence.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

constexpr double kCeiling_dbtp = -1;  // EBU R 128: converters and codecs overshoot a little
constexpr const char* kAsRendered = "off";

struct RenderCommand {
  std::vector<std::string> inputs;
  std::string output = ".", format = "wav", instrument, loudness = "-16";
  int rate_hz = 48000;
  double tail_s = 1.5;
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

/// "Pulse 12.5 %" to "pulse-12-5".
std::string to_option_name(const char* name) {
  std::string text;
  for (const char* c = name; *c != 0; ++c) {
    const bool kept = std::isalnum(static_cast<unsigned char>(*c)) != 0;
    if (kept) text += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
    if (!kept && !text.empty() && text.back() != '-') text += '-';
  }
  if (!text.empty() && text.back() == '-') text.pop_back();
  return text;
}

/// The program that plays `name`, nothing for the files' own. Errors: kInvalidArgument with the
/// list.
Result<std::optional<int>> find_instrument(const std::string& name) {
  if (name.empty()) return std::optional<int>();
  std::string all;
  for (int i = 0; i < kPatchCount; ++i) {
    const auto known = to_option_name(patch_name(static_cast<PatchId>(i)));
    if (known == name) return std::optional<int>(kFirstOwnProgram + i);
    all += (all.empty() ? "" : ", ") + known;
  }
  return Error{ErrorCode::kInvalidArgument,
               "there is no instrument '" + name + "'; choose one of: " + all};
}

/// What each input becomes; folders keep their subfolders. Errors: find_sources', two inputs that
/// would become one file, outputs that are there.
Result<std::vector<Job>> plan(const RenderCommand& options) {
  std::vector<Job> jobs;
  const auto named = audio_format_of(options.output);
  const std::string ending = "." + options.format;
  for (const auto& input : options.inputs) {
    if (!fs::is_directory(input)) {
      jobs.push_back(
          {input, (fs::path(options.output) / fs::path(input).stem()).string() + ending});
      continue;
    }
    SourceOptions wanted;
    wanted.inputs = {input};
    wanted.eval_ratio = 0;
    const auto sources = find_sources(wanted);
    if (!sources) return sources.error();
    for (const auto& file : sources->files) {
      const auto inside = fs::path(file.path).lexically_relative(input).replace_extension("");
      jobs.push_back({file.path, (fs::path(options.output) / inside).string() + ending});
    }
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

Result<void> render_one(const RenderCommand& options, std::optional<int> program, Job& job) {
  const auto bytes = read_file(job.input);
  if (!bytes) return bytes.error();
  auto music = parse_music(job.input, *bytes);
  if (!music) return Error{music.error().code, job.input + ": " + music.error().message};
  if (music->sequence.notes.empty()) {
    return Error{ErrorCode::kNoMusic, job.input + ": there are no notes to render."};
  }
  if (program) {
    for (Note& note : music->sequence.notes) note.program = *program;
  }
  RenderOptions render;
  render.sample_rate_hz = options.rate_hz;
  render.tail_s = options.tail_s;
  auto pcm = render_sequence(music->sequence, render);
  if (!pcm) return Error{pcm.error().code, job.input + ": " + pcm.error().message};
  const auto loudness = options.loudness == kAsRendered
                            ? measure_loudness(*pcm)
                            : normalise_loudness(*pcm, std::stod(options.loudness), kCeiling_dbtp);
  if (!loudness) return loudness.error();
  job.loudness = *loudness;
  job.seconds = static_cast<double>(pcm->left.size()) / pcm->sample_rate_hz;
  const AudioTags tags{fs::path(job.input).stem().string(), "rendered by Segue"};
  const auto format = *audio_format_of(job.output);
  const auto file = encode_audio(*pcm, format, tags);
  if (!file) return Error{file.error().code, job.output + ": " + file.error().message};
  std::error_code failed;
  const auto folder = fs::path(job.output).parent_path();
  if (!folder.empty()) fs::create_directories(folder, failed);  // write_file says what is wrong
  return write_file(job.output, *file, options.force ? Overwrite::kYes : Overwrite::kNo);
}

void render_all(const RenderCommand& options, std::optional<int> program, std::vector<Job>& jobs) {
  using Clock = std::chrono::steady_clock;
  Progress progress(
      "rendering", static_cast<std::int64_t>(jobs.size()), "files",
      options.report.quiet ? Progress::Output::kQuiet : Progress::Output::kTerminalOnly);
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> done{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      Job& job = jobs[i];
      const auto start = Clock::now();
      const auto rendered = interrupted()
                                ? Result<void>(Error{ErrorCode::kCancelled, "interrupted"})
                                : render_one(options, program, job);
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
  using Json = nlohmann::ordered_json;
  const bool printed =
      print(options.report.json ? list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
                                : table.to_text());
  if (interrupted()) {
    note(options.report, "stopped; what is listed is whole, nothing else was written");
    return kExitInterrupted;
  }
  return failures == 0 && printed ? kExitOk : kExitFailed;
}

int run_render(const RenderCommand& options) {
  const auto program = find_instrument(options.instrument);
  if (!program) return fail(program.error(), kExitUsage);
  auto jobs = plan(options);
  if (!jobs) {
    return fail(jobs.error(),
                jobs.error().code == ErrorCode::kInvalidArgument ? kExitUsage : kExitFailed);
  }
  catch_interrupts();
  render_all(options, *program, *jobs);
  return report(options, *jobs);
}

/// "off" or a number from -60 to 0.
std::string check_loudness(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool number = !text.empty() && *end == 0 && value >= -60 && value <= 0;
  if (number || text == kAsRendered) return {};
  return "must be -60 to 0 (LUFS), or off; found '" + text + "'";
}

}  // namespace

void add_render_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<RenderCommand>();
  auto* verb = add_verb(app, "render", "Make audio files of music files",
                        "segue render album --output audio --format flac --instrument soft-piano");
  verb->add_option("inputs", options->inputs, "MIDI, ABC or MusicXML files, or folders of them")
      ->required();
  verb->add_option("-o,--output", options->output,
                   "Folder for the audio files, or the name of the one file")
      ->capture_default_str();
  auto* format = verb->add_option("-f,--format", options->format,
                                  "Kind of file (or by the ending of --output)")
                     ->capture_default_str()
                     ->check(CLI::IsMember({"wav", "flac", "ogg"}));
  verb->add_option("--instrument", options->instrument,
                   "Play all but drums with this one instead of the files' own");
  verb->add_option("--rate", options->rate_hz, "Frames a second")
      ->capture_default_str()
      ->check(CLI::IsMember({44100, 48000}));
  verb->add_option("--loudness", options->loudness,
                   "Loudness of every file in LUFS (EBU R 128), or off; peaks stay below -1 dBTP")
      ->capture_default_str()
      ->check(CLI::Validator([](std::string& text) { return check_loudness(text); },
                             "-60 to 0, or off"));
  verb->add_option("--tail", options->tail_s, "Seconds after the last note, for its echo")
      ->capture_default_str()
      ->check(between(0, 60));
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

// SPDX-License-Identifier: Apache-2.0
// segue assemble: an album in one command. Pieces are generated, judged, rendered, tagged and laid
// out with a page and a playlist; what is interrupted goes on when it is run again.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "native/cli/album_line.h"
#include "native/cli/album_page.h"
#include "native/cli/cli.h"
#include "native/cli/model_supply.h"
#include "native/cli/option_checks.h"
#include "native/cli/piece_source.h"
#include "native/cli/sound_option.h"
#include "native/cli/verbs.h"
#include "native/io/progress.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

struct AssembleCommand {
  ModelSupplyOption model;
  std::string input, output = "album", format = "flac", title;
  std::optional<int> count;
  SoundOption sound;
  int jobs = 0;
  bool keep_all = false;
  OutputOptions report;
};

int exit_code_of(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument ? kExitUsage : kExitFailed;
}

/// Half-written files of a run that was killed: atomic_file's names.
void remove_partials(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".partial") fs::remove(entry.path(), ignored);
  }
}

Album wanted_album(const AssembleCommand& options, const PieceSupply& supply) {
  Album album;
  const auto folder = fs::absolute(options.output).lexically_normal();
  const auto name = folder.filename().empty() ? folder.parent_path().filename() : folder.filename();
  album.name = options.title.empty() ? name.string() : options.title;
  album.artist = supply.name;
  album.settings = supply.settings;
  album.settings.emplace_back("sound", options.sound.description());
  album.settings.emplace_back("loudness", options.sound.loudness);
  album.settings.emplace_back("rate", std::to_string(options.sound.rate_hz));
  char tail[32];
  std::snprintf(tail, sizeof tail, "%g", options.sound.tail_s);
  album.settings.emplace_back("tail", tail);
  album.settings.emplace_back("format", options.format);
  album.settings.emplace_back("quality floor", options.keep_all ? "none" : "1");
  album.first_seed = supply.first_seed;
  album.count =
      options.count ? static_cast<std::uint64_t>(*options.count) : supply.pieces.value_or(10);
  return album;
}

int report(const AssembleCommand& options, const Album& album) {
  double seconds = 0;
  for (const auto& [seed, track] : album.tracks) seconds += track.seconds;
  std::map<std::string, int> kinds;
  for (const auto& [seed, drop] : album.drops) ++kinds[drop.kind];
  if (options.report.json) {
    nlohmann::ordered_json json = {{"album", options.output},
                                   {"first_seed", album.first_seed},
                                   {"pieces", album.tracks.size()},
                                   {"wanted", album.count},
                                   {"seconds", seconds},
                                   {"dropped", nlohmann::ordered_json::object()}};
    for (const auto& [kind, count] : kinds) json["dropped"][kind] = count;
    const auto text = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return print(text + "\n") ? kExitOk : kExitFailed;
  }
  std::string text = std::to_string(album.tracks.size()) + " pieces, " + to_duration_text(seconds) +
                     ", from seed " + std::to_string(album.first_seed) + ": " +
                     (fs::path(options.output) / "index.html").string() + "\n";
  for (const auto& [kind, count] : kinds) {
    text += std::to_string(count) + " left out: " + kind + "\n";
  }
  return print(text) ? kExitOk : kExitFailed;
}

/// The album that is there already, if it may be gone on with; else the wanted one.
Result<Album> begin_album(const AssembleCommand& options, PieceSupply& supply) {
  std::error_code failed;
  fs::create_directories(options.output, failed);
  if (failed) {
    return Error{ErrorCode::kIo,
                 "cannot make the folder " + options.output + ": " + failed.message()};
  }
  auto found = read_album(options.output);
  if (!found) return found.error();
  if (*found && !options.model.seed && options.input.empty()) {
    supply.first_seed = (*found)->first_seed;  // it was drawn
  }
  Album album = wanted_album(options, supply);
  if (!*found) return album;
  if (auto same = check_same_album(**found, album, options.output); !same) return same.error();
  album.tracks = std::move((*found)->tracks);
  album.drops = std::move((*found)->drops);
  return album;
}

int run_assemble(const AssembleCommand& options) {
  // What is wrong with the sound is told before anything is made.
  if (const auto player = PiecePlayer::make(options.sound); !player) {
    return fail(player.error(), exit_code_of(player.error()));
  }
  auto supply =
      options.input.empty() ? make_model_supply(options.model) : make_folder_supply(options.input);
  if (!supply) return fail(supply.error(), exit_code_of(supply.error()));
  auto album = begin_album(options, *supply);
  if (!album) return fail(album.error(), exit_code_of(album.error()));
  remove_partials(options.output);
  if (!album->tracks.empty()) {
    note(options.report, "going on: " + std::to_string(album->tracks.size()) + " pieces are there");
  }
  catch_interrupts();
  Progress progress(
      "assembling", static_cast<std::int64_t>(album->count), "pieces",
      options.report.quiet ? Progress::Output::kQuiet : Progress::Output::kTerminalOnly);
  AlbumLineOptions line;
  line.folder = options.output;
  line.format = *audio_format_of("." + options.format);
  line.sound = options.sound;
  line.judge = !options.keep_all;
  line.jobs = options.jobs > 0
                  ? options.jobs
                  : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  line.on_progress = [&](const Album& now) {
    progress.update(static_cast<std::int64_t>(now.tracks.size()),
                    now.drops.empty() ? "" : std::to_string(now.drops.size()) + " left out");
  };
  const auto made = run_album_line(*supply, line, *album);
  progress.clear();
  // A stopped album can be listened to as far as it is.
  if (auto written = write_album_page(options.output, *album); !written) {
    return fail(written.error());
  }
  if (!made) {
    if (made.error().code != ErrorCode::kCancelled) return fail(made.error());
    note(options.report, "stopped with " + std::to_string(album->tracks.size()) + " of " +
                             std::to_string(album->count) +
                             " pieces; the same command goes on from here");
    return kExitInterrupted;
  }
  return report(options, *album);
}

}  // namespace

void add_assemble_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<AssembleCommand>();
  auto* verb = add_verb(
      app, "assemble", "Make an album: generate, choose, render, tag, with a page and a playlist",
      "segue assemble --model polyphony --count 100 --steps 512 --chip --output album");
  auto* input = verb->add_option("--input", options->input,
                                 "A folder of MIDI files to make the album of, instead of a model");
  add_model_supply_options(*verb, options->model, *input);
  verb->add_option("-n,--count", options->count, "Pieces [10, or the folder's files]")
      ->check(between(1, 100000));
  verb->add_option("-o,--output", options->output,
                   "The album's folder; a stopped album goes on where it is")
      ->capture_default_str();
  verb->add_option("-f,--format", options->format, "Kind of the audio files")
      ->capture_default_str()
      ->check(CLI::IsMember({"wav", "flac", "ogg"}));
  verb->add_option("--title", options->title, "The album's name [the folder's]");
  add_sound_options(*verb, options->sound);
  verb->add_flag("--keep-all", options->keep_all,
                 "Keep pieces that are silent, too sparse or stuck, too");
  verb->add_option("-j,--jobs", options->jobs, "Pieces at once (default: one a core)")
      ->check(between(1, 256));
  add_output_options(*verb, options->report);
  verb->callback([options, &exit_code] { exit_code = run_assemble(*options); });
}

}  // namespace segue

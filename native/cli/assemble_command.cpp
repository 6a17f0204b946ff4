// SPDX-License-Identifier: Apache-2.0
// segue assemble: an album in one command. Pieces are generated, judged, rendered, tagged and laid
// out with a page and a playlist; what is interrupted goes on when it is run again.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "native/cli/album_line.h"
#include "native/cli/album_page.h"
#include "native/cli/cli.h"
#include "native/cli/model_supply.h"
#include "native/cli/option_checks.h"
#include "native/cli/piece_source.h"
#include "native/cli/sound_option.h"
#include "native/cli/usage_hint.h"
#include "native/cli/verbs.h"
#include "native/io/atomic_file.h"
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
    return print(to_json_text(json)) ? kExitOk : kExitFailed;
  }
  const bool own_music = !options.input.empty();
  std::string text = std::to_string(album.tracks.size()) + " pieces, " + to_duration_text(seconds) +
                     (own_music ? "" : ", from seed " + std::to_string(album.first_seed)) + ": " +
                     (fs::path(options.output) / "index.html").string() + "\n";
  for (const auto& [kind, count] : kinds) {
    text += std::to_string(count) + " left out: " + kind + "\n";
  }
  if (own_music && !album.drops.empty()) {  // nothing takes their place: each is named
    for (const auto& [seed, drop] : album.drops) {
      text += "  " + drop.title + ": " + drop.kind + " (" + drop.why + ")\n";
    }
    text += "--keep-all, with another --output, keeps all that can be read\n";
  }
  return print(text) ? kExitOk : kExitFailed;
}

/// "a.mid" for "a.mid.123.4.partial", atomic_file's name of what a killed run has half written;
/// else empty.
std::string partial_of(const std::string& name) {
  fs::path path = name;
  if (path.extension() != ".partial") return {};
  return path.stem().stem().stem().string();
}

/// What the folder holds beside the album is left alone and told; what a new album would replace is
/// an error. Errors: kInvalidArgument.
Result<void> check_others(const AssembleCommand& options, const PieceSupply& supply,
                          const Album& album, bool is_new) {
  std::set<std::string> own = {kAlbumFile, kAlbumPage, kAlbumPlaylist};
  const auto add = [&](const std::string& title) {
    own.insert(title + ".mid");
    own.insert(title + "." + options.format);
  };
  const std::uint64_t most = album.count + most_drops(album.count);
  for (std::uint64_t i = 0; i < std::min(most, supply.pieces.value_or(most)); ++i) {
    add(supply.title(album.first_seed + i));
  }
  std::vector<std::string> others;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(options.output, ignored)) {
    const auto name = entry.path().filename().string();
    if (!is_new && own.count(partial_of(name)) > 0) {
      fs::remove(entry.path(), ignored);
    } else if (own.count(name) == 0) {
      others.push_back(name);
    } else if (is_new) {
      return invalid_argument(entry.path().string() +
                              " is there already and is no album's; give another --output, or move "
                              "it away.");
    }
  }
  if (others.empty()) return {};
  constexpr std::size_t kMostTold = 5;
  std::sort(others.begin(), others.end());
  const std::size_t count = others.size();
  if (count > kMostTold) others.resize(kMostTold);
  note(options.report, options.output + " also holds " + std::to_string(count) +
                           (count == 1 ? " thing" : " things") +
                           " that the album does not need and leaves alone: " + join(others) +
                           (count > kMostTold ? ", ..." : ""));
  return {};
}

/// The album that is there already, if it may be gone on with; else the wanted one, in a folder of
/// its own.
Result<Album> begin_album(const AssembleCommand& options, PieceSupply& supply) {
  auto found = read_album(options.output);
  if (!found) return found.error();
  if (*found && !options.model.seed && options.input.empty()) {
    supply.first_seed = (*found)->first_seed;  // it was drawn
  }
  Album album = wanted_album(options, supply);
  if (*found) {
    const auto same = check_same_album(**found, album, options.output);
    if (!same) return same.error();
  }
  if (auto good = check_others(options, supply, album, /*is_new=*/!*found); !good) {
    return good.error();
  }
  if (auto made = make_folder(options.output); !made) return made.error();
  if (!*found) return album;
  album.tracks = std::move((*found)->tracks);
  album.drops = std::move((*found)->drops);
  return album;
}

int run_assemble(const AssembleCommand& options) {
  // What is wrong with the sound is told before anything is made.
  if (const auto player = PiecePlayer::make(options.sound); !player) return fail(player.error());
  auto supply = options.input.empty() ? make_model_supply(options.model)
                                      : make_folder_supply(options.input, options.output);
  if (!supply) return fail(supply.error());
  auto album = begin_album(options, *supply);
  if (!album) return fail(album.error());
  if (!album->tracks.empty()) {
    note(options.report, "going on: " + std::to_string(album->tracks.size()) + " pieces are there");
  }
  catch_interrupts();
  Progress progress("assembling", static_cast<std::int64_t>(album->count), "pieces",
                    options.report.quiet);
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
  if (auto written = write_album_page(options.output, *album); !written)
    return fail(written.error());
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
  auto* input =
      verb->add_option("--input", options->input,
                       "A folder of music files to make the album of, instead of a model");
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

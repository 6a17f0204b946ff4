// SPDX-License-Identifier: Apache-2.0
#include "native/cli/album_line.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "native/cli/cli.h"
#include "native/io/atomic_file.h"
#include "shared/measures/grid_piece.h"
#include "shared/midi/from_note_sequence.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

constexpr auto kBetweenLists = std::chrono::seconds(1);

/// What became of a candidate.
using Outcome = std::variant<AlbumTrack, AlbumDrop>;

/// One thread's tools.
struct Bench {
  std::unique_ptr<PieceSource> source;
  PiecePlayer player;
};

Result<Bench> open_bench(const PieceSupply& supply, const SoundOption& sound) {
  auto source = supply.open();
  if (!source) return source.error();
  auto player = PiecePlayer::make(sound);
  if (!player) return player.error();
  return Bench{std::move(*source), std::move(*player)};
}

Result<Outcome> make_track(const PieceSupply& supply, const AlbumLineOptions& options,
                           const Album& album, Bench& bench, std::uint64_t seed) {
  const std::string title = supply.title(seed);
  const auto drop = [&](std::string kind, std::string why) -> Result<Outcome> {
    return Outcome(AlbumDrop{title, std::move(kind), std::move(why)});
  };
  const auto piece = bench.source->make(seed);
  if (!piece) {
    if (piece.error().code == ErrorCode::kNoMusic) return drop("unreadable", piece.error().message);
    return piece.error();
  }
  if (options.judge) {
    const auto grid = to_grid_piece(*piece);
    if (!grid) return drop("unreadable", grid.error().message);
    if (const auto finding = check_quality(*grid, supply.asked_steps, options.floor)) {
      return drop(to_name(finding->kind), finding->why);
    }
  }
  if (piece->notes.empty()) return drop(to_name(FloorFinding::Kind::kSilent), "no notes");
  const auto midi = write_midi(*piece);
  if (!midi) return midi.error();
  const auto played = bench.player.play(*piece);
  if (!played) return played.error();
  AudioTags tags;
  tags.title = title;
  tags.artist = album.artist;
  tags.album = album.name;
  tags.comment = "seed " + std::to_string(seed) + ", " + options.sound.description();
  tags.software = "Segue";
  const auto audio = encode_audio(played->pcm, options.format, tags);
  if (!audio) return audio.error();
  AlbumTrack track;
  track.title = title;
  track.midi = title + ".mid";
  track.audio = title + "." + std::string(to_name(options.format));
  track.seconds = static_cast<double>(played->pcm.left.size()) / played->pcm.sample_rate_hz;
  track.integrated_lufs = played->loudness.integrated_lufs;
  track.true_peak_dbtp = played->loudness.true_peak_dbtp;
  track.notes = static_cast<int>(piece->notes.size());
  for (const auto& [name, bytes] : {std::pair{&track.midi, &*midi}, {&track.audio, &*audio}}) {
    const auto path = (fs::path(options.folder) / *name).string();
    if (auto written = write_file(path, *bytes, Overwrite::kYes); !written) return written.error();
  }
  return Outcome(std::move(track));
}

/// Hands out seeds and takes results; shared by all threads.
class Foreman {
 public:
  Foreman(const PieceSupply& supply, const AlbumLineOptions& options, Album& album)
      : supply_(supply), options_(options), album_(album) {}

  /// The next seed to make, nothing when there is no more to do. A seed is handed out only while
  /// the album would not be full if all that are being made passed: so none is made in vain, and
  /// the album is the first `count` that pass.
  std::optional<std::uint64_t> next() {
    std::unique_lock lock(mutex_);
    while (true) {
      if (interrupted() && !error_) error_ = Error{ErrorCode::kCancelled, "interrupted"};
      if (error_ || passed_ >= album_.count) return std::nullopt;
      const bool more = !supply_.pieces || next_ < *supply_.pieces;
      if (!more && in_flight_ == 0) return std::nullopt;
      if (!more || passed_ + in_flight_ >= album_.count) {
        changed_.wait(lock);
        continue;
      }
      const std::uint64_t seed = album_.first_seed + next_++;
      if (album_.drops.count(seed) > 0) {
        check_drops(++dropped_);
      } else if (album_.tracks.count(seed) > 0 && is_there(album_.tracks[seed])) {
        ++passed_;
      } else {
        ++in_flight_;
        return seed;
      }
    }
  }

  void done(std::uint64_t seed, Result<Outcome> outcome) {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    if (!outcome) {
      stop(outcome.error());
    } else {
      if (auto* track = std::get_if<AlbumTrack>(&*outcome)) {
        ++passed_;
        album_.tracks[seed] = std::move(*track);
      } else {
        album_.tracks.erase(seed);
        album_.drops[seed] = std::move(std::get<AlbumDrop>(*outcome));
        check_drops(++dropped_);
      }
      // What a killed run forgets is made again; of many pieces the list is too long for each.
      const auto now = std::chrono::steady_clock::now();
      if (now - written_ > kBetweenLists) {
        written_ = now;
        if (auto good = write_album(options_.folder, album_); !good) stop(good.error());
      }
      if (options_.on_progress) options_.on_progress(album_);
    }
    changed_.notify_all();
  }

  Result<void> result() const {
    if (error_) return *error_;
    return {};
  }

 private:
  void stop(const Error& error) {
    if (!error_) error_ = error;
  }

  bool is_there(const AlbumTrack& track) const {
    std::error_code ignored;
    return fs::exists(fs::path(options_.folder) / track.audio, ignored) &&
           fs::exists(fs::path(options_.folder) / track.midi, ignored);
  }

  void check_drops(std::uint64_t dropped) {
    if (supply_.pieces || dropped <= most_drops(album_.count)) return;
    std::map<std::string, int> kinds;
    for (const auto& [seed, drop] : album_.drops) ++kinds[drop.kind];
    std::string counts;
    for (const auto& [kind, count] : kinds) {
      counts += (counts.empty() ? "" : ", ") + std::to_string(count) + " " + kind;
    }
    stop({ErrorCode::kNoMusic,
          std::to_string(dropped) + " pieces lie below the quality floor and " +
              std::to_string(passed_) + " above it (" + counts +
              "); try another temperature, more --steps or another model, or --keep-all."});
  }

  const PieceSupply& supply_;
  const AlbumLineOptions& options_;
  Album& album_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ = 0, passed_ = 0, in_flight_ = 0, dropped_ = 0;
  std::optional<Error> error_;
  std::chrono::steady_clock::time_point written_ = std::chrono::steady_clock::now();
};

}  // namespace

std::uint64_t most_drops(std::uint64_t count) { return 20 + 10 * count; }

Result<void> run_album_line(const PieceSupply& supply, const AlbumLineOptions& options,
                            Album& album) {
  if (auto written = write_album(options.folder, album); !written) return written;
  Foreman foreman(supply, options, album);
  const auto work = [&] {
    std::optional<Bench> bench;  // opened when there is something to do
    while (const auto seed = foreman.next()) {
      if (!bench) {
        auto opened = open_bench(supply, options.sound);
        if (!opened) {
          foreman.done(*seed, opened.error());
          return;
        }
        bench.emplace(std::move(*opened));
      }
      foreman.done(*seed, make_track(supply, options, album, *bench, *seed));
    }
  };
  const auto jobs = std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max(1, options.jobs)),
                                            std::max<std::uint64_t>(1, album.count));
  std::vector<std::thread> others;
  for (std::uint64_t i = 1; i < jobs; ++i) others.emplace_back(work);
  work();
  for (auto& other : others) other.join();
  auto result = foreman.result();
  auto written = write_album(options.folder, album);
  return result ? written : result;
}

}  // namespace segue

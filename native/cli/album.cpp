// SPDX-License-Identifier: Apache-2.0
#include "native/cli/album.h"

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/io/atomic_file.h"
#include "native/io/file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

std::string path_of(const std::string& folder) { return (fs::path(folder) / kAlbumFile).string(); }

/// JSON has no infinities: silence is null.
Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double number_of(const Json& json) {
  return json.is_number() ? json.get<double>() : -std::numeric_limits<double>::infinity();
}

/// Only called where nlohmann's exceptions are caught.
Album parse(const Json& json) {
  Album album;
  album.name = json.at("name");
  album.artist = json.at("artist");
  for (const auto& [name, value] : json.at("settings").items()) {
    album.settings.emplace_back(name, value.get<std::string>());
  }
  album.first_seed = json.at("first_seed");
  album.count = json.at("count");
  for (const auto& track : json.at("tracks")) {
    album.tracks[track.at("seed")] = {track.at("title"),
                                      track.at("audio"),
                                      track.at("midi"),
                                      track.at("seconds"),
                                      number_of(track.at("integrated_lufs")),
                                      number_of(track.at("true_peak_dbtp")),
                                      track.at("notes")};
  }
  for (const auto& drop : json.at("dropped")) {
    album.drops[drop.at("seed")] = {drop.at("title"), drop.at("kind"), drop.at("why")};
  }
  return album;
}

}  // namespace

Result<std::optional<Album>> read_album(const std::string& folder) {
  const auto path = path_of(folder);
  const auto text = read_text_file(path);
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) return std::optional<Album>();
    return text.error();
  }
  try {  // nlohmann/json answers wrong types and missing keys by exceptions
    const auto json = Json::parse(*text);
    if (json.at("version") != kVersion) {
      return Error{ErrorCode::kUnsupported,
                   path + ": expected version " + std::to_string(kVersion) + ", found " +
                       json.at("version").dump() + "; another Segue wrote it."};
    }
    return std::optional<Album>(parse(json));
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorCode::kCorruptData,
                 path + " is no album of Segue (" + error.what() +
                     "); give another --output, or remove it to begin anew."};
  }
}

Result<void> write_album(const std::string& folder, const Album& album) {
  Json json = {{"version", kVersion}, {"name", album.name}, {"artist", album.artist}};
  json["settings"] = Json::object();
  for (const auto& [name, value] : album.settings) json["settings"][name] = value;
  json["first_seed"] = album.first_seed;
  json["count"] = album.count;
  json["tracks"] = Json::array();
  for (const auto& [seed, track] : album.tracks) {
    json["tracks"].push_back({{"seed", seed},
                              {"title", track.title},
                              {"audio", track.audio},
                              {"midi", track.midi},
                              {"seconds", track.seconds},
                              {"integrated_lufs", number_or_null(track.integrated_lufs)},
                              {"true_peak_dbtp", number_or_null(track.true_peak_dbtp)},
                              {"notes", track.notes}});
  }
  json["dropped"] = Json::array();
  for (const auto& [seed, drop] : album.drops) {
    json["dropped"].push_back(
        {{"seed", seed}, {"title", drop.title}, {"kind", drop.kind}, {"why", drop.why}});
  }
  return write_file(path_of(folder),
                    json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n",
                    Overwrite::kYes);
}

Result<void> check_same_album(const Album& found, const Album& wanted, const std::string& folder) {
  std::string differences;
  const auto differ = [&](const std::string& name, const std::string& was, const std::string& is) {
    differences += (differences.empty() ? "" : ", ") + name + " was " + was + " and is now " + is;
  };
  std::map<std::string, std::string> before(found.settings.begin(), found.settings.end());
  for (const auto& [name, value] : wanted.settings) {
    const auto at = before.find(name);
    if (at == before.end()) {
      differ(name, "not there", value);
    } else if (at->second != value) {
      differ(name, at->second, value);
    }
    if (at != before.end()) before.erase(at);
  }
  for (const auto& [name, value] : before) differ(name, value, "gone");
  if (found.first_seed != wanted.first_seed) {
    differ("seed", std::to_string(found.first_seed), std::to_string(wanted.first_seed));
  }
  if (wanted.count < found.count) {
    differ("count", std::to_string(found.count), std::to_string(wanted.count));
  }
  if (differences.empty()) return {};
  return invalid_argument(folder +
                          " holds an album that was begun with other options: " + differences +
                          ". Give the same ones to go on with it, or another --output.");
}

}  // namespace segue

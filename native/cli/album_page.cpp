// SPDX-License-Identifier: Apache-2.0
#include "native/cli/album_page.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "native/cli/album_roll.h"
#include "native/cli/html_style.h"
#include "native/cli/svg_charts.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/io/progress.h"
#include "shared/measures/quality_floor.h"
#include "shared/midi/to_note_sequence.h"

namespace segue {
namespace {

constexpr std::size_t kMostDropsShown = 200;
constexpr std::size_t kMostPreloaded = 50;  // players that ask for their file's length at once

constexpr const char* kAlbumStyle = R"css(
ol.album { list-style: none; margin: 18px 0; padding: 0; display: grid; gap: 12px; }
ol.album audio { width: 100%; margin-top: 8px; }
ol.album h2 { margin: 0; font-size: 16px; }
.v0 { --part: var(--a); } .v1 { --part: var(--b-line); } .v2 { --part: var(--good); }
.v3 { --part: #8b5cf6; } .v4 { --part: #d6478f; } .v5 { --part: #0ea5a4; } .drums { --part: var(--muted); }
.parts .key { background: var(--part); margin-left: 12px; }
.lanes { display: grid; grid-template-columns: 68px minmax(0, 1fr); gap: 4px 8px; margin-top: 6px; }
.names { display: flex; flex-direction: column; justify-content: space-between; text-align: right;
  color: var(--muted); font-size: 10px; line-height: 12px; }
svg.piece { width: 100%; background: var(--stripe); border-radius: 6px; }
svg.piece path { fill: none; stroke: var(--part); }
details dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; font-size: 13px; }
details dd { margin: 0; overflow-wrap: anywhere; }
)css";

// One piece at a time, and the next when it is over.
constexpr const char* kAlbumScript = R"js(
const players = [...document.querySelectorAll('audio')];
players.forEach((player, i) => {
  player.addEventListener('play', () => players.forEach(other => other === player || other.pause()));
  player.addEventListener('ended', () => players[i + 1] ? players[i + 1].play() : 0);
});
)js";

/// A file name as a relative address (RFC 3986: all but the unreserved is escaped).
std::string to_address(const std::string& name) {
  std::string address = "./";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      address += c;
      continue;
    }
    char text[4];
    std::snprintf(text, sizeof text, "%%%02X", byte);
    address += text;
  }
  return address;
}

std::string clock_text(double seconds) {
  const int whole = static_cast<int>(seconds);  // as players count
  char text[32];
  std::snprintf(text, sizeof text, "%d:%02d", whole / 60, whole % 60);
  return text;
}

std::string to_item(const AlbumTrack& track, const NoteSequence* music, bool preload) {
  std::string html = "<li class=\"card\"><h2>" + to_xml_text(track.title) +
                     "</h2>\n<div class=\"sub\">" + clock_text(track.seconds) + " \u00b7 " +
                     std::to_string(track.notes) + " notes \u00b7 <a href=\"" +
                     to_address(track.midi) + "\">MIDI</a></div>\n";
  if (music) html += to_album_roll(*music, track.seconds);
  return html + "<audio controls=\"controls\" preload=\"" + (preload ? "metadata" : "none") +
         "\" src=\"" + to_address(track.audio) + "\"></audio></li>\n";
}

std::string setting(const Album& album, const std::string& name) {
  for (const auto& [known, value] : album.settings) {
    if (known == name) return value;
  }
  return {};
}

/// What plays, in words for who listens.
std::string sound_words(const std::string& sound) {
  if (sound == "chip") return "played on a console of two pulse waves, a triangle and noise";
  if (sound == "chip16") return "played on a console of eight short samples with an echo";
  const auto space = sound.find(' ');
  if (space == std::string::npos) return "played with Segue's own instruments";
  const bool font = sound.compare(0, space, "soundfont") == 0;
  return (font ? "played with the SoundFont " : "played on the instrument ") +
         sound.substr(space + 1);
}

/// "3 of 5 pieces, 12 min 30 s, made by the model polyphony and played on ...".
std::string to_by_line(const Album& album) {
  double seconds = 0;
  for (const auto& [seed, track] : album.tracks) seconds += track.seconds;
  std::string text = std::to_string(album.tracks.size());
  if (album.tracks.size() < album.count) text += " of " + std::to_string(album.count);
  text += album.count == 1 ? " piece, " : " pieces, ";
  text += to_duration_text(seconds);
  text += setting(album, "model").empty() ? ", from the folder " : ", made by the model ";
  return text + album.artist + ", " + sound_words(setting(album, "sound")) + ".";
}

std::string to_settings(const Album& album) {
  std::string html = "<details><summary>How it was made</summary>\n<dl>";
  const auto add = [&](const std::string& name, const std::string& value) {
    html += "<dt>" + to_xml_text(name) + "</dt><dd>" + to_xml_text(value) + "</dd>\n";
  };
  for (const auto& [name, value] : album.settings) add(name, value);
  if (!setting(album, "model").empty()) add("first seed", std::to_string(album.first_seed));
  return html + "</dl></details>\n";
}

std::string to_drops(const Album& album) {
  if (album.drops.empty()) return "";
  std::string html = "<details><summary>" + std::to_string(album.drops.size()) +
                     (album.drops.size() == 1 ? " piece" : " pieces") +
                     " below the quality floor left out</summary>\n<ul>\n";
  std::size_t shown = 0;
  for (const auto& [seed, drop] : album.drops) {
    if (++shown > kMostDropsShown) {
      html += "<li>\u2026</li>\n";
      break;
    }
    html += "<li>" + to_xml_text(drop.title + ": " + drop.kind + " (" + drop.why + ")") + "</li>\n";
  }
  return html + "</ul>\n<p>The floor: " + to_xml_text(to_text(QualityFloor{})) +
         ".</p></details>\n";
}

}  // namespace

std::string to_album_page(const Album& album, const TrackMusic& music) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>" +
      to_xml_text(album.name) + "</title>\n<style>" + kReportStyle + kAlbumStyle +
      "</style></head>\n<body><main>\n<h1>" + to_xml_text(album.name) +
      "</h1>\n<p class=\"muted\">" + to_xml_text(to_by_line(album)) +
      "</p>\n<ol class=\"album\">\n";
  for (const auto& [seed, track] : album.tracks) {
    const auto notes = music(track);
    html += to_item(track, notes ? &*notes : nullptr, album.tracks.size() <= kMostPreloaded);
  }
  return html + "</ol>\n" + to_settings(album) + to_drops(album) + "</main>\n<script>//<![CDATA[" +
         kAlbumScript + "//]]></script></body></html>\n";
}

std::string to_playlist(const Album& album) {
  std::string text = "#EXTM3U\n#PLAYLIST:" + album.name + "\n";
  for (const auto& [seed, track] : album.tracks) {
    text += "#EXTINF:" + std::to_string(std::lround(track.seconds)) + "," + album.artist + " - " +
            track.title + "\n" + track.audio + "\n";
  }
  return text;
}

Result<void> write_album_page(const std::string& folder, const Album& album) {
  namespace fs = std::filesystem;
  // A file that is gone is made again by the next run of the same command.
  const auto music = [&](const AlbumTrack& track) -> std::optional<NoteSequence> {
    const auto bytes = read_file((fs::path(folder) / track.midi).string());
    auto read = bytes ? read_midi(*bytes) : bytes.error();
    if (!read) return std::nullopt;
    return std::move(read->sequence);
  };
  const auto page = write_file((fs::path(folder) / kAlbumPage).string(),
                               to_album_page(album, music), Overwrite::kYes);
  if (!page) return page;
  return write_file((fs::path(folder) / kAlbumPlaylist).string(), to_playlist(album),
                    Overwrite::kYes);
}

}  // namespace segue

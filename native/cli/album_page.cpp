// SPDX-License-Identifier: Apache-2.0
#include "native/cli/album_page.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "native/cli/html_style.h"
#include "native/cli/svg_charts.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/io/progress.h"
#include "shared/measures/quality_floor.h"
#include "shared/midi/to_note_sequence.h"

namespace segue {
namespace {

constexpr int kRollWidth = 1000, kRollHeight = 120;
constexpr int kVoiceColours = 6;
constexpr std::size_t kMostDropsShown = 200;

constexpr const char* kAlbumStyle = R"css(
ol.album { list-style: none; margin: 18px 0; padding: 0; display: grid; gap: 12px; }
ol.album audio { width: 100%; margin-top: 8px; }
ol.album h2 { margin: 0; font-size: 16px; }
svg.piece { width: 100%; height: 120px; background: var(--stripe); border-radius: 6px; margin-top: 6px; }
svg.piece path { fill: none; }
svg.piece .v0 { stroke: var(--a); } svg.piece .v1 { stroke: var(--b-line); } svg.piece .v2 { stroke: var(--good); }
svg.piece .v3 { stroke: #8b5cf6; } svg.piece .v4 { stroke: #d6478f; } svg.piece .v5 { stroke: #0ea5a4; }
svg.piece .drums { stroke: var(--muted); }
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
  const int whole = static_cast<int>(std::lround(seconds));
  char text[32];
  std::snprintf(text, sizeof text, "%d:%02d", whole / 60, whole % 60);
  return text;
}

/// All notes of a piece as one path for each voice: a thousand notes in some kilobytes.
std::string to_roll(const NoteSequence& music, double length_s) {
  int low = 127, high = 0;
  for (const Note& note : music.notes) {
    low = std::min(low, note.pitch);
    high = std::max(high, note.pitch);
  }
  if (music.notes.empty() || !(length_s > 0)) return "";
  const double row = static_cast<double>(kRollHeight) / (high - low + 3);
  std::map<std::string, std::string> paths;
  for (const Note& note : music.notes) {
    const auto x = [&](double seconds) {
      return static_cast<int>(std::lround(seconds / length_s * kRollWidth));
    };
    const int from = x(note.start_s), width = std::max(1, x(note.end_s) - from);
    char text[64];
    std::snprintf(text, sizeof text, "M%d %.1fh%d", from, (high - note.pitch + 1.5) * row, width);
    paths[note.is_drum ? "drums" : "v" + std::to_string(note.instrument % kVoiceColours)] += text;
  }
  char head[160];
  std::snprintf(head, sizeof head,
                "<svg class=\"piece\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                "stroke-width=\"%.1f\">",
                kRollWidth, kRollHeight, std::clamp(row * 0.9, 1.0, 8.0));
  std::string svg = head;
  for (const auto& [name, path] : paths) {
    svg += "<path class=\"" + name + "\" d=\"" + path + "\"/>";
  }
  return svg + "</svg>\n";
}

std::string to_item(std::uint64_t seed, const AlbumTrack& track, const NoteSequence* music) {
  char loudness[64] = "";
  if (std::isfinite(track.integrated_lufs)) {
    std::snprintf(loudness, sizeof loudness, " \u00b7 %.1f LUFS", track.integrated_lufs);
  }
  std::string html = "<li class=\"card\"><h2>" + to_xml_text(track.title) +
                     "</h2>\n<div class=\"sub\">" + clock_text(track.seconds) + " \u00b7 " +
                     std::to_string(track.notes) + " notes \u00b7 seed " + std::to_string(seed) +
                     loudness + " \u00b7 <a href=\"" + to_address(track.midi) +
                     "\">MIDI</a></div>\n";
  if (music) html += to_roll(*music, track.seconds);
  return html + "<audio controls=\"controls\" preload=\"none\" src=\"" + to_address(track.audio) +
         "\"></audio></li>\n";
}

std::string to_drops(const Album& album) {
  if (album.drops.empty()) return "";
  std::string html = "<details><summary>" + std::to_string(album.drops.size()) +
                     " pieces lay below the quality floor and were left out</summary>\n<ul>\n";
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

std::string to_album_page(const Album& album, const std::map<std::uint64_t, NoteSequence>& music) {
  double seconds = 0;
  for (const auto& [seed, track] : album.tracks) seconds += track.seconds;
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>" +
      to_xml_text(album.name) + "</title>\n<style>" + kReportStyle + kAlbumStyle +
      "</style></head>\n<body><main>\n<h1>" + to_xml_text(album.name) +
      "</h1>\n<p class=\"muted\">" + std::to_string(album.tracks.size()) +
      (album.tracks.size() < album.count ? " of " + std::to_string(album.count) : "") +
      " pieces \u00b7 " + to_xml_text(album.artist) + " \u00b7 " + to_duration_text(seconds);
  for (const auto& [name, value] : album.settings) {
    if (value.size() < 40) html += " \u00b7 " + to_xml_text(name + " " + value);
  }
  html += "</p>\n<ol class=\"album\">\n";
  for (const auto& [seed, track] : album.tracks) {
    const auto notes = music.find(seed);
    html += to_item(seed, track, notes == music.end() ? nullptr : &notes->second);
  }
  return html + "</ol>\n" + to_drops(album) + "</main>\n<script>//<![CDATA[" + kAlbumScript +
         "//]]></script></body></html>\n";
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
  std::map<std::uint64_t, NoteSequence> music;
  for (const auto& [seed, track] : album.tracks) {
    const auto bytes = read_file((fs::path(folder) / track.midi).string());
    if (!bytes) return bytes.error();
    const auto notes = read_midi(*bytes);
    if (!notes) return Error{notes.error().code, track.midi + ": " + notes.error().message};
    music[seed] = notes->sequence;
  }
  const auto page = write_file((fs::path(folder) / "index.html").string(),
                               to_album_page(album, music), Overwrite::kYes);
  if (!page) return page;
  return write_file((fs::path(folder) / "playlist.m3u8").string(), to_playlist(album),
                    Overwrite::kYes);
}

}  // namespace segue

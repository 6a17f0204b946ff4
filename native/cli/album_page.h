// SPDX-License-Identifier: Apache-2.0
// An album to listen to: a web page with a player and a piano roll for each piece, and a playlist.
// Both name the audio files beside them and need nothing else: no server, no network.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "native/cli/album.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr const char* kAlbumPage = "index.html";
inline constexpr const char* kAlbumPlaylist = "playlist.m3u8";

/// The notes of a track; none where they cannot be had.
using TrackMusic = std::function<std::optional<NoteSequence>(const AlbumTrack&)>;

/// The page; a track without notes is not drawn. Its text is well-formed XML too.
std::string to_album_page(const Album& album, const TrackMusic& music);

/// An extended M3U playlist in UTF-8.
std::string to_playlist(const Album& album);

/// Writes index.html and playlist.m3u8 into the folder, each whole or not at all; reads the MIDI
/// files of the tracks for it.
Result<void> write_album_page(const std::string& folder, const Album& album);

}  // namespace segue

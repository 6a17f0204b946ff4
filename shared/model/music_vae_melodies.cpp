// SPDX-License-Identifier: Apache-2.0
// The calls of MusicVae for melodies: the general ones, with tokens as bytes.
#include "shared/model/music_vae.h"

namespace segue {
namespace {

MusicVae::MusicClips to_music(const std::vector<MusicVae::Tokens>& melodies) {
  MusicVae::MusicClips clips;
  clips.reserve(melodies.size());
  for (const auto& tokens : melodies) clips.push_back(to_music_clip(tokens));
  return clips;
}

MusicVae::OnMusic as_melodies(MusicVae::OnClips on_done) {
  return [on_done = std::move(on_done)](Result<MusicVae::MusicClips> music) {
    if (!music) return on_done(music.error());
    MusicVae::Clips clips;
    clips.reserve(music->size());
    for (MusicClip& clip : *music) clips.push_back({to_melody(clip), std::move(clip.z)});
    on_done(std::move(clips));
  };
}

}  // namespace

void MusicVae::sample(int count, const DecodeOptions& options, OnClips on_done) {
  sample_music(count, options, as_melodies(std::move(on_done)));
}

void MusicVae::encode(const std::vector<Tokens>& clips, OnPosteriors on_done) {
  encode_music(to_music(clips), std::move(on_done));
}

void MusicVae::decode(const std::vector<std::vector<float>>& latents, const DecodeOptions& options,
                      OnClips on_done) {
  decode_music(latents, options, as_melodies(std::move(on_done)));
}

void MusicVae::interpolate(const Tokens& a, const Tokens& b, int count, Interpolation path,
                           const DecodeOptions& options, OnClips on_done) {
  interpolate_music(to_music_clip(a), to_music_clip(b), count, path, options,
                    as_melodies(std::move(on_done)));
}

void MusicVae::reconstruct(const std::vector<Tokens>& clips, bool mean,
                           const DecodeOptions& options, OnClips on_done) {
  reconstruct_music(to_music(clips), mean, options, as_melodies(std::move(on_done)));
}

void MusicVae::similar(const Tokens& clip, int count, double similarity,
                       const DecodeOptions& options, OnClips on_done) {
  similar_music(to_music_clip(clip), count, similarity, options, as_melodies(std::move(on_done)));
}

}  // namespace segue

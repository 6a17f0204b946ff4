// SPDX-License-Identifier: Apache-2.0
// The named configurations: those of magenta by their published names (REFERENCE 3.4; "cat-" in
// front may be left out or written), that of Altmann's thesis (REFERENCE 5.3), and ours, whose
// 8-bit weights stay below 6 MB.
#include "native/train/config.h"

namespace segue {
namespace {

// Scheduled sampling switched off.
void teach(Config& c) {
  c.sampling_schedule = "constant";
  c.sampling_rate = 0;
}

Config melody(const char* name, int bars, int encoder, std::vector<int> decoder, int z) {
  Config c;
  c.name = name;
  c.steps = 16 * bars;
  c.encoder_sizes = {encoder};
  c.decoder_sizes = std::move(decoder);
  c.z_size = z;
  return c;
}

Config other(Config c, const char* representation, double free_bits, double max_beta,
             double beta_rate) {
  c.representation = representation;
  c.augment_semitones = 0;
  c.free_bits = free_bits;
  c.max_beta = max_beta;
  c.beta_rate = beta_rate;
  return c;
}

Config drums(const char* name, const char* representation, int encoder, std::vector<int> decoder,
             int z) {
  return other(melody(name, 2, encoder, std::move(decoder), z), representation, 48, 0.2, 0);
}

Config groove(const char* name, int bars, const char* input) {
  Config c = other(melody(name, bars, 512, {256, 256}, 256), "groove_27", 48, 0.2, 0);
  teach(c);
  c.groove_input = input;
  c.dropout_keep = 0.3;
  return c;
}

Config tiny_groove(const char* name, const char* input) {
  Config c = groove(name, 2, input);
  c.encoder_sizes = {256};
  c.dropout_keep = 0.7;  // 0.3 is for a network that large
  return c;
}

// Windows of 16 bars, two-layer encoder, unless changed.
Config long_windows(const char* name, const char* representation) {
  Config c = other(melody(name, 16, 2048, {1024, 1024}, 512), representation, 256, 0.2, 0);
  c.encoder_sizes = {2048, 2048};
  teach(c);
  return c;
}

Config with_conductor(Config c, std::vector<int> sizes, int segments) {
  c.conductor_sizes = std::move(sizes);
  c.conductor_levels = {segments};
  c.split_cores = c.info()->parts.size() > 1;
  return c;
}

Config with_levels(Config c, int size, std::vector<int> levels) {
  c.encoder_sizes = {size};
  c.encoder_levels = std::move(levels);
  return c;
}

Config flat_trio() {
  Config c = long_windows("flat-trio_16bar", "trio_692");
  c.decoder_sizes = {2048, 2048, 2048};
  c.batch_size = 256;
  c.free_bits = 0;
  c.max_beta = 1;
  return c;
}

Config flat_melody() {
  Config c = long_windows("flat-mel_16bar", "melody_90");
  c.decoder_sizes = {2048, 2048, 2048};
  return c;
}

Config conducted(const char* name, const char* representation, bool levels) {
  Config c = with_conductor(long_windows(name, representation), {1024, 1024}, 16);
  if (c.split_cores) c.batch_size = 256;
  return levels ? with_levels(c, 1024, {16, 16}) : c;
}

Config multitrack(const char* name, int encoder, int decoder, bool chords) {
  Config c = melody(name, 32, encoder, {decoder, decoder, decoder}, 512);  // 8 tracks of 64 events
  c = other(std::move(c), "multitrack_490", 0, 1, 0);
  teach(c);
  c.batch_size = 256;
  c.augment_semitones = 3;
  if (chords) c.controls = {"chords"};
  return with_levels(with_conductor(c, {decoder, decoder, decoder}, 8), encoder, {64, 8});
}

Config chords(const char* name, int encoder, std::vector<int> decoder, int z) {
  Config c = other(melody(name, 2, encoder, std::move(decoder), z), "melody_90", 0, 1, 0);
  teach(c);
  c.augment_semitones = 3;
  c.controls = {"chords"};
  return c;
}

// Altmann's network, the same for all lengths: no clipping worth the name, a constant rate. Its
// decoder is fed its own output only; ours learns with scheduled sampling instead.
Config altmann(const char* name, const char* representation, int bars) {
  Config c =
      with_conductor(other(melody(name, bars, 2048, {1024, 1024}, 512), representation, 0, 0.2, 0),
                     {1024, 1024}, bars);
  c.encoder_sizes = {2048, 2048};
  c.decay_rate = 1;
  c.clip_norm = 10000;
  return c;
}

Config big_melody(const char* name, double max_beta) {
  Config c = melody(name, 2, 2048, {2048, 2048, 2048}, 512);
  c.max_beta = max_beta;
  return c;
}

// Ours, for long windows: scheduled sampling from early on, because what counts is sampling.
Config tiny_long(const char* name, const char* representation, int bars, int encoder, int decoder,
                 int conductor) {
  Config c =
      other(melody(name, bars, encoder, {decoder, decoder}, 256), representation, 32, 0.2, 0);
  c.batch_size = bars > 4 ? 64 : 128;
  c.augment_semitones = 5;
  c.latent_init_stddev = 0.05;
  if (conductor > 0) {
    // Melodies go by two bars, so that the decoder of a 2-bar model can start them (warm_start.h).
    const int segments = c.info()->parts.size() > 1 ? bars : bars / 2;
    c = with_conductor(c, {conductor, conductor}, segments);
    c = with_levels(c, encoder, {c.steps / segments, segments});
  }
  return c;
}

// An rnn: what comes next in a stream of events (REFERENCE 4.3, 4.8). Whole streams, a constant
// rate.
Config rnn(const char* name, const char* representation, std::vector<int> layers, int batch_size) {
  Config c;
  c.name = name;
  c.network = kRnnNetwork;
  c.representation = representation;
  c.steps = 0;
  c.encoder_sizes = {};
  c.decoder_sizes = std::move(layers);
  c.z_size = 0;
  c.max_beta = 0;
  teach(c);
  c.batch_size = batch_size;
  c.augment_semitones = 4;
  c.dropout_keep = 0.5;
  c.decay_rate = 1;
  c.clip_norm = 5;
  c.clip_by = kClipByTensorNorm;
  return c;
}

// Streams in short pieces, so that a laptop makes several updates a second.
Config tiny_rnn(Config c) {
  c.bptt_steps = 128;
  c.batch_size = 32;
  c.learning_rate = 2e-3;
  c.min_learning_rate = 1e-4;
  c.decay_rate = 0.9998;
  c.dropout_keep = 0.7;
  c.ema_decay = 0.999;
  c.eval_interval_steps = 500;
  c.eval_windows = 256;
  return c;
}

// Magenta's drum_kit. After ten minutes on one thread the small one foretells held-out drums with
// 1.50 nats a step, in a quarter of the updates that take it to 1.59 without attention.
Config drum_rnn(const char* name, std::vector<int> layers) {
  Config c = rnn(name, "drums_9", std::move(layers), 128);
  c.attention = 32;
  c.counters = 6;
  c.clip_norm = 3;
  c.augment_semitones = 0;
  return c;
}

Config tiny_chords() {
  Config c = chords("mel_2bar_chords_tiny", 384, {256, 256}, 128);
  c.max_beta = 0.2;
  c.latent_init_stddev = 0.05;
  c.batch_size = 128;
  return c;
}

Config tiny_drums() {
  Config c = drums("drums_2bar_tiny", "drums_9", 256, {256, 256}, 128);
  c.latent_init_stddev = 0.05;
  c.batch_size = 128;
  return c;
}

}  // namespace

const std::vector<Config>& config_table() {
  static const std::vector<Config> table = {
      // Ours
      melody("mel_2bar_tiny", 2, 256, {256, 256}, 128),
      tiny_chords(),
      tiny_long("mel_4bar_tiny", "melody_90", 4, 384, 256, 0),
      tiny_long("mel_16bar_tiny", "melody_90", 16, 256, 256, 256),
      tiny_long("mel_16bar_flat_tiny", "melody_90", 16, 576, 256, 0),
      tiny_drums(),
      tiny_long("trio_4bar_tiny", "trio_692", 4, 192, 160, 192),
      tiny_long("trio_16bar_tiny", "trio_692", 16, 192, 160, 192),
      tiny_groove("groove_2bar_humanize_tiny", "humanize"),
      tiny_groove("groove_2bar_tap_tiny", "tap_fixed_velocity"),
      tiny_rnn(rnn("polyphony_tiny", "polyphony_259", {256, 256, 256}, 32)),
      tiny_rnn(drum_rnn("drum_rnn_tiny", {128, 128})),
      tiny_rnn(rnn("melody_rnn_tiny", "melody_90", {256, 256}, 32)),
      // Magenta's
      melody("mel_2bar_small", 2, 512, {256, 256}, 256),
      big_melody("mel_2bar_big", 0.5),
      chords("mel_2bar_med_chords", 1024, {512, 512, 512}, 256),
      drums("drums_2bar_small", "drums_9", 512, {256, 256}, 256),
      drums("drums_2bar_big", "drums_9", 2048, {2048, 2048, 2048}, 512),
      drums("nade-drums_2bar_reduced", "drums_9_nade", 1024, {512, 512}, 256),
      drums("nade-drums_2bar_full", "drums_61_nade", 1024, {512, 512}, 256),
      flat_melody(),
      conducted("hierdec-mel_16bar", "melody_90", false),
      conducted("hier-mel_16bar", "melody_90", true),
      flat_trio(),
      conducted("hierdec-trio_16bar", "trio_692", false),
      conducted("hier-trio_16bar", "trio_692", true),
      multitrack("hier-multiperf_vel_1bar_med", 1024, 512, false),
      multitrack("hier-multiperf_vel_1bar_med_chords", 1024, 512, true),
      multitrack("hier-multiperf_vel_1bar_big", 2048, 1024, false),
      multitrack("hier-multiperf_vel_1bar_big_chords", 2048, 1024, true),
      groove("groovae_4bar", 4, "same"),
      groove("groovae_2bar_humanize", 2, "humanize"),
      groove("groovae_2bar_tap_fixed_velocity", 2, "tap_fixed_velocity"),
      groove("groovae_2bar_tap_fixed_velocity_note_dropout", 2, "tap_fixed_velocity_note_dropout"),
      groove("groovae_2bar_add_closed_hh", 2, "add_closed_hat"),
      [] {
        Config c = groove("groovae_2bar_hits_control", 2, "same");
        c.controls = {"hits"};
        return c;
      }(),
      rnn("polyphony", "polyphony_259", {256, 256, 256}, 64),
      rnn("polyphony_small", "polyphony_259", {128, 128, 128}, 64),
      drum_rnn("drum_rnn", {256, 256, 256}),
      rnn("melody_rnn", "melody_90", {128, 128}, 128),
      // Altmann's
      altmann("altmann_roll_2bar", "melody_roll_89", 2),
      altmann("altmann_roll_4bar", "melody_roll_89", 4),
      altmann("altmann_roll_8bar", "melody_roll_89", 8),
      altmann("altmann_roll_16bar", "melody_roll_89", 16),
      altmann("altmann_midi_2bar", "melody_midi_90", 2),
  };
  return table;
}

}  // namespace segue

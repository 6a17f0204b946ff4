// SPDX-License-Identifier: Apache-2.0
#include "native/cli/evaluate_model.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "native/cli/answer.h"
#include "native/cli/evaluate_sources.h"
#include "native/io/progress.h"
#include "shared/base/rng.h"

namespace segue {
namespace {

using Ask = std::function<void(const DecodeOptions&, MusicVae::OnMusic)>;

Result<MusicVae::MusicClips> run(const char* label, int clips, DecodeOptions decode,
                                 const AskOptions& options, const Ask& ask) {
  Progress progress(label, clips, "clips", options.report.quiet);
  decode.on_progress = [&](int done, int) {
    progress.update(done);
    return !interrupted();
  };
  auto answer =
      answer_of<MusicVae::MusicClips>([&](auto on_done) { ask(decode, std::move(on_done)); });
  progress.clear();
  return answer;
}

/// `count` different windows, in an order the seed decides.
std::vector<MusicClip> draw(const std::vector<MusicClip>& windows, int count, std::uint64_t seed) {
  std::vector<std::size_t> order(windows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng(seed);
  shuffle(std::span(order), rng);
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  std::vector<MusicClip> drawn;
  for (const std::size_t i : order) drawn.push_back(windows[i]);
  return drawn;
}

/// Right values and all values of a clip.
void count_equal(const MusicClip& a, const MusicClip& b, const Representation& form, double& right,
                 double& all) {
  for (std::size_t i = 0; i < a.tokens.size(); ++i) right += a.tokens[i] == b.tokens[i];
  all += static_cast<double>(a.tokens.size());
  if (form.features == 0) return;
  const bool groove = form.info()->head == DecoderHead::kGroove;
  const auto depth = static_cast<std::size_t>(form.features);
  const std::size_t hits = groove ? depth / 3 : depth;
  for (std::size_t row = 0; row + depth <= a.features.size(); row += depth) {
    bool same = true;
    for (std::size_t i = 0; i < hits; ++i) {
      same = same && (a.features[row + i] > 0.5f) == (b.features[row + i] > 0.5f);
    }
    right += same;
    ++all;
  }
}

}  // namespace

Result<std::vector<GridPiece>> sample_pieces(OpenModel& model, const AskOptions& options) {
  const auto clips = run("sampling", options.count,
                         {.temperature = options.temperature,
                          .seed = options.seed,
                          .prior = options.prior,
                          .best_of = options.best_of},
                         options, [&](const DecodeOptions& decode, MusicVae::OnMusic on_done) {
                           model.vae->sample_music(options.count, decode, std::move(on_done));
                         });
  if (!clips) return clips.error();
  return to_grid_clips(*clips, model.package().representation);
}

Result<std::vector<GridPiece>> generate_pieces(OpenRnn& model, int bars,
                                               const AskOptions& options) {
  constexpr int kStepsPerBar = 16;
  RnnOptions rnn;
  rnn.steps = bars * kStepsPerBar;
  rnn.seed = options.seed;
  rnn.choice.temperature = options.temperature;
  std::vector<GridPiece> pieces;
  const auto take = [&](int, const std::vector<RnnPiece>& made) -> Result<void> {
    for (const RnnPiece& one : made) {
      const auto notes = to_notes(one, kDefaultTempoQpm, /*program=*/0);
      if (!notes) return notes.error();
      auto piece = to_grid_clip(*notes, rnn.steps, kStepsPerBar);
      if (!piece) return piece.error();
      pieces.push_back(*std::move(piece));
    }
    return {};
  };
  const auto made = make_pieces(model, options.count, rnn, options.report.quiet, take);
  if (!made) return made.error();
  return pieces;
}

Result<Reconstruction> reconstruct_pieces(OpenModel& model, const std::vector<MusicClip>& held_out,
                                          const AskOptions& options) {
  const Representation& form = model.package().representation;
  const auto originals = draw(held_out, options.count, options.seed);
  const auto at = [&](double temperature) {
    return run("reconstructing", static_cast<int>(originals.size()),
               {.temperature = temperature, .seed = options.seed, .prior = options.prior}, options,
               [&](const DecodeOptions& decode, MusicVae::OnMusic on_done) {
                 model.vae->reconstruct_music(originals, /*mean=*/false, decode,
                                              std::move(on_done));
               });
  };
  const auto likeliest = at(0), drawn = likeliest ? at(1) : likeliest;
  if (!drawn) return drawn.error();
  Reconstruction result;
  std::vector<CorrectNotes> pairs;
  GrooveErrorSums groove;
  double right = 0, all = 0;
  for (std::size_t i = 0; i < originals.size(); ++i) {
    auto original = to_grid_clip(originals[i], form);
    if (!original) return original.error();
    auto copy = to_grid_clip((*likeliest)[i], form);
    if (!copy) return copy.error();
    pairs.push_back(compare_notes(*original, *copy));
    count_equal(originals[i], (*drawn)[i], form, right, all);
    groove.add(originals[i].features, (*likeliest)[i].features);
    result.windows.push_back({*std::move(original), *std::move(copy)});
  }
  result.has_pitches =
      std::any_of(result.windows.begin(), result.windows.end(), [](const Reconstructed& window) {
        return std::any_of(window.original.notes.begin(), window.original.notes.end(),
                           [](const GridNote& note) { return !note.is_drum; });
      });
  result.notes = summarise(pairs);
  const bool strokes_kept = form.groove_input == "humanize";
  if (all > 0 && !strokes_kept) result.accuracy_sampling = right / all;
  if (form.info()->head == DecoderHead::kGroove) result.groove = groove.errors();
  return result;
}

Result<std::vector<GridPiece>> interpolate_pieces(OpenModel& model,
                                                  const std::vector<MusicClip>& held_out,
                                                  const AskOptions& options) {
  const auto ends = draw(held_out, 2, options.seed + 1);
  const auto clips =
      run("interpolating", kStripClips,
          {.temperature = 0, .seed = options.seed, .prior = options.prior}, options,
          [&](const DecodeOptions& decode, MusicVae::OnMusic on_done) {
            model.vae->interpolate_music(ends.front(), ends.back(), kStripClips,
                                         Interpolation::kSpherical, decode, std::move(on_done));
          });
  if (!clips) return clips.error();
  return to_grid_clips(*clips, model.package().representation);
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/cli/rnn_pieces.h"

#include <algorithm>

#include "native/cli/answer.h"
#include "native/io/progress.h"
#include "shared/midi/from_note_sequence.h"

namespace segue {

Result<OpenRnn> open_rnn(const ModelOption& option) {
  const auto folder = find_model(option.model);
  if (!folder) return folder.error();
  const auto package = read_model_package(*folder);
  if (!package) return package.error();
  if (auto good = expect_kind(*package, kRnnKind); !good) {
    return Error{good.error().code,
                 good.error().message + " Or: segue sample --model " + package->id};
  }
  auto backend = OrtBackend::create(*package, *folder, {.threads = option.threads, .library = ""});
  if (!backend) return backend.error();
  OpenRnn model;
  model.folder = *folder;
  model.backend = std::move(*backend);
  model.rnn = std::make_unique<MusicRnn>(*package, *model.backend);
  return model;
}

Result<void> make_pieces(
    OpenRnn& model, int count, const RnnOptions& options, bool quiet,
    const std::function<Result<void>(int first, const std::vector<RnnPiece>&)>& take) {
  const std::int64_t steps = std::int64_t{count} * (options.steps - options.primer.steps);
  Progress progress("generating", steps, "steps", quiet);
  for (int first = 0; first < count; first += kPiecesPerBatch) {
    RnnOptions own = options;
    own.first = options.first + static_cast<std::uint64_t>(first);
    const std::int64_t before = steps / count * first;
    own.on_progress = [&](std::int64_t done, std::int64_t) {
      progress.update(before + done);
      return !interrupted();
    };
    const auto answer = answer_of<std::vector<RnnPiece>>([&](auto on_done) {
      model.rnn->generate(std::min(kPiecesPerBatch, count - first), own, std::move(on_done));
    });
    if (!answer && answer.error().code == ErrorCode::kCancelled) {
      return Error{ErrorCode::kCancelled, "stopped; " + std::to_string(first) + " of " +
                                              std::to_string(count) + " pieces were written."};
    }
    if (!answer) return answer.error();
    progress.clear();
    if (auto taken = take(first, *answer); !taken) return taken;
  }
  return {};
}

RnnPiece join_pieces(const std::vector<RnnPiece>& pieces) {
  RnnPiece row = pieces.front();
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const QuantizedSequence& music = pieces[i].music;
    for (QuantizedNote note : music.notes) {
      note.start_step += row.music.total_steps;
      note.end_step += row.music.total_steps;
      row.music.notes.push_back(note);
    }
    row.music.total_steps += music.total_steps;
  }
  return row;
}

Result<std::vector<std::uint8_t>> to_midi(const RnnPiece& piece, double tempo_qpm, int program) {
  const auto notes = to_notes(piece, tempo_qpm, program);
  if (!notes) return notes.error();
  return write_midi(*notes);
}

}  // namespace segue

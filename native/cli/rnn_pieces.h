// SPDX-License-Identifier: Apache-2.0
// Pieces of a model of the kind rnn: made in groups, each written as soon as it is whole.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "native/cli/cli.h"
#include "native/cli/model_option.h"
#include "native/cli/output_option.h"
#include "native/ort/ort_backend.h"
#include "shared/base/result.h"
#include "shared/model/music_rnn.h"

namespace segue {

/// A model of the kind rnn that is ready to play.
struct OpenRnn {
  std::string folder;
  std::unique_ptr<OrtBackend> backend;
  std::unique_ptr<MusicRnn> rnn;
  const ModelPackage& package() const { return rnn->package(); }
};
/// Errors: kInvalidArgument for a model of another kind than rnn, and those of the parts.
Result<OpenRnn> open_rnn(const ModelOption& option);

/// Makes `count` pieces with progress, kPiecesPerBatch at a time, and hands each group on, with
/// the number of its first piece. Stops with kCancelled when the user interrupts; groups that were
/// handed on stay. Errors of `take` end it too.
Result<void> make_pieces(
    OpenRnn& model, int count, const RnnOptions& options, bool quiet,
    const std::function<Result<void>(int first, const std::vector<RnnPiece>&)>& take);

/// The pieces one after another, as one. At least one.
RnnPiece join_pieces(const std::vector<RnnPiece>& pieces);

/// A piece as the bytes of a .mid file.
Result<std::vector<std::uint8_t>> to_midi(const RnnPiece& piece, double tempo_qpm, int program);

}  // namespace segue

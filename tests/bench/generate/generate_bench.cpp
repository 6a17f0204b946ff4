// SPDX-License-Identifier: Apache-2.0
// How fast a package of the kind rnn makes music in the native engine on one thread: as a stream,
// and several pieces at once. Seconds are those of the processor, so that other work on the machine
// matters less. generate.mjs starts it and does the same in ONNX Runtime Web.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "shared/model/music_rnn.h"
#include "tests/bench/bench_model.h"

namespace segue {
namespace {

double cpu_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Speed {
  double steps_per_s = 0, events_per_s = 0;
};

// A stream, a bar after the other, without an end.
Result<Speed> stream_speed(MusicRnn& rnn, double budget_s) {
  auto stream = rnn.stream({.steps = 0, .seed = 1});
  if (!stream) return stream.error();
  const auto bar = [&](std::size_t& events) {
    Result<RnnChunk> answer = Error{ErrorCode::kRuntime, "the engine gave no answer"};
    (*stream)->advance(16, [&](Result<RnnChunk> chunk) { answer = std::move(chunk); });
    if (answer) events += answer->events.size();
    return answer;
  };
  std::size_t events = 0;
  if (const auto first = bar(events); !first) return first.error();  // loads the graph
  events = 0;
  int steps = 0;
  const double start = cpu_s();
  while (cpu_s() - start < budget_s) {
    if (const auto more = bar(events); !more) return more.error();
    steps += 16;
  }
  const double took = cpu_s() - start;
  return Speed{steps / took, static_cast<double>(events) / took};
}

// Pieces of 128 steps at once, all in one batch up to kPiecesPerBatch.
Result<Speed> batch_speed(MusicRnn& rnn, int pieces, double budget_s) {
  constexpr int kSteps = 128;
  std::int64_t steps = 0, events = 0;
  const double start = cpu_s();
  for (std::uint64_t seed = 1; seed == 1 || cpu_s() - start < budget_s; ++seed) {
    Result<std::vector<RnnPiece>> answer = Error{ErrorCode::kRuntime, "the engine gave no answer"};
    rnn.generate(pieces, {.steps = kSteps, .seed = seed},
                 [&](Result<std::vector<RnnPiece>> made) { answer = std::move(made); });
    if (!answer) return answer.error();
    for (const RnnPiece& piece : *answer) events += piece.new_events;
    steps += std::int64_t{kSteps} * pieces;
  }
  const double took = cpu_s() - start;
  return Speed{static_cast<double>(steps) / took, static_cast<double>(events) / took};
}

int run(const std::string& folder, double budget_s, int argc, char** argv) {
  const auto model = open_bench_model(folder);
  if (!model) return fail(model.error());
  MusicRnn rnn(model->package, *model->backend);
  for (int i = 3; i < argc; ++i) {
    const int pieces = std::atoi(argv[i]);
    const auto speed =
        pieces <= 1 ? stream_speed(rnn, budget_s) : batch_speed(rnn, pieces, budget_s);
    if (!speed) return fail(speed.error());
    std::printf("%.6g %.6g\n", speed->steps_per_s, speed->events_per_s);
  }
  return 0;
}

}  // namespace
}  // namespace segue

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: segue_generate_bench MODEL SECONDS PIECES...\n");
    return 2;
  }
  return segue::run(argv[1], std::atof(argv[2]), argc, argv);
}

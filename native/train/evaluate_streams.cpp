// SPDX-License-Identifier: Apache-2.0
// Held-out measures of an rnn: streams of similar length together, piece after piece.
#include <algorithm>

#include "native/train/evaluate.h"
#include "native/train/parameters.h"
#include "native/train/rnn_module.h"
#include "native/train/stream_batches.h"

namespace segue {
namespace {

using torch::Tensor;

constexpr std::size_t kEvaluationLanes = 32;
constexpr std::int64_t kEvaluationEvents = 256;  // of a piece; the state goes on to the next

// The streams of `lanes`, sorted by length, longest first: whole.
void measure(RnnModuleImpl& model, const Config& config, Engine engine, const Dataset& dataset,
             std::span<StreamLane> lanes, StreamSums& sums) {
  const StreamForm form = stream_form(*config.info());
  const auto device = model.output->weight.device();
  const auto longest = foretold_events(dataset, dataset.eval, lanes[0].index);
  Tensor state = model.initial_state(static_cast<std::int64_t>(lanes.size()));
  for (std::int64_t offset = 0; offset < longest; offset += kEvaluationEvents) {
    for (auto& lane : lanes) lane.offset = offset;
    const WindowBatch batch =
        gather_streams(config, dataset, dataset.eval, lanes, kEvaluationEvents).to(device);
    const Tensor logits = model.forward(batch.tokens, state, engine);  // [T, B, V]
    count_events(form, logits, event_nats(logits, batch.next), batch.next, /*classes=*/true, sums);
  }
}

}  // namespace

Evaluation evaluate_streams(const Config& config, Engine engine, ReplicaPool& pool,
                            const Dataset& dataset, std::span<const std::int64_t> streams,
                            const Tensor& values) {
  std::vector<StreamLane> lanes;
  for (const auto index : streams) lanes.push_back({.index = index});
  std::stable_sort(lanes.begin(), lanes.end(), [&](const auto& a, const auto& b) {
    return foretold_events(dataset, dataset.eval, a.index) >
           foretold_events(dataset, dataset.eval, b.index);
  });
  const ParameterLayout layout(config);
  const Tensor no_gradients = torch::zeros_like(values);
  const auto replicas = static_cast<std::size_t>(pool.count());
  std::vector<StreamSums> sums(replicas);
  pool.run([&](int r) {
    at::NoGradGuard no_grad;
    RnnModule model(config);
    bind_parameters(*model, layout, values, no_gradients);
    const auto mine = static_cast<std::size_t>(r);
    for (std::size_t first = mine * kEvaluationLanes; first < lanes.size();
         first += replicas * kEvaluationLanes) {
      const auto size = std::min(kEvaluationLanes, lanes.size() - first);
      measure(*model, config, engine, dataset, std::span(lanes).subspan(first, size), sums[mine]);
    }
  });
  Evaluation result;
  result.windows = static_cast<std::int64_t>(lanes.size());
  result.stream.emplace();
  for (const auto& one : sums) *result.stream += one;
  return result;
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/train_start.h"

#include <algorithm>
#include <filesystem>

#include "native/train/batches.h"

namespace segue {
namespace {

Result<void> check_data(const TrainOptions& options, const Dataset& dataset) {
  const auto& config = options.config;
  const auto windows = dataset.train.windows();
  if (auto fine = check_dataset(config, dataset); !fine) return fine.error();
  if (windows == 0) {
    return invalid_argument(
        "the data set has no training windows; add MIDI files and build it again");
  }
  if (windows < config.batch_size && !config.is_rnn()) {  // streams come as often as it takes
    return invalid_argument("a batch of " + std::to_string(config.batch_size) +
                            " is larger than the " + std::to_string(windows) +
                            " training windows; add data or try --set batch_size=" +
                            std::to_string(std::max<std::int64_t>(1, windows / 4)));
  }
  const int replicas = options.replicas * (options.ranks ? options.ranks->size() : 1);
  if (options.replicas < 1 || replicas > config.batch_size) {
    return invalid_argument("the number of threads, of all processes together, must be in 1.." +
                            std::to_string(config.batch_size) + " (the batch size), found " +
                            std::to_string(replicas));
  }
  return {};
}

Result<Checkpoint> fresh_start(const TrainOptions& options, const ParameterLayout& layout) {
  auto values = initial_values(layout, options.config);
  if (options.init) {
    auto given = from_weights(layout, *options.init);
    if (!given) return given.error();
    values = *given;
  }
  return Checkpoint{make_optimizer_state(values, options.config), {}};
}

// A fresh start or the latest checkpoint.
Result<Checkpoint> start_or_resume(const TrainOptions& options, const ParameterLayout& layout) {
  std::error_code failed;
  const bool used = std::filesystem::exists(options.run + "/latest", failed);
  if (options.resume) return load_checkpoint(options.run, options.config, layout);
  if (!leads(options)) return fresh_start(options, layout);
  if (used) {
    return invalid_argument(
        options.run + " already holds a run; go on with --resume or choose another --run folder");
  }
  std::filesystem::create_directories(options.run + "/checkpoints", failed);
  if (failed) {
    return Error{ErrorCode::kIo, "cannot create " + options.run + ": " + failed.message()};
  }
  return fresh_start(options, layout);
}

}  // namespace

bool leads(const TrainOptions& options) { return !options.ranks || options.ranks->rank() == 0; }

Result<Checkpoint> prepare_run(const TrainOptions& options, const Dataset& dataset) {
  if (auto fine = check_config(options.config); !fine) return fine.error();
  if (auto fine = check_data(options, dataset); !fine) return fine.error();
  return start_or_resume(options, ParameterLayout(options.config));
}

}  // namespace segue

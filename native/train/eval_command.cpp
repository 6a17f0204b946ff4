// SPDX-License-Identifier: Apache-2.0
#include "native/train/eval_command.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/io/dataset_file.h"
#include "native/train/batches.h"
#include "native/train/device.h"
#include "native/train/eval_streams.h"
#include "native/train/evaluate.h"
#include "native/train/ngram_model.h"
#include "native/train/parameters.h"
#include "native/train/run_folder.h"
#include "native/train/train_command.h"
#include "native/train/weight_storage.h"

namespace segue {
namespace {

using Json = nlohmann::json;

// "bigram_loss", "order_4_loss_per_step", ...: as model.json's metrics are named.
Json stream_json(WeightStorage storage, const Evaluation& e,
                 const std::vector<StreamRow>& baselines) {
  Json json = {{"store", weight_storage_name(storage)},
               {"windows", e.windows},
               {"events", e.stream->events},
               {"steps", e.stream->steps}};
  for (const auto& [name, value] : e.stream->named()) json[name] = value;
  for (const auto& row : baselines) {
    std::string name = row.name;
    std::replace(name.begin(), name.end(), ' ', '_');
    json[name + "_loss"] = row.sums.loss();
    json[name + "_loss_per_step"] = row.sums.loss_per_step();
  }
  return json;
}

Json to_json(WeightStorage storage, const Evaluation& e, const std::vector<StreamRow>& baselines) {
  if (e.stream) return stream_json(storage, e, baselines);
  Json parts = Json::object();
  for (const auto& part : e.parts) {
    parts[part.name] = {{"accuracy_teacher_forcing", part.teacher_forcing},
                        {"accuracy_sampling", part.sampling},
                        {"accuracy_per_class", part.per_class}};
  }
  Json json = {{"store", weight_storage_name(storage)},
               {"parts", parts},
               {"windows", e.windows},
               {"accuracy_teacher_forcing", e.accuracy_teacher_forcing},
               {"accuracy_sampling", e.accuracy_sampling},
               {"r_loss", e.r_loss},
               {"kl_bits", e.kl_bits},
               {"active_dimensions", e.active_dimensions}};
  if (e.groove.strokes > 0) {
    json["velocity_error"] = e.groove.velocity;
    json["velocity_spread"] = e.groove.velocity_spread;
    json["offset_error"] = e.groove.offset;
    json["offset_spread"] = e.groove.offset_spread;
    json["rhythm_answered"] = e.groove.answered;
    json["rhythm_added"] = e.groove.added;
  }
  return json;
}

void print_groove(const GrooveErrors& groove) {
  std::printf("  at the original's strokes: %s\n  %s\n", stroke_words(groove).c_str(),
              rhythm_words(groove).c_str());
}

Result<std::vector<WeightStorage>> parse_stores(const std::vector<std::string>& names) {
  std::vector<WeightStorage> stores;
  for (const auto& name : names) {
    const auto store = parse_weight_storage(name);
    if (!store) return store.error();
    stores.push_back(store.value());
  }
  return stores;
}

// Errors: kInvalidArgument where there is nothing to measure.
Result<std::vector<std::int64_t>> choose_windows(const EvalCommand& command, const Dataset& data) {
  if (data.eval.windows() == 0) {
    return Error{ErrorCode::kInvalidArgument,
                 command.dataset + " has no held-out windows; build it with some pieces held out"};
  }
  const auto there = held_out_windows(data, command.pieces);
  if (there.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "no held-out piece of " + command.dataset + " fits --pieces " + command.pieces +
                     "; its paths begin like " + data.pieces[data.eval.piece.front()].path};
  }
  std::vector<std::int64_t> order;
  for (const auto i : spread_evenly(static_cast<std::int64_t>(there.size()), command.windows)) {
    order.push_back(there[static_cast<std::size_t>(i)]);
  }
  return order;
}

void print_windows(const std::vector<std::pair<WeightStorage, Evaluation>>& measured) {
  std::printf("%-6s %16s %10s %8s %8s %7s\n", "store", "teacher forcing", "sampling", "r_loss",
              "kl_bits", "active");
  for (const auto& [store, e] : measured) {
    std::printf("%-6s %15.2f%% %9.2f%% %8.3f %8.2f %7d\n", weight_storage_name(store),
                100 * e.accuracy_teacher_forcing, 100 * e.accuracy_sampling, e.r_loss, e.kl_bits,
                e.active_dimensions);
    for (const auto& part : e.parts) {
      std::printf("  %-12s %7.2f%% %9.2f%%", part.name.c_str(), 100 * part.teacher_forcing,
                  100 * part.sampling);
      if (part.per_class > 0) std::printf("   per class %.2f%%", 100 * part.per_class);
      std::printf("\n");
    }
    if (e.groove.strokes > 0) print_groove(e.groove);
  }
}

}  // namespace

CLI::App* EvalCommand::add_to(CLI::App& app) {
  auto* command = app.add_subcommand("eval", "Measure a run on held-out windows, or streams");
  command->footer(
      "Example:\n  segue-train eval --run runs/first --dataset melodies.h5 --store f32,f16,int8");
  command->add_option("-r,--run", run_folder, "Folder of the run")->required();
  command->add_option("-d,--dataset", dataset, "HDF5 file of `segue dataset build`")->required();
  command->add_option("--store", stores, "Round weights first: f32, f16, int8, or several")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--checkpoint", checkpoint, "best or latest")
      ->check(CLI::IsMember({"best", "latest"}))
      ->capture_default_str();
  command->add_option("--windows", windows, "Held-out windows, spread evenly (default: all)")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--pieces", pieces,
                   "Only held-out pieces whose path begins so, or fits a pattern with * and ?")
      ->option_text("PATH");
  command
      ->add_option("--baselines", baselines,
                   "For an rnn: n-grams of these orders, counted on the training streams")
      ->delimiter(',')
      ->check(CLI::Range(1, NgramModel::kMaxOrder))
      ->capture_default_str();
  command->add_option("--engine", engine, "auto, torch, blas, dnnl-f32 or dnnl-bf16")
      ->capture_default_str();
  add_device_option(*command, device);
  command->add_option("--threads", threads, "Threads (default: one a core)")
      ->check(CLI::PositiveNumber);
  return command;
}

int EvalCommand::run(const CommonOptions& common) const {
  const auto wanted = parse_stores(stores);
  if (!wanted) return fail(wanted.error());
  const auto compute = choose_compute(device, engine);
  if (!compute) return fail(compute.error());
  const auto run = load_run(
      run_folder, checkpoint == "best" ? WhichCheckpoint::kBest : WhichCheckpoint::kLatest);
  if (!run) return fail(run.error());
  const Config& config = run->config;
  const auto data = read_dataset(dataset);
  if (!data) return fail(data.error());
  if (auto fine = check_dataset(config, *data); !fine) return fail(fine.error());
  const auto order = choose_windows(*this, *data);
  if (!order) return fail(order.error());
  ReplicaPool pool(replica_count(*compute, threads));
  const ParameterLayout layout(config);
  std::vector<std::pair<WeightStorage, Evaluation>> measured;
  for (const auto store : wanted.value()) {
    const auto values = from_weights(layout, round_weights(run->weights, store));
    if (!values) return fail(values.error());
    measured.push_back({store, evaluate_windows(config, compute->engine, pool, *data, *order,
                                                values->to(compute->device))});
  }
  std::vector<StreamRow> counted;
  if (config.is_rnn()) counted = measure_baselines(baselines, config, *data, *order);
  if (common.json) {
    Json rows = Json::array();
    for (const auto& [store, e] : measured) rows.push_back(to_json(store, e, counted));
    const Json out = {{"run", run_folder},
                      {"checkpoint", run->checkpoint},
                      {"step", run->step},
                      {"trained_s", run->trained_s},
                      {"engine", engine_name(compute->engine)},
                      {"device", device_name(compute->device)},
                      {"held_out", rows}};
    std::printf("%s\n", out.dump(2).c_str());
    return 0;
  }
  std::printf("%s, %zu held-out %s, engine %s\n", run->checkpoint.c_str(), order->size(),
              config.is_rnn() ? "streams" : "windows", engine_name(compute->engine));
  if (config.is_rnn()) {
    std::vector<StreamRow> rows;
    for (const auto& [store, e] : measured) rows.push_back({weight_storage_name(store), *e.stream});
    rows.insert(rows.end(), counted.begin(), counted.end());
    print_stream_rows(rows);
  } else {
    print_windows(measured);
  }
  return 0;
}

}  // namespace segue

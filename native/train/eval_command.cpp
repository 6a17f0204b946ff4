// SPDX-License-Identifier: Apache-2.0
#include "native/train/eval_command.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/io/dataset_file.h"
#include "native/train/batches.h"
#include "native/train/device.h"
#include "native/train/evaluate.h"
#include "native/train/parameters.h"
#include "native/train/run_folder.h"
#include "native/train/train_command.h"
#include "native/train/weight_storage.h"

namespace segue {
namespace {

using Json = nlohmann::json;

Json to_json(WeightStorage storage, const Evaluation& e) {
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
  }
  return json;
}

// 1 is the loudest stroke; offsets are in half steps, at 120 quarters a minute 62.5 ms.
void print_groove(const Json& row) {
  constexpr double kLoudest = 127, kHalfStepMs = 62.5;
  const auto of = [&row](const char* name) { return row[name].get<double>(); };
  std::printf(
      "  at the original's strokes: velocity off by %.1f (all alike: %.1f), time off by %.1f ms at "
      "120 qpm (on the grid: %.1f)\n",
      kLoudest * of("velocity_error"), kLoudest * of("velocity_spread"),
      kHalfStepMs * of("offset_error"), kHalfStepMs * of("offset_spread"));
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

}  // namespace

CLI::App* EvalCommand::add_to(CLI::App& app) {
  auto* command = app.add_subcommand("eval", "Measure a run on held-out windows");
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
  const auto data = read_dataset(dataset);
  if (!data) return fail(data.error());
  if (auto fine = check_dataset(run->config, *data); !fine) return fail(fine.error());
  if (data->eval.windows() == 0) {
    return fail({ErrorCode::kInvalidArgument,
                 dataset + " has no held-out windows; build it with some pieces held out"});
  }
  ReplicaPool pool(replica_count(*compute, threads));
  const ParameterLayout layout(run->config);
  Json rows = Json::array();
  for (const auto store : wanted.value()) {
    const auto values = from_weights(layout, round_weights(run->weights, store));
    if (!values) return fail(values.error());
    rows.push_back(to_json(store, evaluate(run->config, compute->engine, pool, *data, windows,
                                           values->to(compute->device))));
  }
  if (common.json) {
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
  std::printf("%s, %lld held-out windows, engine %s\n", run->checkpoint.c_str(),
              rows[0]["windows"].get<long long>(), engine_name(compute->engine));
  std::printf("%-6s %16s %10s %8s %8s %7s\n", "store", "teacher forcing", "sampling", "r_loss",
              "kl_bits", "active");
  for (const auto& row : rows) {
    std::printf("%-6s %15.2f%% %9.2f%% %8.3f %8.2f %7d\n", row["store"].get<std::string>().c_str(),
                100 * row["accuracy_teacher_forcing"].get<double>(),
                100 * row["accuracy_sampling"].get<double>(), row["r_loss"].get<double>(),
                row["kl_bits"].get<double>(), row["active_dimensions"].get<int>());
    for (const auto& [name, part] : row["parts"].items()) {
      std::printf("  %-12s %7.2f%% %9.2f%%", name.c_str(),
                  100 * part["accuracy_teacher_forcing"].get<double>(),
                  100 * part["accuracy_sampling"].get<double>());
      const double per_class = part["accuracy_per_class"].get<double>();
      if (per_class > 0) std::printf("   per class %.2f%%", 100 * per_class);
      std::printf("\n");
    }
    if (row.contains("velocity_error")) print_groove(row);
  }
  return 0;
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
#include "native/train/attributes_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "native/io/progress.h"
#include "native/ort/ort_backend.h"
#include "native/train/find_attributes.h"
#include "native/train/package_command.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

struct Options : PackageOptions {
  FindAttributesOptions find;
};

Result<FoundAttributes> find(Options options, const ModelPackage& package) {
  const auto data = read_dataset(options.dataset);
  if (!data) return data.error();
  auto backend = OrtBackend::create(package, options.package,
                                    {.threads = engine_threads(options), .library = ""});
  if (!backend) return backend.error();
  MusicVae model(package, **backend);
  std::string current;
  std::unique_ptr<Progress> progress;
  options.find.on_progress = [&](const std::string& what, std::int64_t done, std::int64_t total) {
    if (!progress || what != current || done == total) {
      if (progress) progress->clear();
      progress = std::make_unique<Progress>(what, total, "windows", options.quiet);
      current = what;
    }
    if (done < total) progress->update(done);
  };
  auto found = find_attributes(model, *data, options.find);
  if (progress) progress->clear();
  return found;
}

Json to_json(const FoundAttributes& found, AttributeMethod kept) {
  Json methods = Json::array();
  for (const MethodEffects& one : found.methods) {
    const auto& infos = one.field.infos;
    Json rows = Json::array();
    for (std::size_t a = 0; a < infos.size(); ++a) {
      const int index = static_cast<int>(a);
      Json changes = Json::object();
      for (std::size_t k = 0; k < infos.size(); ++k) {
        const std::size_t at = a * infos.size() + k;
        changes[infos[k].name] = {{"plus", one.effects.plus[at]}, {"minus", one.effects.minus[at]}};
      }
      int worst = 0;
      const double most = one.effects.worst_other(index, worst);
      rows.push_back({{"name", infos[a].name},
                      {"mean", infos[a].mean},
                      {"sd", infos[a].sd},
                      {"effect", one.effects.own(index)},
                      {"monotonic", one.effects.monotonic[a]},
                      {"others", one.effects.others(index)},
                      {"worst_other", most},
                      {"worst_other_name", infos[static_cast<std::size_t>(worst)].name},
                      {"changes", std::move(changes)}});
    }
    methods.push_back({{"method", attribute_method_name(one.method)},
                       {"kept", one.method == kept},
                       {"attributes", std::move(rows)}});
  }
  return {{"training_windows", found.windows},
          {"measured_windows", found.methods.front().effects.windows},
          {"held_out", found.held_out},
          {"methods", std::move(methods)}};
}

void print_table(const FoundAttributes& found, AttributeMethod kept) {
  std::printf(
      "%lld training windows; effects on %lld %s windows, in standard deviations of the "
      "attribute\n",
      static_cast<long long>(found.windows),
      static_cast<long long>(found.methods.front().effects.windows),
      found.held_out ? "held-out" : "training");
  for (const MethodEffects& one : found.methods) {
    std::printf("\n%s%s\n%-12s %8s %8s %8s %8s %10s %8s  %s\n",
                std::string(attribute_method_name(one.method)).c_str(),
                one.method == kept ? " (kept)" : "", "attribute", "mean", "sd", "+1", "-1",
                "monotonic", "others", "most moved other");
    const auto& infos = one.field.infos;
    for (std::size_t a = 0; a < infos.size(); ++a) {
      const std::size_t own = a * infos.size() + a;
      int worst = 0;
      const double most = one.effects.worst_other(static_cast<int>(a), worst);
      std::printf("%-12s %8.3g %8.3g %+8.2f %+8.2f %9.1f%% %8.2f  %s %.2f\n", infos[a].name.c_str(),
                  infos[a].mean, infos[a].sd, one.effects.plus[own], one.effects.minus[own],
                  one.effects.monotonic[a] * 100, one.effects.others(static_cast<int>(a)),
                  infos[static_cast<std::size_t>(worst)].name.c_str(), most);
    }
  }
}

int run(const Options& options) {
  auto package = open_package(options);
  if (!package) return print_failure(package.error());
  AttributeField kept;
  if (!options.remove) {
    const auto found = find(options, package->card);
    if (!found) return print_failure(found.error());
    kept = found->of(options.find.method).field;
    if (options.json) {
      std::printf("%s\n", to_json(*found, options.find.method).dump(2).c_str());
    } else if (!options.quiet) {
      print_table(*found, options.find.method);
    }
  }
  if (auto set = set_package_attributes(package->files, kept); !set) {
    return print_failure(set.error());
  }
  const auto& old = package->card.attribute_file;
  const auto saved =
      save_package(options, package->files, old ? std::optional(old->file) : std::nullopt);
  return saved ? 0 : print_failure(saved.error());
}

std::map<std::string, AttributeMethod> method_names() {
  std::map<std::string, AttributeMethod> names;
  for (const auto method : kAttributeMethods) {
    names[std::string(attribute_method_name(method))] = method;
  }
  return names;
}

}  // namespace

void add_attributes_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  auto* verb =
      app.add_subcommand("attributes", "Find what makes a package's music denser, higher ...");
  verb->footer(
      "\nWrites ways through latent space into the package: segue similar --attribute and the "
      "page's\nsliders walk along them. Prints what steps of +1 and -1 do to held-out windows, for "
      "each method.\n\nExample:\n  segue-train attributes --package models/mine --dataset "
      "melodies.h5");
  add_package_options(*verb, *options, "attributes");
  verb->add_option("--method", options->find.method,
                   "What is kept: quartiles, least-squares or gradients [gradients]")
      ->transform(
          CLI::CheckedTransformer(method_names()).description("quartiles|least-squares|gradients"));
  verb->add_option("--windows", options->find.windows, "Training windows to use at most; 0: all")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--held-out", options->find.held_out, "Held-out windows to measure on; 0: all")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--calibration", options->find.calibration,
                   "Training windows to set the length of steps with")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  verb->callback([options, &app, &exit_code] {
    if (!finish_package_options(app, *options)) {
      exit_code = kWrongUsage;
      return;
    }
    exit_code = run(*options);
  });
}

}  // namespace segue

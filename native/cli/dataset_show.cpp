// SPDX-License-Identifier: Apache-2.0
// `segue dataset show`: what is in a data set and how it was made.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "native/cli/cli.h"
#include "native/cli/dataset_build.h"
#include "native/cli/dataset_drawing.h"
#include "native/cli/dataset_report.h"
#include "native/io/dataset_file.h"

namespace segue {
namespace {

struct ShowCommand {
  std::string file;
  int windows = 0;
  OutputOptions out;
};

std::string draw_windows(const Dataset& dataset, const DatasetSplit& split,
                         const std::string& label, int count) {
  std::string text;
  // Evenly spread over the split: the first ones would all be of one piece.
  const std::int64_t shown = std::min<std::int64_t>(count, split.windows());
  for (std::int64_t i = 0; i < shown; ++i) {
    const std::int64_t index = i * split.windows() / shown;
    const auto at = static_cast<std::size_t>(index);
    text += "  " + label + " window " + std::to_string(index) + ": " +
            dataset.pieces[split.piece[at]].path + ", bar " + std::to_string(split.bar[at]) + "\n" +
            draw_window(dataset, split, index);
  }
  return text;
}

int run_show(const ShowCommand& command) {
  const auto dataset = read_dataset(command.file);
  if (!dataset) return fail(dataset.error());
  if (command.out.json) {
    return print(to_json_text(to_json(*dataset, command.file, command.windows))) ? kExitOk
                                                                                 : kExitFailed;
  }
  return print(to_text(*dataset, command.file) +
               draw_windows(*dataset, dataset->train, "training", command.windows) +
               draw_windows(*dataset, dataset->eval, "held-out", command.windows))
             ? kExitOk
             : kExitFailed;
}

}  // namespace

void add_dataset_show(CLI::App& dataset, int& exit_code) {
  CLI::App* verb = add_verb(dataset, "show", "Print what a data set holds and how it was made",
                            "segue dataset show songs.h5 --windows 3");
  auto command = std::make_shared<ShowCommand>();
  verb->add_option("file", command->file, "Data set (HDF5 file)")->required();
  verb->add_option("-w,--windows", command->windows,
                   "Draw this many windows of each split as piano rolls")
      ->check(CLI::Range(0, 1000));
  add_output_options(*verb, command->out);
  verb->callback([command, &exit_code] { exit_code = run_show(*command); });
}

}  // namespace segue

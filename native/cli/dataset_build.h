// SPDX-License-Identifier: Apache-2.0
// The verb `segue dataset`: build and show.
#pragma once

namespace CLI {
class App;
}

namespace segue {

/// Adds `dataset` with `build` and `show` to `app`; `exit_code` and `app` must outlive the parse.
void add_dataset(CLI::App& app, int& exit_code);

/// The two halves of it, a file each.
void add_dataset_build(CLI::App& dataset, int& exit_code);
void add_dataset_show(CLI::App& dataset, int& exit_code);

}  // namespace segue

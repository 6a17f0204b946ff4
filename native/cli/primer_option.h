// SPDX-License-Identifier: Apache-2.0
// --primer, --primer-pitches, --primer-melody and --primer-drums: what a model of the kind rnn
// continues.
#pragma once

#include <optional>
#include <string>

#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/model/rnn_primer.h"

namespace CLI {
class App;
}

namespace segue {

struct PrimerOption {
  std::string file, pitches, melody, drums;  ///< one at most is not empty
};
void add_primer_options(CLI::App& verb, PrimerOption& option);

/// `tune.mid:5-8` are bars 5 to 8, `tune.mid:5-` all from there on, `tune.mid:5` one bar. A name
/// that is a file as it stands is taken so. "stdin:1-4" is standard input.
struct BarsOfFile {
  std::string path;
  std::optional<BarRange> bars;
};
BarsOfFile parse_bars_of_file(const std::string& text);

struct Primer {
  RnnPrimer events;                 ///< none: the model's own beginning
  std::optional<double> tempo_qpm;  ///< of the file
};
/// Errors: kInvalidArgument (texts that are no music), and those of reading a file, with its path.
Result<Primer> read_primer(const PrimerOption& option, const Representation& form);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// model.json: what a model is, which files it has, how good it is and how it likes to be used.
// The package is the one folder that the page, the programs and an embedder need. Schema:
// models/README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/codec/representation.h"
#include "shared/music/meter.h"

namespace segue {

inline constexpr int kModelFormatVersion = 1;

/// How music becomes tensors for this model: a name from shared/codec/representation.h and sizes.
struct Representation {
  std::string name;
  int depth = 0;    ///< D, columns of an encoder's input row, controls included
  int classes = 0;  ///< V, tokens the decoder chooses from, summed over parts; 0 for features
  int steps = 0;    ///< T, rows of a clip; 0: music of any length (kind "rnn")
  int steps_per_quarter = 4;
  int bars = 0;
  int min_pitch = 0, max_pitch = 127;
  int features = 0;  ///< F, values of a step; 0 for tokens
  std::vector<std::string> controls =
      {};                         ///< what the model is told at every step: "chords", "key"
  std::string groove_input = {};  ///< what a groove model sees of a clip: "humanize", ...
  Meter meter = {};               ///< of every clip

  /// Never null in a package that was read.
  const RepresentationInfo* info() const { return find_representation(name); }
  /// C, columns of all controls.
  int control_depth() const;
  /// "2 bars", "2 bars of 3/4", "1 bar of 5/4", "any length".
  std::string length_text() const;
  /// Steps of time of a clip: `steps`, but where rows are events.
  int grid_steps() const;
  bool operator==(const Representation&) const = default;
};

struct GraphFile {
  std::string graph;  ///< "encoder", "decoder"; "prior", "attributes" for what is no graph
  std::string file;   ///< file name inside the package folder
  std::uint64_t size_bytes = 0;
  std::string sha256;  ///< lower-case hexadecimal
};

struct Metric {
  std::string name;  ///< "accuracy_teacher_forcing", "accuracy_sampling", "kl_bits", ...
  double value = 0;
};

/// A property of clips that the model can change (shared/model/attributes.h).
struct AttributeInfo {
  std::string name;   ///< "density"
  std::string label;  ///< for people: "Note density"
  std::string unit;   ///< what it counts: "notes a bar"
  double mean = 0;    ///< in the training music
  double sd = 1;      ///< its standard deviation there, above 0
  bool operator==(const AttributeInfo&) const = default;
};

/// What the UI starts with.
struct ModelDefaults {
  double temperature = 0.5;
  double tempo_qpm = 120;
  int program = 0;
};

/// The network of a model that continues music: layers of LSTM, a softmax on top. Its graph "step"
/// takes `tokens` int64 [T, B], the state `h` and `c` [L, B, H], where there is attention
/// `attention` [A + 1, B, H], and where there are counters `counters` [T, B, K]; it gives `logits`
/// [T, B, V] of the events that follow, `h_out`, `c_out` and `attention_out`. T and B are free.
struct RnnShape {
  int layers = 0;    ///< L
  int size = 0;      ///< H, units of a layer
  int counters = 0;  ///< K, columns beside the token that tell the place in the bar
  /// A, the last outputs of the first layer that it looks back at; 0: none. Its state has them,
  /// the oldest first, and behind them what was read of them last.
  int attention = 0;
  int attention_rows() const { return attention > 0 ? attention + 1 : 0; }
  bool operator==(const RnnShape&) const = default;
};

inline constexpr const char* kVaeKind = "vae";  ///< clips of one length, out of a latent vector
inline constexpr const char* kRnnKind = "rnn";  ///< music of any length, event after event

struct ModelPackage {
  int format_version = kModelFormatVersion;
  std::string id, title, description, kind;  ///< kVaeKind or kRnnKind
  Representation representation;
  int z_size = 0;  ///< Z of a vae
  RnnShape rnn;    ///< of an rnn
  std::vector<GraphFile> graphs;
  std::optional<GraphFile> prior;  ///< a file for parse_prior; without one, z is drawn from N(0, I)
  std::optional<GraphFile> attribute_file;  ///< a file for parse_attributes
  std::vector<AttributeInfo> attributes;    ///< empty where there is no such file
  std::string license;
  std::vector<std::string> credits;
  std::vector<Metric> metrics;
  ModelDefaults defaults;

  /// Every file: the graphs, then the prior and the attributes where there are any.
  std::vector<GraphFile> files() const;
  /// One of them, by its name. Null when there is none of that name.
  const GraphFile* find_graph(std::string_view graph) const;
};

/// Reads and checks model.json. Unknown fields are ignored.
/// Errors: kCorruptData (not JSON, a field missing or of the wrong type: says which), kUnsupported
/// (a newer format version, an unknown kind or representation: says to update Segue).
Result<ModelPackage> parse_model_package(std::string_view json);

/// Whether the package is of the kind that the caller can use. Errors: kInvalidArgument, saying
/// what the model does and what was expected.
Result<void> expect_kind(const ModelPackage& package, std::string_view kind);

/// The object "representation" of a vae's model.json by itself, checked in the same way.
Result<Representation> parse_representation(std::string_view json);

/// Checks a graph file's bytes against the size and hash in the package.
/// Errors: kCorruptData, saying expected and found and to download the model again.
Result<void> verify_graph(const GraphFile& graph, const std::uint8_t* bytes, std::size_t size);

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// The HDF5 file of training windows: written by `segue dataset build`, read by the trainer and the
// tests. Layout: root attributes (format_version, representation, config, steps, bars, ...), groups
// /train and /eval with tokens [N, T], piece, bar and instrument [N], group /pieces with one row
// per source file.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "native/io/atomic_file.h"
#include "shared/base/result.h"

namespace segue {

inline constexpr int kDatasetFormatVersion = 1;
inline constexpr const char* kMelodyRepresentation = "melody_90";

/// A source file. `split` is "train" or "eval"; `windows` how many of its windows are in the set.
struct DatasetPiece {
  std::string path;    ///< relative to its input folder
  std::string sha256;  ///< of the file's bytes, lower-case hexadecimal
  std::string split;
  std::int64_t windows = 0;
  bool operator==(const DatasetPiece&) const = default;
};

/// N windows of T tokens and where each came from.
struct DatasetSplit {
  std::vector<std::uint8_t> tokens;      ///< [N, T], row-major, each below the class count
  std::vector<std::uint32_t> piece;      ///< [N], row of Dataset::pieces
  std::vector<std::int32_t> bar;         ///< [N], first bar in the source file, counted from 1
  std::vector<std::int32_t> instrument;  ///< [N], index into the source file's instruments

  std::int64_t windows() const { return static_cast<std::int64_t>(piece.size()); }
  bool operator==(const DatasetSplit&) const = default;
};

struct Dataset {
  std::string representation = kMelodyRepresentation;
  std::string config;  ///< name of the configuration it was built for: "mel_2bar_small"
  int steps = 32;      ///< T
  int bars = 2;
  int steps_per_quarter = 4;
  int hop_bars = 1;
  DatasetSplit train, eval;
  std::vector<DatasetPiece> pieces;
  /// Everything else there is to know, as text: "created", "segue_version", "inputs", "credits",
  /// "option_min_notes", ... Names are those of the HDF5 root attributes.
  std::map<std::string, std::string> attributes;
  bool operator==(const Dataset&) const = default;

  /// Window `index` of a split, [T].
  std::span<const std::uint8_t> window(const DatasetSplit& split, std::int64_t index) const {
    return std::span(split.tokens)
        .subspan(static_cast<std::size_t>(index * steps), static_cast<std::size_t>(steps));
  }
};

/// Errors: kNotFound, kIo, kCorruptData (not HDF5, damaged, sizes that do not fit each other),
/// kUnsupported (another representation, a newer format version). Messages name the path and a
/// remedy.
Result<Dataset> read_dataset(const std::string& path);

/// Written aside and renamed. Errors: those of write_file, kInvalidArgument when sizes do not fit.
Result<void> write_dataset(const std::string& path, const Dataset& dataset, bool force);

/// The bytes of the HDF5 file and back, without a file. `name` is what messages call it.
Result<std::vector<std::uint8_t>> encode_dataset(const Dataset& dataset);
Result<Dataset> decode_dataset(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace segue

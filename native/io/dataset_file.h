// SPDX-License-Identifier: Apache-2.0
// The HDF5 file of training windows: written by `segue dataset build`, read by the trainer and the
// tests. Layout: root attributes (format_version, representation, config, steps, bars, ...), groups
// /train and /eval with tokens [N, T, P] or features [N, T, F], piece, bar and instrument [N] and,
// if any, controls [N, T, K]; group /pieces with one row per source file. Streams
// (polyphony_259; others where the root attribute `streams` is 1) differ in length: tokens [rows]
// of all, one after the other, and first [N]. Version 1 had tokens [N, T] of bytes; it is read too.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "native/io/atomic_file.h"
#include "shared/base/result.h"
#include "shared/codec/representation.h"
#include "shared/music/meter.h"

namespace segue {

inline constexpr int kDatasetFormatVersion = 2;
inline constexpr const char* kMelodyRepresentation = "melody_90";
inline constexpr const char* kMeterAttribute = "option_meter";  ///< its value: "3/4"

/// A source file. `split` is "train" or "eval"; `windows` how many of its windows are in the set.
struct DatasetPiece {
  std::string path;    ///< relative to its input folder
  std::string sha256;  ///< of the file's bytes, lower-case hexadecimal
  std::string split;
  std::int64_t windows = 0;
  bool operator==(const DatasetPiece&) const = default;
};

/// N windows of T steps and where each came from. Arrays are row-major; of `tokens` and `features`
/// one is empty, as the representation says.
struct DatasetSplit {
  std::vector<std::uint16_t> tokens;     ///< [N, T, P], each below its part's class count
  std::vector<float> features;           ///< [N, T, F], finite
  std::vector<std::uint8_t> controls;    ///< [N, T, K], class indices; empty without controls
  std::vector<std::uint32_t> piece;      ///< [N], row of Dataset::pieces
  std::vector<std::int32_t> bar;         ///< [N], first bar in the source file, counted from 1
  std::vector<std::int32_t> instrument;  ///< [N], index into the source file's instruments
  std::vector<std::int64_t> first;       ///< [N], the row of `tokens` at which each stream begins;
                                         ///< empty where all windows have T rows

  std::int64_t windows() const { return static_cast<std::int64_t>(piece.size()); }
  bool operator==(const DatasetSplit&) const = default;
};

struct Dataset {
  std::string representation = kMelodyRepresentation;
  std::string config;  ///< name of the configuration it was built for: "mel_2bar_small"
  int steps = 32;      ///< T; of streams, the events of the longest
  int bars = 2;
  int steps_per_quarter = 4;
  int hop_bars = 1;
  bool streams = false;  ///< windows differ in length, see DatasetSplit::first; always of
                         ///< polyphony_259
  std::vector<std::string> controls;  ///< kinds of the columns of `controls`: "chords", "key"
  DatasetSplit train, eval;
  std::vector<DatasetPiece> pieces;
  /// Everything else there is to know, as text: "created", "segue_version", "inputs", "credits",
  /// "option_min_notes", ... Names are those of the HDF5 root attributes.
  std::map<std::string, std::string> attributes;
  bool operator==(const Dataset&) const = default;

  /// Null where the representation is not known; a data set that was read has a known one.
  const RepresentationInfo* info() const { return find_representation(representation); }

  bool is_stream() const { return streams || (info() != nullptr && info()->is_stream); }

  /// That of the attribute; 4/4 where there is none.
  Meter meter() const;

  /// Window `index` of a split: tokens [T, P], features [T, F], controls [T, K]; of a stream its
  /// own T.
  std::span<const std::uint16_t> window(const DatasetSplit& split, std::int64_t index) const {
    if (split.first.empty()) return row(std::span(split.tokens), split, index);
    const auto i = static_cast<std::size_t>(index);
    const auto begin = static_cast<std::size_t>(split.first[i]);
    const auto end = i + 1 < split.first.size() ? static_cast<std::size_t>(split.first[i + 1])
                                                : split.tokens.size();
    return std::span(split.tokens).subspan(begin, end - begin);
  }
  std::span<const float> feature_window(const DatasetSplit& split, std::int64_t index) const {
    return row(std::span(split.features), split, index);
  }
  std::span<const std::uint8_t> control_window(const DatasetSplit& split,
                                               std::int64_t index) const {
    return row(std::span(split.controls), split, index);
  }

 private:
  template <class T>
  static std::span<const T> row(std::span<const T> values, const DatasetSplit& split,
                                std::int64_t index) {
    const std::size_t size = split.windows() > 0 ? values.size() / split.piece.size() : 0;
    return values.subspan(static_cast<std::size_t>(index) * size, size);
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

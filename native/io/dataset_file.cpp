// SPDX-License-Identifier: Apache-2.0
// Dataset to HDF5 and back: names and checks. The HDF5 calls are in hdf5_image.cpp.
#include "native/io/dataset_file.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "native/io/file.h"
#include "native/io/hdf5_image.h"

namespace segue {
namespace {

using detail::Hdf5Reader;
using detail::Hdf5Writer;

constexpr std::size_t kMostAttributeBytes = 60000;  // HDF5's object headers end at 64 KiB
constexpr std::int64_t kMostSteps = 1 << 16;

Error corrupt(const std::string& name, const std::string& what) {
  return {ErrorCode::kCorruptData,
          name + " is damaged: " + what + "; build the data set again (segue dataset build)"};
}

/// The rows of the longest stream; 0 when the rows at which streams begin make no sense.
std::int64_t longest_stream(const DatasetSplit& split) {
  std::int64_t longest = 0;
  const auto rows = static_cast<std::int64_t>(split.tokens.size());
  for (std::size_t i = 0; i < split.first.size(); ++i) {
    const std::int64_t end = i + 1 < split.first.size() ? split.first[i + 1] : rows;
    if (split.first[0] != 0 || end <= split.first[i] || end > rows) return 0;
    longest = std::max(longest, end - split.first[i]);
  }
  return longest;
}

/// What must hold between the parts of a data set, or a clause that says what does not.
std::string find_inconsistency(const Dataset& dataset) {
  const RepresentationInfo* info = dataset.info();
  if (info == nullptr) return "the unknown representation \"" + dataset.representation + "\"";
  for (const auto& name : dataset.controls) {
    const ControlInfo* control = find_control(name);
    if (control == nullptr || !control->stored) return "the unknown control \"" + name + "\"";
  }
  if (dataset.steps < 1 || dataset.steps > kMostSteps) {
    return "a window of " + std::to_string(dataset.steps) + " steps";
  }
  for (const auto& [split, label] : {std::pair(&dataset.train, "train"), {&dataset.eval, "eval"}}) {
    const std::size_t count = split->piece.size();
    const std::size_t parts = info->feature_depth > 0 ? 0 : info->parts.size();
    std::size_t all = count * static_cast<std::size_t>(dataset.steps);
    if (split->first.size() != (dataset.is_stream() ? count : 0)) {
      return std::string("the arrays of /") + label + " differ in length";
    }
    if (dataset.is_stream()) {
      const auto longest = longest_stream(*split);
      if ((count > 0 && longest < 1) || longest > dataset.steps) {
        return std::string("/") + label + "/first does not divide the events into streams";
      }
      if (count > 0) all = split->tokens.size();
    }
    if (split->tokens.size() != all * parts ||
        split->features.size() != all * static_cast<std::size_t>(info->feature_depth) ||
        split->controls.size() != all * dataset.controls.size() || split->bar.size() != count ||
        split->instrument.size() != count) {
      return std::string("the arrays of /") + label + " differ in length";
    }
    for (const auto piece : split->piece) {
      if (piece >= dataset.pieces.size()) {
        return std::string("/") + label + "/piece names row " + std::to_string(piece) +
               " of /pieces, which has " + std::to_string(dataset.pieces.size());
      }
    }
    for (std::size_t i = 0; i < split->tokens.size(); ++i) {
      const auto& part = info->parts[i % parts];
      if (split->tokens[i] >= part.classes) {
        return std::string("/") + label + "/tokens holds " + std::to_string(split->tokens[i]) +
               ", above the largest " + std::string(part.name) + " token " +
               std::to_string(part.classes - 1);
      }
    }
    for (const float value : split->features) {
      if (!std::isfinite(value)) return std::string("/") + label + "/features holds no number";
    }
    for (std::size_t i = 0; i < split->controls.size(); ++i) {
      const ControlInfo* control = find_control(dataset.controls[i % dataset.controls.size()]);
      if (split->controls[i] >= control->depth) {
        return std::string("/") + label + "/controls holds " + std::to_string(split->controls[i]) +
               ", above the largest class of " + std::string(control->name) + ", " +
               std::to_string(control->depth - 1);
      }
    }
  }
  return {};
}

std::string join_names(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream words(text);
  for (std::string name; words >> name;) names.push_back(name);
  return names;
}

void write_split(Hdf5Writer& writer, const std::string& group, const DatasetSplit& split,
                 const Dataset& dataset) {
  const RepresentationInfo& info = *dataset.info();
  const auto parts = static_cast<std::int64_t>(info.parts.size());
  const auto kinds = static_cast<std::int64_t>(dataset.controls.size());
  writer.add_group(group);
  if (info.feature_depth > 0) {
    writer.write<float>(group + "/features", split.features, dataset.steps, info.feature_depth);
  } else if (dataset.is_stream()) {
    writer.write<std::uint16_t>(group + "/tokens", split.tokens);
    writer.write<std::int64_t>(group + "/first", split.first);
  } else {
    writer.write<std::uint16_t>(group + "/tokens", split.tokens, dataset.steps, parts);
  }
  if (kinds > 0) {
    writer.write<std::uint8_t>(group + "/controls", split.controls, dataset.steps, kinds);
  }
  writer.write<std::uint32_t>(group + "/piece", split.piece);
  writer.write<std::int32_t>(group + "/bar", split.bar);
  writer.write<std::int32_t>(group + "/instrument", split.instrument);
}

DatasetSplit read_split(Hdf5Reader& reader, const std::string& group, const Dataset& dataset,
                        std::int64_t version) {
  DatasetSplit split;
  const RepresentationInfo& info = *dataset.info();
  const auto parts = static_cast<std::int64_t>(info.parts.size());
  const auto kinds = static_cast<std::int64_t>(dataset.controls.size());
  std::int64_t rows = 0;
  if (version == 1) {
    const auto bytes = reader.read<std::uint8_t>(group + "/tokens", -1, dataset.steps);
    split.tokens.assign(bytes.begin(), bytes.end());
    rows = static_cast<std::int64_t>(bytes.size()) / dataset.steps;
  } else if (info.feature_depth > 0) {
    split.features = reader.read<float>(group + "/features", -1, dataset.steps, info.feature_depth);
    rows = static_cast<std::int64_t>(split.features.size()) / dataset.steps / info.feature_depth;
  } else if (dataset.is_stream()) {
    split.tokens = reader.read<std::uint16_t>(group + "/tokens", -1);
    split.first = reader.read<std::int64_t>(group + "/first", -1);
    rows = static_cast<std::int64_t>(split.first.size());
  } else {
    split.tokens = reader.read<std::uint16_t>(group + "/tokens", -1, dataset.steps, parts);
    rows = static_cast<std::int64_t>(split.tokens.size()) / dataset.steps / parts;
  }
  if (kinds > 0) {
    split.controls = reader.read<std::uint8_t>(group + "/controls", rows, dataset.steps, kinds);
  }
  split.piece = reader.read<std::uint32_t>(group + "/piece", rows);
  split.bar = reader.read<std::int32_t>(group + "/bar", rows);
  split.instrument = reader.read<std::int32_t>(group + "/instrument", rows);
  return split;
}

void write_pieces(Hdf5Writer& writer, const std::vector<DatasetPiece>& pieces) {
  std::vector<std::string> paths, hashes, splits;
  std::vector<std::int64_t> windows;
  for (const auto& piece : pieces) {
    paths.push_back(piece.path);
    hashes.push_back(piece.sha256);
    splits.push_back(piece.split);
    windows.push_back(piece.windows);
  }
  writer.add_group("/pieces");
  writer.write_strings("/pieces/path", paths);
  writer.write_strings("/pieces/sha256", hashes);
  writer.write_strings("/pieces/split", splits);
  writer.write<std::int64_t>("/pieces/windows", windows);
}

std::vector<DatasetPiece> read_pieces(Hdf5Reader& reader) {
  std::vector<DatasetPiece> pieces;
  auto paths = reader.read_strings("/pieces/path");
  const auto rows = static_cast<std::int64_t>(paths.size());
  auto hashes = reader.read_strings("/pieces/sha256", rows);
  auto splits = reader.read_strings("/pieces/split", rows);
  const auto windows = reader.read<std::int64_t>("/pieces/windows", rows);
  if (reader.failed()) return pieces;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    pieces.push_back({std::move(paths[i]), std::move(hashes[i]), std::move(splits[i]), windows[i]});
  }
  return pieces;
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_dataset(const Dataset& dataset) {
  if (const auto problem = find_inconsistency(dataset); !problem.empty()) {
    return Error{ErrorCode::kInvalidArgument, "cannot store this data set: " + problem};
  }
  for (const auto& [name, value] : dataset.attributes) {
    if (value.size() > kMostAttributeBytes) {
      return Error{ErrorCode::kInvalidArgument,
                   "cannot store this data set: the text \"" + name + "\" has " +
                       std::to_string(value.size()) + " bytes, at most " +
                       std::to_string(kMostAttributeBytes) + " fit; shorten it"};
    }
  }
  Hdf5Writer writer;
  writer.set_attribute("format_version", kDatasetFormatVersion);
  writer.set_attribute("representation", dataset.representation);
  writer.set_attribute("config", dataset.config);
  if (!dataset.controls.empty()) writer.set_attribute("controls", join_names(dataset.controls));
  writer.set_attribute("steps", dataset.steps);
  writer.set_attribute("bars", dataset.bars);
  writer.set_attribute("steps_per_quarter", dataset.steps_per_quarter);
  writer.set_attribute("hop_bars", dataset.hop_bars);
  if (dataset.streams) writer.set_attribute("streams", 1);
  for (const auto& [name, value] : dataset.attributes) writer.set_attribute(name, value);
  write_split(writer, "/train", dataset.train, dataset);
  write_split(writer, "/eval", dataset.eval, dataset);
  write_pieces(writer, dataset.pieces);
  return writer.finish();
}

Result<Dataset> decode_dataset(std::span<const std::uint8_t> bytes, const std::string& name) {
  Hdf5Reader reader(bytes);
  if (!reader.is_open()) {
    return Error{ErrorCode::kCorruptData, name + " is not a complete HDF5 file (" +
                                              std::to_string(bytes.size()) +
                                              " bytes); give a file made by segue dataset build"};
  }
  std::map<std::string, std::int64_t> numbers;
  Dataset dataset;
  reader.read_attributes(numbers, dataset.attributes);
  if (reader.failed()) return corrupt(name, reader.error());
  const auto version = numbers.find("format_version");
  if (version == numbers.end() || dataset.attributes.count("representation") == 0) {
    return Error{ErrorCode::kUnsupported,
                 name +
                     " is an HDF5 file, but not a data set of Segue (format_version or "
                     "representation is missing); make one with segue dataset build"};
  }
  if (version->second > kDatasetFormatVersion || version->second < 1) {
    return Error{ErrorCode::kUnsupported,
                 name + " has data set format " + std::to_string(version->second) +
                     ", this program reads format " + std::to_string(kDatasetFormatVersion) +
                     "; update Segue or build the data set again"};
  }
  dataset.representation = dataset.attributes["representation"];
  if (dataset.info() == nullptr ||
      (version->second == 1 && dataset.representation != kMelodyRepresentation)) {
    std::string known;
    for (const auto& info : representations()) {
      known += (known.empty() ? "" : ", ") + std::string(info.name);
    }
    return Error{ErrorCode::kUnsupported, name + " holds the representation \"" +
                                              dataset.representation + "\", this program knows " +
                                              known + "; update Segue"};
  }
  dataset.controls = split_names(dataset.attributes["controls"]);
  for (const auto& control : dataset.controls) {
    if (const auto* info = find_control(control); info == nullptr || !info->stored) {
      return Error{ErrorCode::kUnsupported, name + " has the control \"" + control +
                                                "\", which this program does not know;"
                                                " update Segue"};
    }
  }
  dataset.attributes.erase("controls");
  dataset.config = dataset.attributes["config"];
  dataset.attributes.erase("representation");
  dataset.attributes.erase("config");
  for (const auto& [key, target] : {std::pair("steps", &dataset.steps),
                                    {"bars", &dataset.bars},
                                    {"steps_per_quarter", &dataset.steps_per_quarter},
                                    {"hop_bars", &dataset.hop_bars}}) {
    const auto found = numbers.find(key);
    if (found == numbers.end())
      return corrupt(name, std::string("the attribute ") + key + " is missing");
    if (found->second < 1 || found->second > kMostSteps) {
      return corrupt(name, std::string(key) + " is " + std::to_string(found->second));
    }
    *target = static_cast<int>(found->second);
  }
  dataset.streams = numbers.count("streams") > 0 && numbers["streams"] == 1;
  if (dataset.streams && (dataset.info()->parts.size() != 1 || dataset.info()->feature_depth > 0 ||
                          !dataset.controls.empty())) {
    return corrupt(name, "streams of " + dataset.representation + " with or without controls");
  }
  dataset.train = read_split(reader, "/train", dataset, version->second);
  dataset.eval = read_split(reader, "/eval", dataset, version->second);
  dataset.pieces = read_pieces(reader);
  if (reader.failed()) return corrupt(name, reader.error());
  if (const auto problem = find_inconsistency(dataset); !problem.empty()) {
    return corrupt(name, problem);
  }
  return dataset;
}

Meter Dataset::meter() const {
  const auto found = attributes.find(kMeterAttribute);
  const auto meter = found == attributes.end() ? std::nullopt : parse_meter(found->second);
  return meter ? *meter : Meter{};
}

Result<Dataset> read_dataset(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  return decode_dataset(*bytes, path);
}

Result<void> write_dataset(const std::string& path, const Dataset& dataset, bool force) {
  const auto overwrite = force ? Overwrite::kYes : Overwrite::kNo;
  if (auto writable = check_writable(path, overwrite); !writable) return writable;
  const auto bytes = encode_dataset(dataset);
  if (!bytes) return bytes.error();
  return write_file(path, *bytes, overwrite);
}

}  // namespace segue

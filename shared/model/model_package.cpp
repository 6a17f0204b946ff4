// SPDX-License-Identifier: Apache-2.0
// Reads model.json. The first thing that is wrong is reported, by its path inside the file.
#include "shared/model/model_package.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "shared/base/sha256.h"

namespace segue {
namespace {

using Json = nlohmann::json;

constexpr const char* kRemedy = " Download the model again, or export it anew.";
constexpr int kMaxSteps = 1 << 16, kMaxLatents = 1 << 16;  // far above any model, far below memory
constexpr int kMaxLayers = 64, kMaxUnits = 1 << 16;

Error corrupt(const std::string& what) {
  return {ErrorCode::kCorruptData, "model.json: " + what + "." + kRemedy};
}

/// Takes fields out of one JSON object; remembers the first that does not fit.
class Fields {
 public:
  Fields(const Json& object, std::string path, std::optional<Error>& error)
      : object_(object), path_(std::move(path)), error_(error) {}

  std::string text(const char* name, bool required = true) {
    const Json* value = find(name, required);
    if (!value) return {};
    if (const auto* text = value->get_ptr<const std::string*>()) return *text;
    fail(name, "text", *value);
    return {};
  }

  std::int64_t integer(const char* name, std::int64_t low, std::int64_t high,
                       std::optional<std::int64_t> otherwise = {}) {
    const Json* value = find(name, !otherwise);
    if (!value) return otherwise.value_or(low);
    // An unsigned number above int64's range must not wrap: it is too large for every field here.
    const bool fits = value->is_number_unsigned()
                          ? *value->get_ptr<const std::uint64_t*>() <= std::uint64_t{INT64_MAX}
                          : value->is_number_integer();
    const std::int64_t number = fits ? value->get<std::int64_t>() : 0;
    if (fits && number >= low && number <= high) return number;
    fail(name, "a whole number from " + std::to_string(low) + " to " + std::to_string(high),
         *value);
    return low;
  }

  double number(const char* name, std::optional<double> otherwise = {}) {
    const Json* value = find(name, !otherwise);
    if (!value) return otherwise.value_or(0);
    if (value->is_number() && std::isfinite(value->get<double>())) return value->get<double>();
    fail(name, "a number", *value);
    return 0;
  }

  const Json* list(const char* name, bool required) {
    const Json* value = find(name, required);
    if (!value || value->is_array()) return value;
    fail(name, "a list", *value);
    return nullptr;
  }

  const Json* object(const char* name, bool required) {
    const Json* value = find(name, required);
    if (!value || value->is_object()) return value;
    fail(name, "an object", *value);
    return nullptr;
  }

  std::string path_of(const char* name) const { return path_ + name; }

 private:
  const Json* find(const char* name, bool required) {
    const auto found = object_.find(name);
    if (found != object_.end()) return &*found;
    if (required && !error_) error_ = corrupt("the field \"" + path_of(name) + "\" is missing");
    return nullptr;
  }
  void fail(const char* name, const std::string& expected, const Json& found) {
    if (error_) return;
    std::string shown = found.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (shown.size() > 40) shown = shown.substr(0, 40) + "...";
    error_ =
        corrupt("the field \"" + path_of(name) + "\" should be " + expected + ", found " + shown);
  }

  const Json& object_;
  std::string path_;
  std::optional<Error>& error_;
};

bool is_plain_file_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && name.find_first_of("/\\:?#%") == std::string::npos;
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Names of the controls; kUnsupported for one that is not known.
std::vector<std::string> read_controls(const Json* json, std::optional<Error>& error) {
  std::vector<std::string> controls;
  for (std::size_t i = 0; json && !error && i < json->size(); ++i) {
    const auto* name = (*json)[i].get_ptr<const std::string*>();
    if (name && find_control(*name)) {
      controls.push_back(*name);
      continue;
    }
    error = Error{ErrorCode::kUnsupported,
                  "model.json: \"representation.controls[" + std::to_string(i) +
                      "]\" is no control that this version of Segue knows. Update Segue."};
  }
  return controls;
}

// 4/4 where the package says nothing.
Meter read_meter(const std::string& text, std::optional<Error>& error) {
  if (text.empty() || error) return {};
  if (const auto meter = parse_meter(text)) return *meter;
  error =
      corrupt("\"representation.meter\" should be like 3/4, found \"" + text.substr(0, 40) + "\"");
  return {};
}

Error unknown_representation(const std::string& name) {
  std::string known;
  for (const auto& one : representations()) {
    known += (known.empty() ? "" : ", ") + std::string(one.name);
  }
  return {ErrorCode::kUnsupported,
          "model.json: expected one of the representations " + known + ", found \"" + name +
              "\", which this version of Segue does not know. Update Segue."};
}

// Whether the sizes are those of the representation's name.
std::optional<Error> check_sizes(const Representation& r) {
  const RepresentationInfo* info = r.info();
  if (!info) return unknown_representation(r.name);
  if (info->is_stream) {
    return corrupt(r.name + " is music of any length, which a model of the kind rnn makes");
  }
  const bool tokens = info->head == DecoderHead::kCategorical;
  const int depth = info->input_depth() + r.control_depth();
  const int classes = tokens ? info->output_depth() : 0;
  const int features = tokens ? 0 : info->output_depth();
  if (r.depth != depth || r.classes != classes || r.features != features) {
    const auto sizes = [](int d, int v, int f) {
      return "depth " + std::to_string(d) + ", " + std::to_string(v) + " classes and " +
             std::to_string(f) + " features";
    };
    return corrupt("the representation " + r.name + " with its controls has " +
                   sizes(depth, classes, features) + ", found " +
                   sizes(r.depth, r.classes, r.features));
  }
  const bool one_bar = r.bars == 1 && r.meter == Meter{};
  if (info->fixed_rows > 0 && (r.steps != info->fixed_rows || !one_bar)) {
    return corrupt(r.name + " has a bar of 4/4 in " + std::to_string(info->fixed_rows) +
                   " events, found " + r.length_text() + " in " + std::to_string(r.steps));
  }
  const bool by_bars = info->steps_per_quarter == 4;  // others count events, not time
  const int bar = steps_per_bar(r.meter, r.steps_per_quarter);
  if (by_bars && bar == 0) {
    return corrupt("a bar of " + meter_name(r.meter) + " is no whole number of steps");
  }
  if (by_bars && r.steps != r.bars * bar) {
    return corrupt(std::to_string(r.bars) + " bars of " + meter_name(r.meter) + " are " +
                   std::to_string(r.bars * bar) + " steps, found " + std::to_string(r.steps));
  }
  return std::nullopt;
}

Representation read_representation(const Json& json, std::optional<Error>& error) {
  Fields fields(json, "representation.", error);
  Representation r;
  r.name = fields.text("name");
  r.depth = static_cast<int>(fields.integer("depth", 1, 1 << 16));
  r.classes = static_cast<int>(fields.integer("classes", 0, 1 << 16));
  r.features = static_cast<int>(fields.integer("features", 0, 1 << 16, 0));
  r.steps = static_cast<int>(fields.integer("steps", 1, kMaxSteps));
  r.steps_per_quarter = static_cast<int>(fields.integer("steps_per_quarter", 1, 96, 4));
  r.bars = static_cast<int>(fields.integer("bars", 1, 1024));
  r.min_pitch = static_cast<int>(fields.integer("min_pitch", 0, 127, 0));
  r.max_pitch = static_cast<int>(fields.integer("max_pitch", 0, 127, 127));
  r.groove_input = fields.text("groove_input", /*required=*/false);
  r.meter = read_meter(fields.text("meter", /*required=*/false), error);
  r.controls = read_controls(fields.list("controls", /*required=*/false), error);
  if (!error) error = check_sizes(r);
  return r;
}

// Of a model that continues music: no length, no controls, one token a row.
Representation read_stream(const Json& json, std::optional<Error>& error) {
  Fields fields(json, "representation.", error);
  Representation r;
  r.name = fields.text("name");
  r.depth = static_cast<int>(fields.integer("depth", 1, 1 << 16));
  r.classes = static_cast<int>(fields.integer("classes", 1, 1 << 16));
  r.steps_per_quarter = static_cast<int>(fields.integer("steps_per_quarter", 1, 96, 4));
  r.min_pitch = static_cast<int>(fields.integer("min_pitch", 0, 127, 0));
  r.max_pitch = static_cast<int>(fields.integer("max_pitch", 0, 127, 127));
  if (error) return r;
  const RepresentationInfo* info = r.info();
  if (!info) {
    error = unknown_representation(r.name);
  } else if (info->head != DecoderHead::kCategorical || info->parts.size() != 1) {
    error = corrupt("an rnn needs a representation of one token a step, found " + r.name);
  } else if (r.classes != info->output_depth() || r.depth != r.classes) {
    const std::string v = std::to_string(info->output_depth());
    error =
        corrupt("an rnn of " + r.name + " has depth " + v + " and " + v + " classes, found depth " +
                std::to_string(r.depth) + " and " + std::to_string(r.classes) + " classes");
  }
  return r;
}

RnnShape read_rnn(const Json& json, std::optional<Error>& error) {
  Fields fields(json, "rnn.", error);
  RnnShape shape;
  shape.layers = static_cast<int>(fields.integer("layers", 1, kMaxLayers));
  shape.size = static_cast<int>(fields.integer("size", 1, kMaxUnits));
  shape.counters = static_cast<int>(fields.integer("counters", 0, kMaxUnits, 0));
  shape.attention = static_cast<int>(fields.integer("attention", 0, kMaxSteps, 0));
  return shape;
}

// A file of the package: its name, size and hash.
GraphFile read_file(const Json& json, const std::string& path, std::string graph,
                    std::optional<Error>& error) {
  if (!json.is_object()) {
    error = corrupt("\"" + path + "\" should be an object");
    return {};
  }
  Fields fields(json, path + ".", error);
  GraphFile file;
  file.graph = graph.empty() ? fields.text("graph") : std::move(graph);
  file.file = fields.text("file");
  file.size_bytes = static_cast<std::uint64_t>(fields.integer("size_bytes", 1, INT64_MAX));
  file.sha256 = fields.text("sha256");
  if (error) return file;
  if (!is_plain_file_name(file.file)) {
    error = corrupt("\"" + path + ".file\" should be a plain file name inside the package");
  } else if (!is_sha256(file.sha256)) {
    error = corrupt("\"" + path + ".sha256\" should be 64 lower-case hexadecimal digits");
  }
  return file;
}

std::vector<GraphFile> read_graphs(const Json& json, std::optional<Error>& error) {
  std::vector<GraphFile> graphs;
  std::set<std::string> names;
  for (std::size_t i = 0; i < json.size() && !error; ++i) {
    graphs.push_back(read_file(json[i], "graphs[" + std::to_string(i) + "]", "", error));
    if (!error && !names.insert(graphs.back().graph).second) {
      error = corrupt("the graph \"" + graphs.back().graph + "\" is listed twice");
    }
  }
  return graphs;
}

std::vector<Metric> read_metrics(const Json& json, std::optional<Error>& error) {
  std::vector<Metric> metrics;
  for (std::size_t i = 0; i < json.size() && !error; ++i) {
    const std::string path = "metrics[" + std::to_string(i) + "]";
    if (!json[i].is_object()) {
      error = corrupt("\"" + path + "\" should be an object");
      break;
    }
    Fields fields(json[i], path + ".", error);
    Metric metric;
    metric.name = fields.text("name");
    metric.value = fields.number("value");
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

std::vector<AttributeInfo> read_attributes(const Json& json, std::optional<Error>& error) {
  std::vector<AttributeInfo> attributes;
  std::set<std::string> names;
  Fields section(json, "attributes.", error);
  const Json* list = section.list("list", /*required=*/true);
  for (std::size_t i = 0; list && i < list->size() && !error; ++i) {
    const std::string path = "attributes.list[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) {
      error = corrupt("\"" + path + "\" should be an object");
      break;
    }
    Fields fields((*list)[i], path + ".", error);
    AttributeInfo info;
    info.name = fields.text("name");
    info.label = fields.text("label");
    info.unit = fields.text("unit");
    info.mean = fields.number("mean");
    info.sd = fields.number("sd");
    if (!error && info.sd <= 0) error = corrupt("\"" + path + ".sd\" should be above 0");
    if (!error && (info.name.empty() || !names.insert(info.name).second)) {
      error = corrupt("\"" + path + ".name\" should be a name that no other attribute has");
    }
    attributes.push_back(std::move(info));
  }
  if (!error && attributes.empty()) error = corrupt("\"attributes.list\" should not be empty");
  return attributes;
}

ModelDefaults read_defaults(const Json& json, ModelDefaults defaults, std::optional<Error>& error) {
  Fields fields(json, "defaults.", error);
  defaults.temperature = fields.number("temperature", defaults.temperature);
  defaults.tempo_qpm = fields.number("tempo_qpm", defaults.tempo_qpm);
  defaults.program = static_cast<int>(fields.integer("program", 0, 127, defaults.program));
  if (error) return defaults;
  if (defaults.temperature < 0) error = corrupt("\"defaults.temperature\" should not be negative");
  if (defaults.tempo_qpm <= 0) error = corrupt("\"defaults.tempo_qpm\" should be above 0");
  return defaults;
}

std::optional<Error> check_versions(Fields& fields, std::optional<Error>& error) {
  const std::int64_t version = fields.integer("format_version", 1, INT32_MAX);
  if (error) return error;
  if (version > kModelFormatVersion) {
    return Error{ErrorCode::kUnsupported,
                 "model.json: this package has format version " + std::to_string(version) +
                     ", this Segue reads up to " + std::to_string(kModelFormatVersion) +
                     ". Update Segue."};
  }
  const std::string kind = fields.text("kind");
  if (error) return error;
  if (kind != kVaeKind && kind != kRnnKind) {
    return Error{ErrorCode::kUnsupported,
                 "model.json: expected the kind \"vae\" or \"rnn\", found \"" + kind +
                     "\", which this version of Segue does not know. Update Segue."};
  }
  return std::nullopt;
}

}  // namespace

int Representation::grid_steps() const {
  const RepresentationInfo* known = info();
  return known && known->fixed_rows > 0 ? bars * 4 * steps_per_quarter : steps;
}

int Representation::control_depth() const {
  int columns = 0;
  for (const auto& control : controls) {
    if (const ControlInfo* known = find_control(control)) columns += known->depth;
  }
  return columns;
}

std::string Representation::length_text() const {
  if (bars == 0) return "any length";
  const std::string text = std::to_string(bars) + (bars == 1 ? " bar" : " bars");
  return meter == Meter{} ? text : text + " of " + meter_name(meter);
}

const GraphFile* ModelPackage::find_graph(std::string_view graph) const {
  for (const GraphFile& file : graphs) {
    if (file.graph == graph) return &file;
  }
  for (const auto* file : {&prior, &attribute_file}) {
    if (*file && (*file)->graph == graph) return &**file;
  }
  return nullptr;
}

std::vector<GraphFile> ModelPackage::files() const {
  std::vector<GraphFile> all = graphs;
  for (const auto* file : {&prior, &attribute_file}) {
    if (*file) all.push_back(**file);
  }
  return all;
}

Result<ModelPackage> parse_model_package(std::string_view json) {
  const Json root = Json::parse(json.begin(), json.end(), nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return corrupt("this is not JSON");
  if (!root.is_object()) return corrupt("expected a JSON object");
  std::optional<Error> error;
  Fields fields(root, "", error);
  if (auto refused = check_versions(fields, error)) return *refused;

  ModelPackage package;
  package.kind = fields.text("kind");
  const bool vae = package.kind == kVaeKind;
  if (!vae) package.defaults.temperature = 1;  // as its music is: nothing sharpens an rnn's choice
  package.id = fields.text("id");
  package.title = fields.text("title");
  package.description = fields.text("description", /*required=*/false);
  package.license = fields.text("license", /*required=*/false);
  if (vae) package.z_size = static_cast<int>(fields.integer("z_size", 1, kMaxLatents));
  const Json* rnn = vae ? nullptr : fields.object("rnn", /*required=*/true);
  const Json* representation = fields.object("representation", /*required=*/true);
  const Json* graphs = fields.list("graphs", /*required=*/true);
  const Json* prior = vae ? fields.object("prior", /*required=*/false) : nullptr;
  const Json* attributes = vae ? fields.object("attributes", /*required=*/false) : nullptr;
  const Json* metrics = fields.list("metrics", /*required=*/false);
  const Json* defaults = fields.object("defaults", /*required=*/false);
  const Json* credits = fields.list("credits", /*required=*/false);
  if (error) return *error;
  package.representation =
      vae ? read_representation(*representation, error) : read_stream(*representation, error);
  if (!error && rnn) package.rnn = read_rnn(*rnn, error);
  if (!error) package.graphs = read_graphs(*graphs, error);
  if (!error && prior) package.prior = read_file(*prior, "prior", "prior", error);
  if (!error && attributes) {
    package.attribute_file = read_file(*attributes, "attributes", "attributes", error);
    if (!error) package.attributes = read_attributes(*attributes, error);
  }
  if (!error && metrics) package.metrics = read_metrics(*metrics, error);
  if (!error && defaults) package.defaults = read_defaults(*defaults, package.defaults, error);
  for (std::size_t i = 0; credits && !error && i < credits->size(); ++i) {
    const auto* text = (*credits)[i].get_ptr<const std::string*>();
    if (!text) error = corrupt("\"credits[" + std::to_string(i) + "]\" should be text");
    if (text) package.credits.push_back(*text);
  }
  if (error) return *error;
  if (!is_plain_file_name(package.id)) {
    return corrupt("\"id\" should be a plain name, such as \"mel_2bar\"");
  }
  const auto needed = vae ? std::vector<const char*>{"encoder", "decoder"} : std::vector{"step"};
  for (const char* graph : needed) {
    if (!package.find_graph(graph)) {
      return corrupt((vae ? "a vae needs the graph \"" : "an rnn needs the graph \"") +
                     std::string(graph) + "\", which is not listed");
    }
  }
  return package;
}

Result<void> expect_kind(const ModelPackage& package, std::string_view kind) {
  if (package.kind == kind) return {};
  const auto what = [](std::string_view one) {
    return one == kVaeKind ? std::string("makes clips of one length (kind vae)")
                           : std::string("continues music event after event (kind rnn)");
  };
  return Error{ErrorCode::kInvalidArgument, "expected a model that " + what(kind) + "; \"" +
                                                package.id + "\" " + what(package.kind) +
                                                ". Choose another model, such as " +
                                                (kind == kVaeKind ? "mel_2bar." : "polyphony.")};
}

Result<Representation> parse_representation(std::string_view json) {
  const Json root = Json::parse(json.begin(), json.end(), nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return corrupt("this is not JSON");
  if (!root.is_object()) return corrupt("expected a JSON object");
  std::optional<Error> error;
  Representation representation = read_representation(root, error);
  if (error) return *error;
  return representation;
}

Result<void> verify_graph(const GraphFile& graph, const std::uint8_t* bytes, std::size_t size) {
  if (size != graph.size_bytes) {
    return Error{ErrorCode::kCorruptData, graph.file + ": expected " +
                                              std::to_string(graph.size_bytes) + " bytes, found " +
                                              std::to_string(size) + "." + kRemedy};
  }
  const std::string found = sha256_hex({bytes, size});
  if (found != graph.sha256) {
    return Error{ErrorCode::kCorruptData, graph.file + ": expected SHA-256 " + graph.sha256 +
                                              ", found " + found +
                                              ": the file was changed or damaged." + kRemedy};
  }
  return {};
}

}  // namespace segue

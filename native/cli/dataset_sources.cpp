// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_sources.h"

#include <fnmatch.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "native/cli/music_file.h"
#include "native/io/file.h"
#include "shared/base/sha256.h"

namespace segue {
namespace {

constexpr std::size_t kFewFiles = 30;  // hashes part more than these well enough

namespace fs = std::filesystem;

constexpr const char* kHeldoutFile = "heldout.txt";

/// Lines of a list, and which of them named a file.
class PathList {
 public:
  Result<void> add(const std::string& list) {
    const auto text = read_text_file(list);
    if (!text) return text.error();
    std::size_t begin = 0;
    while (begin < text->size()) {
      const std::size_t end = std::min(text->find('\n', begin), text->size());
      std::string line = text->substr(begin, end - begin);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!line.empty() && line.front() != '#') lines_.emplace(std::move(line), false);
      begin = end + 1;
    }
    return {};
  }
  bool names(const std::string& relative, const std::string& name) {
    bool found = false;
    for (const auto* text : {&relative, &name}) {
      const auto line = lines_.find(*text);
      if (line != lines_.end()) found = line->second = true;
    }
    return found;
  }
  std::size_t unused() const {
    return static_cast<std::size_t>(
        std::count_if(lines_.begin(), lines_.end(), [](const auto& line) { return !line.second; }));
  }

 private:
  std::map<std::string, bool> lines_;
};

/// The first 32 bits of the path's SHA-256 as a fraction: the same on every machine.
bool hash_below(const std::string& path, double ratio) {
  Sha256 hash;
  hash.update({reinterpret_cast<const std::uint8_t*>(path.data()), path.size()});
  const auto digest = hash.finish();
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | digest[i];
  return value / 4294967296.0 < ratio;
}

bool matches_any(const std::vector<std::string>& globs, const std::string& relative,
                 const std::string& name) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return ::fnmatch(glob.c_str(), relative.c_str(), 0) == 0 ||
           ::fnmatch(glob.c_str(), name.c_str(), 0) == 0;
  });
}

/// "a/b/" and "." have a name too.
std::string folder_name(const std::string& folder) {
  std::error_code code;
  const fs::path absolute = fs::weakly_canonical(folder, code);
  return code ? fs::path(folder).filename().string() : absolute.filename().string();
}

class SourceFinder {
 public:
  explicit SourceFinder(const SourceOptions& options) : options_(options) {}

  Result<Sources> find() {
    for (const auto& list : options_.heldout_lists) {
      if (auto added = heldout_.add(list); !added) return added.error();
    }
    for (const auto& list : options_.exclude_lists) {
      if (auto added = excluded_.add(list); !added) return added.error();
    }
    for (const auto& input : options_.inputs) {
      if (auto added = add_input(input); !added) return added.error();
    }
    note_unused(heldout_, "held-out");
    note_unused(excluded_, "exclusion");
    std::sort(sources_.files.begin(), sources_.files.end(),
              [](const SourceFile& a, const SourceFile& b) {
                return a.name != b.name ? a.name < b.name : a.path < b.path;
              });
    if (sources_.files.empty()) {
      return Error{ErrorCode::kInvalidArgument,
                   "no MIDI, ABC or MusicXML file (.mid .midi .smf .rmi .kar .abc .musicxml .xml "
                   ".mxl) to read, " +
                       std::to_string(sources_.excluded) +
                       " excluded; give a folder that holds some with --input"};
    }
    spare_most();
    return std::move(sources_);
  }

 private:
  // Of few files chance may hold out most: never more than one in ten, rounded up.
  void spare_most() {
    if (options_.eval_ratio >= 0 || !options_.heldout_lists.empty() || by_list_) return;
    if (sources_.files.size() > kFewFiles) return;
    const auto most = static_cast<std::size_t>(
        std::ceil(kDefaultEvalRatio * static_cast<double>(sources_.files.size())));
    std::size_t held_out = 0;
    for (auto& file : sources_.files) {
      if (file.held_out && ++held_out > most) file.held_out = false;
    }
  }

  Result<void> add_input(const std::string& input) {
    std::error_code code;
    if (fs::is_regular_file(input, code)) {
      const std::string name = fs::path(input).filename().string();
      add_file(input, name, name, nullptr);
      return {};
    }
    const auto listed = list_music_files(input);
    if (!listed) return listed.error();
    PathList own;
    const std::string own_list = (fs::path(input) / kHeldoutFile).string();
    const bool has_own = options_.heldout_lists.empty() && options_.eval_ratio < 0 &&
                         fs::is_regular_file(own_list, code);
    if (has_own) {
      by_list_ = true;
      if (auto added = own.add(own_list); !added) return added;
    }
    const std::string prefix = folder_name(input);
    for (const auto& relative : *listed) {
      add_file((fs::path(input) / relative).string(), relative, prefix + "/" + relative,
               has_own ? &own : nullptr);
    }
    if (has_own) {
      sources_.notes.push_back("held-out files of " + input + " as " + own_list + " says");
      note_unused(own, "held-out");
    } else if (options_.heldout_lists.empty() && options_.eval_ratio < 0) {
      sources_.notes.push_back("held out of " + input + ": one file in ten, by hash of its path");
    }
    return {};
  }

  void add_file(const std::string& path, const std::string& relative, const std::string& name,
                PathList* own) {
    bool held_out = false;  // asked first, so that a line for an excluded file counts as used
    if (own != nullptr) {
      held_out = own->names(relative, name);
    } else if (!options_.heldout_lists.empty()) {
      held_out = heldout_.names(relative, name);
    } else {
      held_out =
          hash_below(name, options_.eval_ratio >= 0 ? options_.eval_ratio : kDefaultEvalRatio);
    }
    const bool listed = excluded_.names(relative, name);
    if (listed || matches_any(options_.exclude_globs, relative, name)) {
      ++sources_.excluded;
      return;
    }
    sources_.files.push_back({path, name, held_out});
  }

  void note_unused(const PathList& list, const std::string& kind) {
    if (const auto count = list.unused(); count > 0) {
      sources_.notes.push_back(std::to_string(count) + " lines of the " + kind +
                               " lists name no file that is read");
    }
  }

  const SourceOptions& options_;
  PathList heldout_, excluded_;
  bool by_list_ = false;  // a heldout.txt in a folder
  Sources sources_;
};

}  // namespace

Result<Sources> find_sources(const SourceOptions& options) {
  if (options.eval_ratio > 1) {
    return Error{ErrorCode::kInvalidArgument, "--eval-ratio is " +
                                                  std::to_string(options.eval_ratio) +
                                                  ", a share from 0 to 1 is expected"};
  }
  return SourceFinder(options).find();
}

}  // namespace segue

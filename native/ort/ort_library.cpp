// SPDX-License-Identifier: Apache-2.0
#include "native/ort/ort_library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "native/ort/ort_api.h"
#include "native/ort/ort_backend.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

#if defined(__aarch64__)
constexpr const char* kNodeCpu = "arm64";
#else
constexpr const char* kNodeCpu = "x64";
#endif

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path cache_folder() {
  if (const auto own = environment("SEGUE_CACHE"); !own.empty()) return own;
  if (const auto xdg = environment("XDG_CACHE_HOME"); !xdg.empty()) return fs::path(xdg) / "segue";
  return fs::path(environment("HOME")) / ".cache" / "segue";
}

// node_modules of a clone: at the folder or above it, beside the folder's own web/ and tests/.
void add_node_modules(fs::path folder, std::vector<std::string>& found) {
  const fs::path inside = fs::path("node_modules/onnxruntime-node/bin/napi-v6/linux") / kNodeCpu /
                          "libonnxruntime.so.1";
  for (int depth = 0; depth < 6 && !folder.empty(); ++depth) {
    for (const char* part : {"", "web", "tests"}) {
      std::error_code ignored;
      const fs::path candidate = folder / part / inside;
      if (fs::exists(candidate, ignored)) found.push_back(candidate.string());
    }
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
}

const OrtApi* api_of(void* library, std::string& version) {
  using GetApiBase = const OrtApiBase* (*)();
  const auto get_api_base = reinterpret_cast<GetApiBase>(dlsym(library, "OrtGetApiBase"));
  if (!get_api_base) return nullptr;
  const OrtApiBase* base = get_api_base();
  version = base->GetVersionString();
  return base->GetApi(kOrtApiVersion);
}

Error nothing_found(const std::string& tried) {
  return {
      ErrorCode::kNotFound,
      "ONNX Runtime's library (libonnxruntime.so) was not found. Run native/setup, or install ONNX "
      "Runtime 1.17 or newer and set SEGUE_ORT_LIB to its libonnxruntime.so. Tried:" +
          tried};
}

}  // namespace

std::vector<std::string> ort_library_candidates() {
  if (const auto chosen = environment("SEGUE_ORT_LIB"); !chosen.empty()) return {chosen};
  std::vector<std::string> found = {"libonnxruntime.so", "libonnxruntime.so.1"};
  std::error_code error;
  if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error) {
    add_node_modules(program.parent_path(), found);
  }
  if (const fs::path here = fs::current_path(error); !error) add_node_modules(here, found);
  found.push_back((cache_folder() / "onnxruntime-1.30.0" / "lib" / "libonnxruntime.so.1").string());
  return found;
}

namespace detail {

Result<OrtLibrary> open_ort_library(const std::string& path) {
  static std::mutex mutex;
  static std::optional<OrtLibrary> opened;  // the C++ interface is initialised once in a process
  const std::lock_guard lock(mutex);
  if (opened) return *opened;

  std::string tried;
  const auto candidates = path.empty() ? ort_library_candidates() : std::vector<std::string>{path};
  for (const std::string& candidate : candidates) {
    void* library = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      const char* reason = dlerror();
      tried += "\n  " + std::string(reason ? reason : candidate.c_str());
      continue;
    }
    OrtLibrary result{candidate, ""};
    if (const OrtApi* api = api_of(library, result.version)) {
      Ort::InitApi(api);
      opened = result;
      return result;
    }
    tried += "\n  " + candidate + ": " +
             (result.version.empty() ? "this is not ONNX Runtime"
                                     : "version " + result.version + " is too old");
    dlclose(library);
  }
  return nothing_found(tried);
}

}  // namespace detail
}  // namespace segue

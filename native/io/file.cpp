// SPDX-License-Identifier: Apache-2.0
// Reading files and folders: POSIX calls for bytes (their errno names the reason), <filesystem> for
// folders.
#include "native/io/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>

namespace segue {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadChunk = 1 << 16;

Error read_error(const std::string& path, int code) {
  return {code == ENOENT || code == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo,
          "cannot read " + path + ": " + std::strerror(code)};
}

/// Bytes go to `Buffer`, a vector of bytes or a string. /dev/stdin and pipes have no size: read to
/// the end, or to `most` bytes.
template <class Buffer>
Result<Buffer> read_whole(const std::string& path, std::size_t most = SIZE_MAX) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return read_error(path, errno);
  Buffer bytes;
  struct stat info {};
  if (::fstat(file, &info) == 0 && S_ISREG(info.st_mode)) {
    bytes.reserve(std::min(static_cast<std::size_t>(info.st_size), most) + 1);
  }
  std::size_t size = 0;
  int code = 0;
  while (size < most) {
    bytes.resize(std::max(size + kReadChunk, std::min(bytes.capacity(), size * 2)));
    const ssize_t count = ::read(file, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) code = errno;
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
  }
  ::close(file);
  if (code != 0) return read_error(path, code);
  bytes.resize(std::min(size, most));
  return bytes;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_file(const std::string& path) {
  return read_whole<std::vector<std::uint8_t>>(path);
}

Result<std::vector<std::uint8_t>> read_file_start(const std::string& path, std::size_t count) {
  return read_whole<std::vector<std::uint8_t>>(path, count);
}

Result<std::string> read_text_file(const std::string& path) {
  return read_whole<std::string>(path);
}

Result<std::vector<std::string>> list_files(
    const std::string& folder, const std::function<bool(std::string_view path)>& wanted) {
  std::error_code code;
  const auto fail = [&](const fs::path& where) {
    return Error{
        code == std::errc::no_such_file_or_directory ? ErrorCode::kNotFound : ErrorCode::kIo,
        "cannot list the folder " + where.string() + ": " + code.message()};
  };
  std::vector<std::string> paths;
  fs::recursive_directory_iterator walk(folder, code);
  if (code) return fail(folder);
  for (; walk != fs::recursive_directory_iterator(); walk.increment(code)) {
    if (code) return fail(folder);
    std::error_code ignored;  // a dangling link is simply not a file
    if (wanted(walk->path().native()) && walk->is_regular_file(ignored)) {
      paths.push_back(walk->path().lexically_relative(folder).generic_string());
    }
  }
  if (code) return fail(folder);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace segue

// SPDX-License-Identifier: Apache-2.0
// Write aside, fsync, rename, fsync of the folder.
#include "native/io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace segue {
namespace {

constexpr mode_t kNewFileMode = 0666;  // less the user's umask

Error io_error(const std::string& what, const std::string& path, int code) {
  std::string message = "cannot " + what + " " + path + ": " + std::strerror(code);
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
    message += "; free some space or choose another place, nothing was changed";
  }
  return {ErrorCode::kIo, std::move(message)};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Unique in this folder for as long as the process lives, so that two writers never share one.
std::string name_aside(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return path + "." + std::to_string(::getpid()) + "." + std::to_string(counter++) + ".partial";
}

Error already_there(const std::string& path) {
  return {
      ErrorCode::kInvalidArgument,
      path + " exists already; remove it, choose another name, or allow replacing it (--force)"};
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  /// Some file systems report a failed write only here. Returns 0 or errno.
  int close() {
    const int result = ::close(value_) == 0 ? 0 : errno;
    value_ = -1;
    return result;
  }

 private:
  int value_;
};

Result<void> write_all(const std::string& path, std::span<const std::uint8_t> bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFileMode));
  if (file.get() < 0) return io_error("write", path, errno);
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error("write", path, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  if (const int code = file.close(); code != 0) return io_error("write", path, code);
  return {};
}

Result<void> sync_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return io_error("write", path, errno);
  return {};
}

/// Puts `aside` in its place. Without `overwrite` by link(), which never replaces, so that a file
/// which appeared in the meantime is kept; file systems without links fall back to rename().
Result<void> move_into_place(const std::string& aside, const std::string& path,
                             Overwrite overwrite) {
  if (overwrite == Overwrite::kNo) {
    if (::link(aside.c_str(), path.c_str()) == 0) {
      ::unlink(aside.c_str());
      return {};
    }
    if (errno == EEXIST) return already_there(path);
  }
  if (::rename(aside.c_str(), path.c_str()) != 0) return io_error("write", path, errno);
  return {};
}

Result<void> check_present_folder(const std::string& folder) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return io_error("write into the folder", folder, errno);
  if (!S_ISDIR(info.st_mode)) return io_error("write into the folder", folder, ENOTDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return io_error("write into the folder", folder, errno);
  }
  return {};
}

}  // namespace

Result<void> check_writable(const std::string& path, Overwrite overwrite) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return io_error("write", path, EISDIR);
    if (!S_ISREG(info.st_mode)) {  // renaming would replace the device itself
      return Error{ErrorCode::kInvalidArgument,
                   path + " is a device or a pipe; give the name of an ordinary file"};
    }
    if (overwrite == Overwrite::kNo) return already_there(path);
  }
  return check_present_folder(folder_of(path));
}

Result<void> check_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::path there = fs::absolute(folder);
  while (!fs::exists(there, ignored) && there.has_relative_path()) there = there.parent_path();
  return check_present_folder(there.string());
}

Result<void> make_folder(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return io_error("make the folder", folder, failed.value());
  return {};
}

Result<void> write_file_aside(const std::string& path, Overwrite overwrite,
                              const std::function<Result<void>(const std::string&)>& write) {
  if (auto writable = check_writable(path, overwrite); !writable) return writable;
  const std::string aside = name_aside(path);
  Result<void> result = write(aside);
  if (result.ok()) result = sync_file(aside);
  if (result.ok()) result = move_into_place(aside, path, overwrite);
  if (!result.ok()) {
    ::unlink(aside.c_str());
    // The user knows the file by its own name.
    Error error = result.error();
    if (const auto at = error.message.find(aside); at != std::string::npos) {
      error.message.replace(at, aside.size(), path);
    }
    return error;
  }
  // The name itself must survive a power cut. Some file systems cannot sync a folder: not an error.
  Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return {};
}

Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes,
                        Overwrite overwrite) {
  return write_file_aside(path, overwrite,
                          [bytes](const std::string& aside) { return write_all(aside, bytes); });
}

Result<void> write_file(const std::string& path, std::string_view text, Overwrite overwrite) {
  return write_file(
      path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), overwrite);
}

}  // namespace segue

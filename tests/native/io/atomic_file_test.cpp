// SPDX-License-Identifier: Apache-2.0
#include "native/io/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "native/io/file.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

/// Writing beyond `bytes` fails as on a full disk (EFBIG instead of ENOSPC) while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST(AtomicFile, ItAppearsWholeAndAlone) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a", "hello").ok());
  EXPECT_EQ(*read_text_file(folder / "a"), "hello");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, ItIsReplacedOnlyWhenTold) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a", "old").ok());
  const auto refused = write_file(folder / "a", "new");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().message.find("--force"), std::string::npos);
  EXPECT_EQ(*read_text_file(folder / "a"), "old");
  ASSERT_TRUE(write_file(folder / "a", "new", Overwrite::kYes).ok());
  EXPECT_EQ(*read_text_file(folder / "a"), "new");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, AFullDiskIsAnErrorAndTheOldFileStays) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "a", "old").ok());
  const std::string large(100000, 'x');
  const FileSizeLimit limit(4096);
  const auto result = write_file(folder / "a", large, Overwrite::kYes);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kIo);
  EXPECT_NE(result.error().message.find("free some space"), std::string::npos);
  EXPECT_NE(result.error().message.find(folder / "a: "), std::string::npos) << "its own name";
  EXPECT_EQ(result.error().message.find(".partial"), std::string::npos) << result.error().message;
  EXPECT_EQ(*read_text_file(folder / "a"), "old");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, AFailedWriterLeavesNothing) {
  const TemporaryFolder folder;
  const auto result = write_file_aside(folder / "a", Overwrite::kNo, [](const std::string& aside) {
    EXPECT_TRUE(write_file(aside, "half").ok());
    return Result<void>(Error{ErrorCode::kRuntime, "stopped"});
  });
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "stopped");
  EXPECT_TRUE(folder.names().empty());
}

TEST(AtomicFile, AFileThatAppearsMeanwhileIsKept) {
  const TemporaryFolder folder;
  const auto result = write_file_aside(folder / "a", Overwrite::kNo, [&](const std::string& aside) {
    EXPECT_TRUE(write_file(folder / "a", "theirs").ok());
    return write_file(aside, "ours");
  });
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(*read_text_file(folder / "a"), "theirs");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, FoldersThatCannotTakeItAreErrors) {
  const TemporaryFolder folder;
  EXPECT_FALSE(write_file(folder / "none/a", "x").ok());
  EXPECT_FALSE(write_file(folder.path(), "x", Overwrite::kYes).ok());  // a folder itself
  const auto device = check_writable("/dev/full", Overwrite::kYes);
  ASSERT_FALSE(device.ok());
  EXPECT_NE(device.error().message.find("ordinary file"), std::string::npos);
  ASSERT_TRUE(write_file(folder / "file", "x").ok());
  EXPECT_FALSE(write_file(folder / "file/a", "x").ok());
  if (::geteuid() != 0) {  // root may write anywhere
    ::chmod(folder.path().c_str(), 0500);
    const auto result = check_writable(folder / "a", Overwrite::kNo);
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().message.find("Permission denied"), std::string::npos);
  }
}

}  // namespace
}  // namespace segue

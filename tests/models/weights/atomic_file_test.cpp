// SPDX-License-Identifier: MIT
// Files appear whole or not at all.
#include "models/weights/atomic_file.h"

#include <csignal>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::message_of;
using tests::TemporaryFolder;

TEST(AtomicFile, AppearsOnCommitOnly) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "a.txt");
  file.write("hello");
  EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
  file.commit();
  EXPECT_EQ(tests::read_text(folder / "a.txt"), "hello");
  EXPECT_EQ(tests::count_files(folder.path()), 1u);
}

// A writer that is interrupted must leave the old file as it was.
TEST(AtomicFile, KeepsTheOldFileWithoutCommit) {
  const TemporaryFolder folder;
  tests::write_text(folder / "a.txt", "old");
  { AtomicFile(folder / "a.txt").write("new"); }
  EXPECT_EQ(tests::read_text(folder / "a.txt"), "old");
  EXPECT_EQ(tests::count_files(folder.path()), 1u);
}

TEST(AtomicFile, NamesFileAndRemedyWhenTheFolderIsMissing) {
  const TemporaryFolder folder;
  const std::string message =
      message_of([&] { AtomicFile(folder / "no/a.txt"); });
  EXPECT_NE(message.find("no/a.txt"), std::string::npos) << message;
  EXPECT_NE(message.find("make the folder first"), std::string::npos);
}

/// While it lives, files may not grow beyond `bytes`: writes fail half-way, as
/// on a full disk.
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
  void (*handler_)(int);
};

TEST(AtomicFile, AWriteThatFailsHalfWayLeavesTheOldFile) {
  const TemporaryFolder folder;
  tests::write_text(folder / "a.txt", "old");
  const std::string message = message_of([&] {
    AtomicFile file(folder / "a.txt");
    const FileSizeLimit limit(1000);
    file.write(std::string(5000, 'x'));
    file.commit();
  });
  EXPECT_NE(message.find("cannot write '" + (folder / "a.txt").string()),
            std::string::npos)
      << message;
  EXPECT_EQ(tests::read_text(folder / "a.txt"), "old");
  EXPECT_EQ(tests::count_files(folder.path()), 1u);
}

}  // namespace
}  // namespace p2p

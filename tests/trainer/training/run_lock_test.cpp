// SPDX-License-Identifier: MIT
// One run, one process.
#include "trainer/training/run_lock.h"

#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

TEST(RunLock, IsHeldUntilItGoes) {
  const tests::TemporaryFolder folder;
  {
    const RunLock first(folder / "");
    const std::string message =
        tests::message_of([&] { const RunLock second(folder / ""); });
    EXPECT_TRUE(tests::contains(
        message, "is being trained by process " + std::to_string(::getpid())));
  }
  EXPECT_EQ(tests::message_of([&] { const RunLock third(folder / ""); }), "");
}

TEST(RunLock, OfAFolderThatIsNotThere) {
  const tests::TemporaryFolder folder;
  EXPECT_TRUE(tests::contains(
      tests::message_of([&] { const RunLock lock(folder / "none"); }), "none"));
}

}  // namespace
}  // namespace p2p

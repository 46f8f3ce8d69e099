// SPDX-License-Identifier: MIT
// Which checkpoints are found, kept and removed.
#include "trainer/training/run_folder.h"

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

class Folder : public ::testing::Test {
 protected:
  Folder() : run_(temporary_ / "run") {
    run_.create();
    for (const int64_t steps : {90, 1000, 9, 100})
      tests::write_text(run_.checkpoint(steps), "");
    tests::write_text(run_.before_settling(), "");
  }

  tests::TemporaryFolder temporary_;
  RunFolder run_;
};

TEST_F(Folder, NewestIsTheOneOfMostSteps) {
  EXPECT_EQ(run_.newest_checkpoint(), run_.checkpoint(1000));
  EXPECT_EQ(run_.checkpoints().size(), 4u);
  EXPECT_EQ(RunFolder(temporary_ / "other").newest_checkpoint(), std::nullopt);
}

TEST_F(Folder, PruningKeepsTheNewestAndTheOneBeforeSettling) {
  run_.prune(2);
  EXPECT_EQ(run_.checkpoints(),
            (std::vector{run_.checkpoint(100), run_.checkpoint(1000)}));
  EXPECT_TRUE(std::filesystem::exists(run_.before_settling()));
  run_.prune(5);
  EXPECT_EQ(run_.checkpoints().size(), 2u);
}

TEST_F(Folder, DropsWhatComesAfter) {
  run_.drop_after(90);
  EXPECT_EQ(run_.newest_checkpoint(), run_.checkpoint(90));
}

TEST_F(Folder, RemovesWhatAKilledProcessLeft) {
  for (const auto& file : {run_.checkpoint(7), run_.sheet(1), run_.model()}) {
    const auto half = file.parent_path() / ".tmp-1-half";
    tests::write_text(half, "");
    run_.clean();
    EXPECT_FALSE(std::filesystem::exists(half)) << half;
  }
}

TEST_F(Folder, ThatCannotBeMadeIsNamed) {
  tests::write_text(temporary_ / "file", "");
  EXPECT_TRUE(tests::contains(
      tests::message_of([&] { RunFolder(temporary_ / "file").create(); }),
      (temporary_ / "file").string()));
}

}  // namespace
}  // namespace p2p

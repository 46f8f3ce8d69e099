// SPDX-License-Identifier: MIT
// No line is lost or doubled when a run goes on.
#include "trainer/training/loss_file.h"

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

class LossFileTest : public ::testing::Test {
 protected:
  void write(int first, int last, int64_t from,
             const char* name = "G_L1") const {
    LossFile file(path_, from);
    for (int step = first; step <= last; ++step)
      file.add(step, 1, 2e-4, {{name, step / 8.0}, {"g_loss", 100.0 * step}});
    file.sync();
  }
  std::string text() const { return tests::read_text(path_); }

  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "losses.csv";
};

constexpr const char* kThree =
    "step,epoch,lr,G_L1,g_loss\n"
    "1,1,0.0002,0.125,100\n"
    "2,1,0.0002,0.25,200\n"
    "3,1,0.0002,0.375,300\n";

TEST_F(LossFileTest, OneLineAStep) {
  write(1, 3, 0);
  EXPECT_EQ(text(), kThree);
}

// Killed after step 5, the last checkpoint of step 2: what came after it is
// computed again.
TEST_F(LossFileTest, GoesOnAfterTheStepOfTheCheckpoint) {
  write(1, 5, 0);
  write(3, 3, 2);
  EXPECT_EQ(text(), kThree);
}

TEST_F(LossFileTest, ALineThatWasNotFinishedIsCutOff) {
  tests::write_text(path_, std::string(kThree).substr(0, 61));
  write(2, 3, 2);
  EXPECT_EQ(text(), kThree);
}

TEST_F(LossFileTest, ANewRunBeginsAnew) {
  write(1, 5, 0, "G_BCE");
  write(1, 3, 0);
  EXPECT_EQ(text(), kThree);
}

// A later version of the program may have other losses.
TEST_F(LossFileTest, OtherColumnsGetAHeadingOfTheirOwn) {
  write(1, 1, 0);
  write(2, 2, 1, "G_BCE");
  EXPECT_EQ(text(),
            "step,epoch,lr,G_L1,g_loss\n1,1,0.0002,0.125,100\n"
            "step,epoch,lr,G_BCE,g_loss\n2,1,0.0002,0.25,200\n");
}

TEST_F(LossFileTest, AFolderThatIsNotThereIsNamed) {
  const std::string message =
      tests::message_of([this] { LossFile(folder_ / "no/losses.csv", 0); });
  EXPECT_TRUE(tests::contains(message, "no/losses.csv"));
  EXPECT_TRUE(tests::contains(message, "choose another --runs-dir"));
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// What is said of words that nobody knows.
#include "trainer/commands/unknown_words.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/words.h"

namespace p2p {
namespace {

using tests::contains;

class UnknownWords : public ::testing::Test {
 protected:
  UnknownWords() { add_train_command(app_); }
  std::string of_train(const std::vector<std::string>& words) const {
    return unknown_option(*app_.get_subcommand("train"), words);
  }

  CLI::App app_;
};

TEST_F(UnknownWords, AnOptionThatIsWrittenOtherwise) {
  EXPECT_EQ(
      of_train({"--n-epochs", "3"}),
      "--n-epochs is no option of 'train'; it is written --n_epochs here");
  EXPECT_TRUE(contains(of_train({"--Batch-Size=3"}), "--batch_size here"));
}

TEST_F(UnknownWords, AnOptionOfTheOriginal) {
  EXPECT_TRUE(contains(of_train({"--gpu_ids", "0"}), "--device cuda:0"));
}

TEST_F(UnknownWords, OthersAreNamed) {
  EXPECT_EQ(of_train({"--frobnicate"}),
            "--frobnicate is no option of 'train'; 'pix2pix-trainer train "
            "--help' lists all");
  EXPECT_EQ(of_train({"there"}), "'there' is one word too many for 'train'");
}

TEST_F(UnknownWords, Commands) {
  EXPECT_EQ(unknown_command(app_, "train"), "");
  EXPECT_EQ(unknown_command(app_, "Train"),
            "'Train' is no command; known: train");
}

TEST(Words, StandForValues) {
  enum class Fruit { kApple, kPear };
  CLI::App app;
  Fruit fruit = Fruit::kApple;
  app.add_option("--fruit", fruit)
      ->transform(
          words<Fruit>({{"apple", Fruit::kApple}, {"pear", Fruit::kPear}}));
  app.parse("--fruit pear");
  EXPECT_EQ(fruit, Fruit::kPear);
  for (const char* wrong : {"--fruit plum", "--fruit 1"})
    EXPECT_TRUE(contains(tests::message_of([&] { app.parse(wrong); }),
                         "is unknown; known: apple, pear"))
        << wrong;
}

}  // namespace
}  // namespace p2p

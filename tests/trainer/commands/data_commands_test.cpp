// SPDX-License-Identifier: MIT
// check and pairs as they are typed.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/commands/commands.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

class DataCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name :
         {"B/x_b.png", "B/y_b.png", "A/x_a.png", "A/y_a.png"})
      write(name, name[0] == 'A' ? 50 : 100);
  }
  void write(const std::string& name, int value) {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    write_picture(path, torch::full({20, 24, 3}, value, torch::kByte));
  }
  std::string at(const std::string& name) const {
    return (folder_ / name).string();
  }
  /// What the command throws, or "".
  std::string run(std::vector<std::string> words) {
    CLI::App app;
    add_check_command(app);
    add_pairs_command(app);
    std::reverse(words.begin(), words.end());
    return tests::message_of([&] { app.parse(words); });
  }
  Pair only_pair(const std::string& root, const std::string& phase) const {
    const PairSourcePtr pairs = open_pairs({.dataroot = folder_ / root}, phase);
    EXPECT_EQ(pairs->size(), 1u) << phase;
    return pairs->get(0);
  }

  tests::TemporaryFolder folder_;
};

TEST_F(DataCommands, PairsJoinsFoldersAndSplits) {
  EXPECT_EQ(run({"pairs", "--a-dir", at("A"), "--b-dir", at("B"), "--out",
                 at("out"), "--val-every", "2"}),
            "");
  EXPECT_EQ(only_pair("out", "train").a[0][0][0].item<int>(), 50);
  EXPECT_EQ(only_pair("out", "val").b[0][0][0].item<int>(), 100);
  EXPECT_EQ(run({"check", "--dataroot", at("out")}), "");
}

TEST_F(DataCommands, PairsKeepsPhasesAndMakesInputs) {
  write("photos/train/p.png", 80);
  write("photos/val/q.png", 90);
  EXPECT_EQ(run({"pairs", "--b-dir", at("photos"), "--make", "blank", "--hole",
                 "0.5", "--size", "32", "--out", at("made")}),
            "");
  const Pair pair = only_pair("made", "val");
  EXPECT_EQ(pair.a.sizes(), (std::vector<int64_t>{32, 32, 3}));
  EXPECT_EQ(pair.a[16][16][0].item<int>(), 255);
  EXPECT_EQ(pair.a[0][0][0].item<int>(), 90);
  EXPECT_EQ(pair.b[16][16][0].item<int>(), 90);
}

TEST_F(DataCommands, PairsLosesNoneAndMixesNone) {
  write("photos/p.png", 80);
  write("photos/p.tif", 90);
  const std::vector<std::string> words = {
      "pairs", "--b-dir", at("photos"), "--make", "grey", "--out", at("made")};
  EXPECT_EQ(run(words), "");
  EXPECT_EQ(open_pairs({.dataroot = folder_ / "made"}, "train")->size(), 2u);
  EXPECT_NE(run(words).find("is not empty"), std::string::npos);
}

TEST_F(DataCommands, PairsRefusals) {
  EXPECT_NE(run({"pairs", "--b-dir", at("B"), "--out", at("out")})
                .find("give either --a-dir, or --make"),
            std::string::npos);
  EXPECT_NE(
      run({"pairs", "--b-dir", at("B"), "--make", "grey", "--out", at("B")})
          .find("where the pictures come from"),
      std::string::npos);
  write("A/z_a.png", 1);
  EXPECT_NE(
      run({"pairs", "--a-dir", at("A"), "--b-dir", at("B"), "--out", at("out")})
          .find("1 picture without partner"),
      std::string::npos);
}

TEST_F(DataCommands, CheckCountsProblems) {
  tests::write_text(folder_ / "B/x_b.png", "no picture");
  write("A/lonely_a.png", 1);
  EXPECT_EQ(run({"check", "--a-dir", at("A"), "--b-dir", at("B")}),
            "2 problems with the data, listed above");
}

TEST_F(DataCommands, CheckDrawsWhatTrainingWillSee) {
  EXPECT_EQ(run({"check", "--a-dir", at("A"), "--b-dir", at("B"), "--crop_size",
                 "16", "--load_size", "20", "--augment-rotation", "10",
                 "--sheet", at("sheet.png")}),
            "");
  // Two rows of three epochs, A and B each, and the rims between.
  const torch::Tensor sheet = read_picture(folder_ / "sheet.png", 3);
  EXPECT_EQ(sheet.sizes(), (std::vector<int64_t>{2 * 16 + 4, 6 * 16 + 20, 3}));
}

}  // namespace
}  // namespace p2p

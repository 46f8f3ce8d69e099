// SPDX-License-Identifier: MIT
// masks, and the options of holes, as they are typed.
#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/hole_arguments.h"
#include "trainer/data/picture_files.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

class MasksCommand : public ::testing::Test {
 protected:
  std::string at(const std::string& name) const {
    return (folder_ / name).string();
  }
  /// What the command throws, or "".
  static std::string run(std::vector<std::string> words) {
    CLI::App app;
    add_masks_command(app);
    std::reverse(words.begin(), words.end());
    return tests::message_of([&] { app.parse(words); });
  }

  tests::TemporaryFolder folder_;
};

TEST_F(MasksCommand, WritesEquallyManyOfEachBucket) {
  ASSERT_EQ(run({"masks", at("out"), "--count", "12", "--size", "48x32"}), "");
  std::istringstream table(tests::read_text(folder_ / "out/masks.csv"));
  std::string line;
  std::getline(table, line);
  EXPECT_EQ(line, "file,ratio,bucket,border");
  for (int i = 0; std::getline(table, line); ++i) {
    const std::string name = line.substr(0, line.find(','));
    const torch::Tensor mask = read_picture(folder_ / ("out/" + name), 1);
    EXPECT_EQ(mask.sizes(), (std::vector<int64_t>{32, 48, 1}));
    EXPECT_EQ(ratio_bucket(hole_ratio(mask)), i / 2);
    EXPECT_EQ(touches_border(mask), i % 2 == 0);
    char wanted[64];
    std::snprintf(wanted, sizeof wanted, "%05d.png,%.6f,%d,%s", i,
                  hole_ratio(mask), i / 2, i % 2 == 0 ? "yes" : "no");
    EXPECT_EQ(line, wanted);
  }
  EXPECT_EQ(tests::count_files(folder_ / "out"), 13u);
  EXPECT_EQ(tests::count_files(folder_.path()), 1u);
}

TEST_F(MasksCommand, SeedDecides) {
  for (const char* name : {"a", "b"})
    ASSERT_EQ(run({"masks", at(name), "--count", "1", "--ratios", "5,20",
                   "--size", "32", "--seed", "9", "--border", "no"}),
              "");
  ASSERT_EQ(run({"masks", at("c"), "--count", "1", "--ratios", "5,20", "--size",
                 "32", "--seed", "8", "--border", "no"}),
            "");
  const auto mask = [this](const std::string& name) {
    return read_picture(folder_ / (name + "/00000.png"), 1);
  };
  EXPECT_TRUE(mask("a").equal(mask("b")));
  EXPECT_FALSE(mask("a").equal(mask("c")));
}

TEST_F(MasksCommand, AugmentsMasksOfAFolder) {
  std::filesystem::create_directory(folder_ / "from");
  torch::Tensor mask = torch::full({64, 64, 1}, 255, torch::kByte);
  mask.slice(0, 24, 40).slice(1, 24, 40).fill_(0);
  write_picture(folder_ / "from/x.png", mask);
  ASSERT_EQ(run({"masks", at("out"), "--from", at("from"), "--mask-polarity",
                 "black", "--count", "4", "--size", "64", "--ratios", "2,20",
                 "--border", "no"}),
            "");
  const double ratio = hole_ratio(read_picture(folder_ / "out/00003.png", 1));
  EXPECT_GT(ratio, 0.02);
  EXPECT_LE(ratio, 0.2);
}

TEST_F(MasksCommand, RefusesAndLeavesNothing) {
  tests::write_text(folder_ / "mine.txt", "kept");
  EXPECT_TRUE(tests::contains(run({"masks", folder_.path().string()}),
                              "exists and is no empty folder"));
  EXPECT_TRUE(tests::contains(run({"masks", at("out"), "--size", "8"}),
                              "--size is '8': wanted"));
  EXPECT_TRUE(tests::contains(run({"masks", at("out"), "--size", "64x"}),
                              "--size is '64x': wanted"));
  EXPECT_TRUE(tests::contains(run({"masks", at("out"), "--ratios", "20,10"}),
                              "--ratios wants"));
  EXPECT_TRUE(tests::contains(run({"masks", at("out"), "--count", "5"}),
                              "less than one mask for each of 6"));
  // The second bucket is out of reach when holes keep off the border.
  EXPECT_TRUE(
      tests::contains(run({"masks", at("out"), "--count", "2", "--size", "32",
                           "--ratios", "10,80,100", "--border", "no"}),
                      "no mask of 80 to 100 % of holes away from the border"));
  EXPECT_EQ(tests::count_files(folder_.path()), 1u);
}

HoleOptions parsed(std::vector<std::string> words) {
  CLI::App app;
  HoleOptions options;
  add_hole_arguments(app, options);
  std::reverse(words.begin(), words.end());
  app.parse(words);
  return options;
}

TEST(HoleArguments, SayWhatIsTyped) {
  const HoleOptions none = parsed({});
  EXPECT_EQ(none.source, "none");
  EXPECT_TRUE(none.range.border && none.augment && !none.black_is_hole);
  const HoleOptions all = parsed({"--holes", "masks", "--hole-ratio", "10",
                                  "25", "--no-hole-border", "--mask-polarity",
                                  "black", "--no-hole-augment"});
  EXPECT_EQ(all.source, "masks");
  EXPECT_DOUBLE_EQ(all.range.least, 0.1);
  EXPECT_DOUBLE_EQ(all.range.most, 0.25);
  EXPECT_TRUE(!all.range.border && !all.augment && all.black_is_hole);
}

TEST(HoleArguments, TheLastRatioCounts) {
  const HoleOptions last =
      parsed({"--hole-ratio", "10", "25", "--hole-ratio", "30", "40"});
  EXPECT_DOUBLE_EQ(last.range.least, 0.3);
  EXPECT_DOUBLE_EQ(last.range.most, 0.4);
}

TEST(HoleArguments, Refusals) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--hole-ratio", "30", "20"},
        {"--hole-ratio", "0", "101"},
        {"--hole-ratio", "30"},
        {"--mask-polarity", "grey"}})
    EXPECT_NE(tests::message_of([&] { parsed(words); }), "") << words[0];
}

}  // namespace
}  // namespace p2p

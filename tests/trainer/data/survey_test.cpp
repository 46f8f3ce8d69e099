// SPDX-License-Identifier: MIT
// A data set with everything wrong, and one with nothing.
#include "trainer/data/survey.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

constexpr int kLoad = 20, kCrop = 16;

class SurveyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!can_read_picture_files()) GTEST_SKIP() << "built without OpenCV";
    for (const char* side : {"A", "B"})
      std::filesystem::create_directories(folder_ / side);
  }
  void write(const std::string& name, int height, int width) {
    write_picture(folder_ / name,
                  torch::full({height, width, 3}, 9, torch::kByte));
  }
  DataOptions folders() const {
    return {.dataroot = {}, .a_dir = folder_ / "A", .b_dir = folder_ / "B"};
  }
  static bool complains(const Survey& survey, const std::string& text) {
    for (const std::string& problem : survey.problems)
      if (problem.find(text) != std::string::npos) return true;
    return false;
  }

  tests::TemporaryFolder folder_;
};

TEST_F(SurveyTest, NothingWrong) {
  for (const char* name :
       {"A/1_in.png", "A/2_in.png", "B/1_out.png", "B/2_out.png"})
    write(name, 18, 24);
  const Survey survey = survey_data(folders(), "train", kLoad, kCrop);
  EXPECT_TRUE(survey.problems.empty()) << survey.problems.front();
  EXPECT_EQ(survey.pairs, 2u);
  EXPECT_EQ(survey.a.at("24x18 RGB 8 bit"), 2u);
  EXPECT_EQ(survey.rule, "affix");
  EXPECT_EQ(survey.bytes, 2u * 2 * 3 * kLoad * kLoad);
  EXPECT_EQ(to_text(survey).find("train: 2 pairs"), 0u) << to_text(survey);
}

TEST_F(SurveyTest, EverythingWrongIsTold) {
  for (const char* name : {"A/1.png", "B/1.png", "A/2.png", "A/3.png",
                           "A/lonely.png", "A/small.png", "B/small.png"})
    write(name, 18, 24);
  write("B/2.png", 18, 23);
  write("A/small.png", 10, 10);
  write("B/small.png", 10, 10);
  tests::write_text(folder_ / "B/3.png", "no picture");
  DataOptions options = folders();
  options.preprocess = Preprocess::kCrop;
  const Survey survey = survey_data(options, "train", kLoad, kCrop);
  EXPECT_EQ(survey.pairs, 1u);
  EXPECT_EQ(survey.problems.size(), 4u) << to_text(survey);
  EXPECT_TRUE(complains(survey, "lonely.png' has no partner in"));
  EXPECT_TRUE(complains(survey, "sizes differ, 24x18 RGB 8 bit and 23x18"));
  EXPECT_TRUE(complains(survey, "3.png': it is damaged or not a picture"));
  EXPECT_TRUE(complains(survey, "a crop of 16 does not fit into 10x10"));
}

TEST_F(SurveyTest, EmptyFoldersAndChannels) {
  EXPECT_TRUE(complains(survey_data(folders(), "train", kLoad, kCrop),
                        "no whole pair in 'train'"));
  write("A/1.png", 20, 20);
  write("B/1.png", 20, 20);
  DataOptions options = folders();
  options.channels.a = 4;
  EXPECT_TRUE(complains(survey_data(options, "train", kLoad, kCrop),
                        "A has 3 and B 3 channels, wanted are 4 and 3"));
}

TEST_F(SurveyTest, PackedDataSets) {
  write("A/1.png", 20, 20);
  write("B/1.png", 20, 20);
  write_packed(folder_ / "train.safetensors", *open_pairs(folders(), "train"));
  const Survey survey =
      survey_data({.dataroot = folder_.path()}, "train", kLoad, kCrop);
  EXPECT_TRUE(survey.problems.empty());
  EXPECT_EQ(survey.b.at("20x20 RGB 8 bit"), 1u);
}

}  // namespace
}  // namespace p2p

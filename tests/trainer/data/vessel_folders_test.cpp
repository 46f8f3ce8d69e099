// SPDX-License-Identifier: MIT
// Published sets are read as they come, split as their readers split them.
#include "trainer/data/vessel_folders.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/field_of_view.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/survey.h"

namespace p2p {
namespace {

using tests::contains;
using tests::message_of;
using Path = std::filesystem::path;

constexpr int kSide = 64;

/// A disc of light, a frame around it.
torch::Tensor fundus() {
  const torch::Tensor at = torch::arange(kSide) - (kSide - 1) / 2.0;
  const torch::Tensor square = at.square();
  const torch::Tensor inside =
      (square.unsqueeze(0) + square.unsqueeze(1)).lt(28.0 * 28.0);
  return (inside.to(torch::kFloat) * 150 + 3)
      .to(torch::kByte)
      .unsqueeze(2)
      .expand({kSide, kSide, 3})
      .contiguous();
}

torch::Tensor mask(int value) {
  return torch::full({kSide, kSide, 1}, value, torch::kByte);
}

class VesselFoldersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!can_read_picture_files()) GTEST_SKIP() << "built without OpenCV";
  }
  void write(const std::string& name, const torch::Tensor& picture) const {
    const Path path = root_ / name;
    std::filesystem::create_directories(path.parent_path());
    write_picture(path, path.extension() == ".ppm"
                            ? picture.expand({-1, -1, 3}).contiguous()
                            : picture);
  }
  /// A photograph, its vessels of grey `value`, perhaps a field of view.
  void write_pair(const std::string& a, const std::string& b, int value,
                  const std::string& region = "") const {
    write(a, fundus());
    write(b, mask(value));
    if (!region.empty()) write(region, mask(255));
  }
  DataOptions options() const {
    DataOptions options;
    options.dataroot = root_;
    options.channels = {3, 1};
    options.kinds.b = PictureKind::kMask;
    return options;
  }
  /// Names of a phase, and that each pair has its own mask and a region.
  std::vector<std::string> names(const std::string& phase) const {
    const PairSourcePtr pairs = open_pairs(options(), phase);
    std::vector<std::string> names;
    for (size_t i = 0; i < pairs->size(); ++i) {
      names.push_back(pairs->name(i));
      const Pair pair = pairs->get(i);
      EXPECT_EQ(
          pair.b[0][0][0].item<int>(),
          std::atoi(&names.back().at(names.back().find_first_of("0123456789"))))
          << names.back();
      EXPECT_TRUE(pair.region.defined()) << names.back();
    }
    return names;
  }

  tests::TemporaryFolder folder_;
  Path root_ = folder_.path();
};

using Names = std::vector<std::string>;

// TIFF and PNG here: OpenCV writes no GIF.
TEST_F(VesselFoldersTest, Drive) {
  write_pair("training/images/21_training.tif",
             "training/1st_manual/21_manual1.png", 21,
             "training/mask/21_training_mask.png");
  write_pair("training/images/22_training.tif",
             "training/1st_manual/22_manual1.png", 22,
             "training/mask/22_training_mask.png");
  write_pair("test/images/01_test.tif", "test/1st_manual/01_manual1.png", 1,
             "test/mask/01_test_mask.png");
  write("test/2nd_manual/01_manual2.png", mask(9));
  EXPECT_EQ(vessel_folders(root_), VesselFolders::kDrive);
  EXPECT_EQ(names("train"), (Names{"21_training.tif", "22_training.tif"}));
  EXPECT_EQ(names("test"), (Names{"01_test.tif"}));
  EXPECT_EQ(open_pairs_if_any(options(), "val"), nullptr);
  EXPECT_TRUE(has_regions(options()));
  const Survey survey = survey_data(options(), "train", kSide, kSide);
  EXPECT_TRUE(survey.problems.empty()) << survey.problems.front();
  EXPECT_EQ(survey.regions.at("64x64 grey 8 bit"), 2u);
}

TEST_F(VesselFoldersTest, WhatIsMissingIsNamed) {
  write_pair("training/images/21_training.tif",
             "training/1st_manual/21_manual1.png", 21);
  std::filesystem::create_directories(root_ / "training/mask");
  EXPECT_TRUE(contains(message_of([this] { open_pairs(options(), "train"); }),
                       "21_training.tif' has no partner '" +
                           (root_ / "training/mask/21_training_mask").string() +
                           ".*'"));
  EXPECT_TRUE(contains(message_of([this] { open_pairs(options(), "test"); }),
                       "(DRIVE) has no pairs of phase 'test'"));
  EXPECT_TRUE(contains(message_of([this] { open_pairs(options(), "val"); }),
                       "split the training pictures with --folds"));
}

// The first ten people train, the last four test.
TEST_F(VesselFoldersTest, ChaseDb1) {
  for (const char* name : {"10L", "10R", "11L"}) {
    const std::string stem = std::string("Image_") + name;
    write_pair(stem + ".jpg", stem + "_1stHO.png", std::atoi(name));
    write(stem + "_2ndHO.png", mask(9));
  }
  EXPECT_EQ(vessel_folders(root_), VesselFolders::kChaseDb1);
  EXPECT_EQ(names("train"), (Names{"Image_10L.jpg", "Image_10R.jpg"}));
  EXPECT_EQ(names("test"), (Names{"Image_11L.jpg"}));
}

// There is no published split: all are to be folded.
TEST_F(VesselFoldersTest, Stare) {
  write_pair("stare-images/im0001.ppm", "labels-ah/im0001.ah.ppm", 1);
  write_pair("stare-images/im0235.ppm", "labels-ah/im0235.ah.ppm", 235);
  write("labels-vk/im0001.vk.ppm", mask(9));
  EXPECT_EQ(vessel_folders(root_), VesselFolders::kStare);
  EXPECT_EQ(names("train"), (Names{"im0001.ppm", "im0235.ppm"}));
  EXPECT_EQ(open_pairs_if_any(options(), "test"), nullptr);
}

// Numbers 1 to 5 of the healthy, the glaucomatous and the diabetic train.
TEST_F(VesselFoldersTest, Hrf) {
  for (const char* stem : {"05_dr", "05_g", "05_h", "06_dr", "15_h"}) {
    const std::string name = stem;
    write_pair("images/" + name + (name == "05_dr" ? ".JPG" : ".jpg"),
               "manual1/" + name + ".tif", std::atoi(stem),
               "mask/" + name + "_mask.tif");
  }
  EXPECT_EQ(vessel_folders(root_), VesselFolders::kHrf);
  EXPECT_EQ(names("train"), (Names{"05_dr.JPG", "05_g.jpg", "05_h.jpg"}));
  EXPECT_EQ(names("test"), (Names{"06_dr.jpg", "15_h.jpg"}));
}

TEST_F(VesselFoldersTest, Fives) {
  write_pair("train/Original/1_A.png", "train/Ground truth/1_A.png", 1);
  write_pair("test/Original/2_N.png", "test/Ground truth/2_N.png", 2);
  EXPECT_EQ(vessel_folders(root_), VesselFolders::kFives);
  EXPECT_EQ(names("train"), (Names{"1_A.png"}));
  EXPECT_EQ(names("test"), (Names{"2_N.png"}));
}

TEST_F(VesselFoldersTest, OtherFoldersAreNone) {
  write("train/1.png", fundus());
  EXPECT_EQ(vessel_folders(root_), std::nullopt);
  EXPECT_EQ(vessel_folders(root_ / "nowhere"), std::nullopt);
  EXPECT_FALSE(has_regions(options()));
}

TEST_F(VesselFoldersTest, FoundFieldsAreTheDisc) {
  write_pair("train/Original/1_A.png", "train/Ground truth/1_A.png", 1);
  const Pair pair = open_pairs(options(), "train")->get(0);
  const torch::Tensor disc = fundus().select(2, 0).gt(100);
  EXPECT_LE(pair.region.select(2, 0).gt(0).ne(disc).sum().item<int>(),
            kSide)  // at the rim
      << pair.region.gt(0).sum();
  EXPECT_EQ(survey_data(options(), "train", kSide, kSide)
                .regions.at("found in the picture"),
            1u);
}

TEST_F(VesselFoldersTest, RegionsOfTheUserCountMoreAndNoneLeavesThemOut) {
  write_pair("train/Original/1_A.png", "train/Ground truth/1_A.png", 1);
  write("mine/1_A.png", mask(77));
  DataOptions mine = options();
  mine.region_dir = root_ / "mine";
  EXPECT_TRUE(open_pairs(mine, "train")->get(0).region.equal(mask(77)));
  mine.region_dir = kNoRegions;
  EXPECT_FALSE(open_pairs(mine, "train")->get(0).region.defined());
  EXPECT_FALSE(has_regions(mine));
}

// On the real set: all files, and fields of view that are found against those
// that are given.
TEST_F(VesselFoldersTest, DriveAsDownloaded) {
  const char* data = std::getenv("PIX2PIX_DATA");
  if (!data) GTEST_SKIP() << "PIX2PIX_DATA does not say where DRIVE is";
  DataOptions drive = options();
  drive.dataroot = Path(data) / "drive";
  for (const auto& [phase, count] :
       {std::pair{"train", size_t{20}}, {"test", size_t{15}}}) {
    const PairSourcePtr pairs = open_pairs(drive, phase);
    EXPECT_EQ(pairs->size(), count);
    for (size_t i = 0; i < pairs->size(); ++i) {
      const Pair pair = pairs->get(i);
      EXPECT_EQ(pair.a.sizes(), (std::vector<int64_t>{584, 565, 3}));
      const torch::Tensor found = field_of_view(pair.a).gt(0);
      const torch::Tensor given = pair.region.gt(127);
      const double overlap = found.logical_and(given).sum().item<double>() /
                             found.logical_or(given).sum().item<double>();
      EXPECT_GT(overlap, 0.98) << pairs->name(i);
    }
  }
  drive.folds = 5;
  EXPECT_EQ(open_pairs(drive, "train")->size(), 16u);
  EXPECT_EQ(open_pairs(drive, "val")->size(), 4u);
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// Data sets of every kind, good and bad.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resized_pairs.h"

namespace p2p {
namespace {

using tests::message_of;
using Path = std::filesystem::path;

torch::Tensor picture(int height, int width, int value, int channels = 3) {
  return torch::full({height, width, channels}, value, torch::kByte);
}

class Pairs : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!can_read_picture_files()) GTEST_SKIP() << "built without OpenCV";
    std::filesystem::create_directories(root_ / "train");
  }
  /// An aligned picture: A holds `a`, B holds `b`.
  void write_aligned(const std::string& name, int a, int b) {
    write_picture(root_ / "train" / name,
                  torch::cat({picture(6, 8, a), picture(6, 8, b)}, 1));
  }
  DataOptions aligned(Direction direction = Direction::kAtoB) const {
    return {
        .dataroot = root_, .a_dir = {}, .b_dir = {}, .direction = direction};
  }
  DataOptions folders() const {
    return {.dataroot = {}, .a_dir = root_ / "A", .b_dir = root_ / "B"};
  }

  tests::TemporaryFolder folder_;
  Path root_ = folder_.path();
};

TEST_F(Pairs, AlignedHalvesInNaturalOrder) {
  write_aligned("10.png", 100, 110);
  write_aligned("2.png", 20, 22);
  const PairSourcePtr pairs = open_pairs(aligned(), "train");
  ASSERT_EQ(pairs->size(), 2u);
  EXPECT_EQ(pairs->name(0), "2.png");
  EXPECT_TRUE(pairs->get(0).a.equal(picture(6, 8, 20)));
  EXPECT_TRUE(pairs->get(1).b.equal(picture(6, 8, 110)));
}

TEST_F(Pairs, DirectionExchangesThem) {
  write_aligned("1.png", 1, 2);
  const PairSourcePtr pairs = open_pairs(aligned(Direction::kBtoA), "train");
  EXPECT_TRUE(pairs->get(0).a.equal(picture(6, 8, 2)));
}

TEST_F(Pairs, ColoursSurviveTheFile) {
  torch::Tensor red = picture(4, 4, 0);
  red.select(2, 0).fill_(200);
  write_picture(root_ / "red.png", red);
  EXPECT_TRUE(read_picture(root_ / "red.png", 3).equal(red));
  // 0.299 of red, give or take the decoder's rounding
  EXPECT_NEAR(read_picture(root_ / "red.png", 1)[0][0][0].item<int>(), 60, 1);
}

TEST_F(Pairs, TwoFoldersMatchByNameWithoutExtension) {
  for (const char* side : {"A", "B"})
    std::filesystem::create_directories(root_ / side);
  write_picture(root_ / "A/x.png", picture(4, 4, 1));
  write_picture(root_ / "B/x.bmp", picture(4, 4, 2));
  const PairSourcePtr pairs = open_pairs(folders(), "train");
  EXPECT_TRUE(pairs->get(0).b.equal(picture(4, 4, 2)));
  EXPECT_EQ(open_pairs_if_any(folders(), "val"), nullptr);
}

TEST_F(Pairs, UnpairedPicturesAreNamed) {
  for (const char* side : {"A", "B"})
    std::filesystem::create_directories(root_ / side);
  write_picture(root_ / "A/x.png", picture(4, 4, 1));
  write_picture(root_ / "A/lonely.png", picture(4, 4, 1));
  write_picture(root_ / "B/x.png", picture(4, 4, 2));
  const std::string message =
      message_of([this] { open_pairs(folders(), "train"); });
  EXPECT_NE(message.find("1 picture without partner"), std::string::npos);
  EXPECT_NE(message.find("lonely.png"), std::string::npos) << message;
}

TEST_F(Pairs, PicturesOfDifferentSizeAreNamed) {
  for (const char* side : {"A", "B"})
    std::filesystem::create_directories(root_ / side);
  write_picture(root_ / "A/x.png", picture(4, 4, 1));
  write_picture(root_ / "B/x.png", picture(4, 5, 2));
  const std::string message =
      message_of([this] { open_pairs(folders(), "train"); });
  EXPECT_NE(message.find("A is 4x4, B is 5x4"), std::string::npos) << message;
}

TEST_F(Pairs, EmptyMissingAndDamaged) {
  EXPECT_NE(message_of([this] {
              open_pairs(aligned(), "train");
            }).find("there is no picture in"),
            std::string::npos);
  EXPECT_NE(message_of([] {
              open_pairs({.dataroot = "/no/such", .a_dir = {}, .b_dir = {}},
                         "train");
            }).find("there is no '/no/such'"),
            std::string::npos);
  tests::write_text(root_ / "train/bad.png", "this is no picture");
  EXPECT_NE(message_of([this] {
              open_pairs(aligned(), "train");
            }).find("bad.png': it is damaged or not a picture"),
            std::string::npos);
  EXPECT_NE(message_of([] {
              open_pairs({}, "train");
            }).find("either --dataroot, or --a-dir"),
            std::string::npos);
}

TEST_F(Pairs, ListsAndRegions) {
  write_picture(root_ / "in.png", picture(4, 4, 1));
  write_picture(root_ / "out.png", picture(4, 4, 2));
  write_picture(root_ / "weights.png", picture(4, 4, 200, 1));
  tests::write_text(root_ / "list.csv", "in.png,out.png,weights.png\n");
  const PairSourcePtr pairs =
      open_pairs({.pair_list = root_ / "list.csv"}, "train");
  ASSERT_EQ(pairs->size(), 1u);
  EXPECT_TRUE(pairs->get(0).region.equal(picture(4, 4, 200, 1)));
  write_packed(root_ / "packed.safetensors", *pairs);
  const PackedPairs packed(root_ / "packed.safetensors");
  EXPECT_TRUE(packed.get(0).region.equal(picture(4, 4, 200, 1)));
}

TEST_F(Pairs, RegionsOfAFolder) {
  write_aligned("1.png", 1, 2);
  std::filesystem::create_directories(root_ / "weights");
  write_picture(root_ / "weights/1_mask.png", picture(6, 8, 255, 1));
  DataOptions options = aligned();
  options.region_dir = root_ / "weights";
  options.match = MatchRule::kStem;
  EXPECT_NE(message_of([&] {
              open_pairs(options, "train");
            }).find("1 picture without partner"),
            std::string::npos);
  options.match = MatchRule::kAuto;
  EXPECT_TRUE(open_pairs(options, "train")->get(0).region.defined());
  write_picture(root_ / "weights/1_mask.png", picture(6, 7, 255, 1));
  EXPECT_NE(message_of([&] {
              open_pairs(options, "train");
            }).find("A is 8x6, its region is 7x6"),
            std::string::npos);
}

TEST_F(Pairs, UnreadablePicturesAreSkippedOnRequestOnly) {
  write_aligned("1.png", 1, 2);
  tests::write_text(root_ / "train/2.png", "this is no picture");
  write_aligned("3.png", 5, 6);
  EXPECT_NE(message_of([&] {
              open_pairs(aligned(), "train")->get(1);
            }).find("2.png': it is damaged"),
            std::string::npos);
  DataOptions options = aligned();
  options.skip_unreadable = true;
  const PairSourcePtr pairs = open_pairs(options, "train");
  EXPECT_TRUE(pairs->get(1).a.equal(picture(6, 8, 5)));
  std::filesystem::rename(root_ / "train", root_ / "val");
  EXPECT_EQ(open_pairs(options, "val")->size(), 2u);
}

TEST_F(Pairs, FoldsSplitTheTrainingPairs) {
  for (int i = 0; i < 7; ++i)
    write_aligned(std::to_string(i) + ".png", 10 * i, 0);
  DataOptions options = aligned();
  options.folds = 3;
  std::vector<std::string> validated;
  for (options.fold = 1; options.fold <= 3; ++options.fold) {
    const PairSourcePtr train = open_pairs(options, "train");
    const PairSourcePtr val = open_pairs_if_any(options, "val");
    EXPECT_EQ(train->size() + val->size(), 7u);
    for (size_t i = 0; i < val->size(); ++i) validated.push_back(val->name(i));
  }
  std::sort(validated.begin(), validated.end());
  EXPECT_EQ(validated,
            (std::vector<std::string>{"0.png", "1.png", "2.png", "3.png",
                                      "4.png", "5.png", "6.png"}));
  options.fold = 4;
  EXPECT_NE(message_of([&] {
              open_pairs(options, "val");
            }).find("--fold is 4, wanted is 1 to 3"),
            std::string::npos);
}

TEST_F(Pairs, OptionsThatContradictEachOther) {
  DataOptions options = aligned();
  options.pair_list = root_;
  EXPECT_NE(message_of([&] { check_options(options); }).find("give either"),
            std::string::npos);
  options = aligned();
  options.fold = 2;
  EXPECT_NE(message_of([&] { check_options(options); }).find("needs --folds"),
            std::string::npos);
  options = aligned();
  options.augmentation.colour_of_target = true;
  EXPECT_NE(
      message_of([&] { check_options(options); }).find("--augment-colour"),
      std::string::npos);
}

TEST_F(Pairs, ScaledPicturesKeepTheirShape) {
  write_aligned("1.png", 1, 2);
  DataOptions options = aligned();
  options.preprocess = Preprocess::kScale;
  const PairSourcePtr pairs =
      judging_size(open_pairs(options, "train"), options, 12);
  EXPECT_EQ(pairs->get(0).b.sizes(), (std::vector<int64_t>{12, 16, 3}));
  options.preprocess = Preprocess::kNone;
  EXPECT_EQ(
      judging_size(open_pairs(options, "train"), options, 12)->get(0).b.sizes(),
      (std::vector<int64_t>{6, 8, 3}));
}

TEST_F(Pairs, UnknownExtensionWhenWriting) {
  EXPECT_NE(message_of([this] {
              write_picture(root_ / "x.nonsense", picture(4, 4, 1));
            }).find("use .png or .jpg"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(root_ / "x.nonsense"));
}

TEST_F(Pairs, PackedEqualsTheFolder) {
  write_aligned("1.png", 1, 2);
  write_aligned("2.png", 3, 4);
  const PairSourcePtr pairs = open_pairs(aligned(), "train");
  write_packed(root_ / "train.safetensors", *pairs);
  const PackedPairs packed(root_ / "train.safetensors");
  ASSERT_EQ(packed.size(), 2u);
  EXPECT_EQ(packed.name(1), "2.png");
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(packed.get(i).a.equal(pairs->get(i).a));
    EXPECT_TRUE(packed.get(i).b.equal(pairs->get(i).b));
  }
}

TEST_F(Pairs, PackedFilesThatAreNot) {
  const Path file = root_ / "x.safetensors";
  write_safetensors(file, {}, {});
  EXPECT_NE(message_of([&] {
              PackedPairs{file};
            }).find("its metadata lacks 'pix2pix.pairs'"),
            std::string::npos);
  write_safetensors(file, {{"pix2pix.pairs", "3"}}, {});
  EXPECT_NE(message_of([&] {
              PackedPairs{file};
            }).find("announces 3 pairs and holds 0"),
            std::string::npos);
}

TEST(CachedPairs, ReturnsTheSamePictures) {
  struct Counting : PairSource {
    size_t size() const override { return 1; }
    Pair get(size_t) const override {
      ++reads;
      return {picture(4, 4, 1), picture(4, 4, 2)};
    }
    std::string name(size_t) const override { return "x"; }
    mutable int reads = 0;
  };
  const auto source = std::make_shared<Counting>();
  const CachedPairs kept(source, 1 << 20), none(source, 0);
  kept.get(0);
  EXPECT_TRUE(kept.get(0).b.equal(picture(4, 4, 2)));
  EXPECT_EQ(source->reads, 1);
  none.get(0);
  none.get(0);
  EXPECT_EQ(source->reads, 3);
}

}  // namespace
}  // namespace p2p

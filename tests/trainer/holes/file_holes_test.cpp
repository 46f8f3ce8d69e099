// SPDX-License-Identifier: MIT
// Masks out of folders: sizes, polarity, grey, ranges and what goes wrong.
#include "trainer/holes/file_holes.h"

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/picture_files.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

constexpr HoleRange kAny = {.least = 0.0, .most = 1.0};

/// A hole in the middle, `share` of each side.
torch::Tensor square(int height, int width, double share, int inside = 255,
                     int outside = 0) {
  torch::Tensor mask = torch::full({height, width, 1}, outside, torch::kByte);
  const auto part = [share](const torch::Tensor& t, int dim) {
    const auto half = static_cast<int64_t>(0.5 * share * t.size(dim));
    return t.slice(dim, t.size(dim) / 2 - half, t.size(dim) / 2 + half);
  };
  part(part(mask, 0), 1).fill_(inside);
  return mask;
}

class FileHolesTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const torch::Tensor& mask) {
    write_picture(folder_ / name, mask);
  }
  HoleOptions options() const {
    return {.source = folder_.path().string(), .range = kAny, .augment = false};
  }
  static torch::Tensor draw(const HoleOptions& options, int height, int width,
                            uint32_t index = 0) {
    Random random(1, Stream::kHoles, 0, index);
    return open_holes(options)->draw(random, height, width);
  }

  tests::TemporaryFolder folder_;
};

TEST_F(FileHolesTest, BringsMasksToSize) {
  write("a.png", square(32, 32, 0.5));
  EXPECT_TRUE(draw(options(), 32, 32).equal(square(32, 32, 0.5)));
  EXPECT_TRUE(draw(options(), 64, 128).equal(square(64, 128, 0.5)));
  EXPECT_TRUE(draw(options(), 16, 8).equal(square(16, 8, 0.5)));
}

TEST_F(FileHolesTest, BlackMayBeTheHole) {
  write("a.png", square(32, 32, 0.5, 0, 255));
  HoleOptions inverted = options();
  inverted.black_is_hole = true;
  EXPECT_TRUE(draw(inverted, 32, 32).equal(square(32, 32, 0.5)));
  EXPECT_DOUBLE_EQ(hole_ratio(draw(options(), 32, 32)), 0.75);
}

TEST_F(FileHolesTest, GreyIsToldOnceAndThresholded) {
  torch::Tensor ramp =
      torch::arange(256, torch::kByte).reshape({1, 256, 1}).repeat({8, 1, 1});
  write("ramp.png", ramp);
  const HoleSourcePtr holes = open_holes(options());
  ::testing::internal::CaptureStderr();
  Random random(1, Stream::kHoles, 0);
  const torch::Tensor mask = holes->draw(random, 8, 256);
  EXPECT_EQ(mask[0][127][0].item<int>(), 0);
  EXPECT_EQ(mask[0][128][0].item<int>(), 255);
  holes->draw(random, 8, 256);
  const std::string told = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(tests::contains(told, "'ramp.png' is one): 128 to 255"));
  EXPECT_EQ(told.find("grey"), told.rfind("grey"));
}

TEST_F(FileHolesTest, SharpMasksAreNotCalledGrey) {
  write("a.png", square(64, 64, 0.5, 250, 5));
  ::testing::internal::CaptureStderr();
  EXPECT_DOUBLE_EQ(hole_ratio(draw(options(), 64, 64)), 0.25);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(FileHolesTest, DrawsAgainUntilTheRatioFits) {
  write("small.png", square(64, 64, 0.25));
  write("middle.png", square(64, 64, 0.5));
  write("large.png", square(64, 64, 0.75));
  HoleOptions some = options();
  some.range = {.least = 0.2, .most = 0.3};
  for (uint32_t i = 0; i < 20; ++i)
    EXPECT_DOUBLE_EQ(hole_ratio(draw(some, 64, 64, i)), 0.25);
}

TEST_F(FileHolesTest, TakesTheNearestAndSaysSo) {
  write("small.png", square(64, 64, 0.25));
  write("middle.png", square(64, 64, 0.5));
  HoleOptions some = options();
  some.range = {.least = 0.5, .most = 0.6};
  ::testing::internal::CaptureStderr();
  EXPECT_DOUBLE_EQ(hole_ratio(draw(some, 64, 64)), 0.25);
  EXPECT_TRUE(tests::contains(::testing::internal::GetCapturedStderr(),
                              "had 50 to 60 % of holes; the nearest, with "
                              "25.0 %, is used"));
}

TEST_F(FileHolesTest, KeepsOffTheBorder) {
  write("touching.png", torch::full({64, 64, 1}, 255, torch::kByte));
  HoleOptions off = options();
  off.range.border = false;
  ::testing::internal::CaptureStderr();
  // The margin is 6 pixels.
  EXPECT_DOUBLE_EQ(hole_ratio(draw(off, 64, 64)), 52.0 * 52.0 / (64.0 * 64.0));
  EXPECT_TRUE(tests::contains(::testing::internal::GetCapturedStderr(),
                              "away from the border"));
  write("inside.png", square(64, 64, 0.5));
  EXPECT_TRUE(draw(off, 64, 64).equal(square(64, 64, 0.5)));
}

TEST_F(FileHolesTest, AugmentedMasksAreManyAndFit) {
  write("a.png", square(64, 64, 0.5));
  HoleOptions many = options();
  many.augment = true;
  many.range = {.least = 0.1, .most = 0.4};
  const torch::Tensor first = draw(many, 48, 80, 0);
  EXPECT_TRUE(first.equal(draw(many, 48, 80, 0)));
  for (uint32_t i = 1; i < 10; ++i) {
    const torch::Tensor mask = draw(many, 48, 80, i);
    EXPECT_FALSE(mask.equal(first));
    EXPECT_TRUE(in_range(hole_ratio(mask), many.range)) << hole_ratio(mask);
  }
}

TEST_F(FileHolesTest, SaysWhatIsMissing) {
  const auto message = [this] {
    return tests::message_of([this] { open_holes(options()); });
  };
  EXPECT_TRUE(tests::contains(message(), "holds no picture"));
  EXPECT_TRUE(tests::contains(message(), folder_.path().string()));
  HoleOptions nowhere = options();
  nowhere.source += "/nowhere";
  EXPECT_TRUE(tests::contains(tests::message_of([&] { open_holes(nowhere); }),
                              "there is no folder '"));
  tests::write_text(folder_ / "broken.png", "no picture");
  EXPECT_TRUE(tests::contains(
      tests::message_of([this] { draw(options(), 8, 8); }), "broken.png"));
}

TEST(HoleOptions, NoneAndRandom) {
  EXPECT_EQ(open_holes({}), nullptr);
  EXPECT_NE(open_holes({.source = "random"}), nullptr);
}

TEST(HoleOptions, JsonHasNoPath) {
  EXPECT_EQ(to_json(HoleOptions{}), R"({"holes":"none"})");
  EXPECT_EQ(to_json(HoleOptions{.source = "random"}),
            R"({"hole_border":true,"hole_ratio":[0.0,60.0],"holes":"random"})");
  EXPECT_EQ(to_json(HoleOptions{.source = "/secret/masks"}),
            R"({"hole_augment":true,"hole_border":true,)"
            R"("hole_ratio":[0.0,60.0],"holes":"files",)"
            R"("mask_polarity":"white"})");
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// Ratios by hand, and when they are computed.
#include "models/inference/mask_planes.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

/// Pictures of one channel and their masks, channels last.
class MaskPlanesTest : public testing::Test {
 protected:
  static constexpr int kSize = 4;

  MaskPlanes planes_of(std::vector<RatioPlane> planes, int batch = 1) {
    step_.in = {0, 0, 2};
    step_.picture = {1, 0, 1};
    step_.planes = std::move(planes);
    for (int n = 0; n < batch; ++n) {
      values_.push_back(std::vector<float>(kSize * kSize * 2));
      pictures_.push_back(std::vector<float>(kSize * kSize));
      inputs_.push_back(channels_last_planes(
          values_.back().data(), PlaneType::kFp32, kSize, kSize, 2));
      outputs_.push_back(dense_planes(pictures_.back().data(), PlaneType::kFp32,
                                      kSize, kSize));
      for (int i = 0; i < kSize * kSize; ++i) set(n, i / kSize, i % kSize, -1);
    }
    return MaskPlanes(step_, {kSize, kSize, batch});
  }

  /// A pixel of value 5 and this mask.
  void set(int sample, int y, int x, float mask) {
    inputs_[sample].set_value(0, y, x, 5.0f);
    inputs_[sample].set_value(1, y, x, mask);
  }

  void run(MaskPlanes& planes) { planes.run(inputs_, outputs_); }

  MaskStep step_;
  std::vector<std::vector<float>> values_, pictures_;
  std::vector<Planes> inputs_, outputs_;
};

TEST_F(MaskPlanesTest, RatiosOfAWindow) {
  MaskPlanes planes = planes_of({{}, {0, 3, 1, {{0, 2}}}});
  set(0, 0, 0, 1.0f);
  set(0, 1, 1, 1.0f);
  run(planes);
  const float* known = planes.plane(0);
  EXPECT_EQ(known[0], 0.0f);
  EXPECT_EQ(known[1], 1.0f);
  const float* ratios = planes.plane(1);
  EXPECT_EQ(ratios[0], 9.0f / 2);   // a corner sees 4 pixels, 2 of them holes
  EXPECT_EQ(ratios[5], 9.0f / 7);   // the middle one of 9
  EXPECT_EQ(ratios[15], 9.0f / 4);  // the far corner
}

TEST_F(MaskPlanesTest, WindowsOfNothingAndStrides) {
  MaskPlanes planes = planes_of({{}, {1, 3, 2, {{0, 1}}}});
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < 3; ++x) set(0, y, x, 1.0f);
  run(planes);
  ASSERT_EQ(planes.width(1), 2);
  const float* ratios = planes.plane(1);
  EXPECT_EQ(ratios[0], 0.0f);      // rows and columns -1 to 1
  EXPECT_EQ(ratios[1], 9.0f / 2);  // column 3 of rows 0 and 1
  EXPECT_EQ(ratios[3], 9.0f / 3);  // of rows 1 to 3
}

TEST_F(MaskPlanesTest, GroupsCountTheirChannels) {
  // The halved plane, doubled, beside the picture's own.
  MaskPlanes planes =
      planes_of({{}, {1, 3, 2, {{0, 1}}}, {0, 3, 1, {{1, 4, true}, {0, 3}}}});
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < 3; ++x) set(0, y, x, 1.0f);
  run(planes);
  const float* ratios = planes.plane(2);
  EXPECT_EQ(ratios[0], 0.0f);
  EXPECT_EQ(ratios[1], 63.0f / 8);   // 2 doubled pixels of column 2
  EXPECT_EQ(ratios[3], 63.0f / 22);  // 4 doubled ones, 2 of the picture
  EXPECT_EQ(ratios[7], 63.0f / 33);  // 6 and 3
}

TEST_F(MaskPlanesTest, HolesOfThePictureAreBlank) {
  MaskPlanes planes = planes_of({{}});
  set(0, 2, 1, 1.0f);
  run(planes);
  EXPECT_EQ(pictures_[0][9], 0.0f);
  EXPECT_EQ(pictures_[0][10], 5.0f);
}

TEST_F(MaskPlanesTest, ComputesOnlyWhatChanges) {
  MaskPlanes planes = planes_of({{}, {0, 3, 1, {{0, 1}}}}, /*batch=*/2);
  run(planes);
  EXPECT_EQ(planes.updates(), 1);
  inputs_[0].set_value(0, 1, 1, 7.0f);  // the picture alone
  run(planes);
  EXPECT_EQ(planes.updates(), 1);
  EXPECT_EQ(pictures_[0][5], 7.0f);
  set(1, 3, 3, 1.0f);
  run(planes);
  EXPECT_EQ(planes.updates(), 2);
  EXPECT_EQ(planes.plane(1)[15], 9.0f / 4);
  EXPECT_EQ(planes.plane(1)[31], 9.0f / 3);  // of the second sample
  set(1, 3, 3, 0.2f);                        // any value above 0 is a hole
  run(planes);
  EXPECT_EQ(planes.updates(), 2);
}

}  // namespace
}  // namespace p2p

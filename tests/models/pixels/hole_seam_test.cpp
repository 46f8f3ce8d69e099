// SPDX-License-Identifier: MIT
// What the edge of a hole becomes: literals. The engine's tests hold it against
// fill_reference().
#include "models/pixels/hole_seam.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/pixels/own_mask.h"

namespace p2p {
namespace {

constexpr float kTolerance = 1e-6f;
constexpr ValueRange kRange{0.0f, 1.0f};

/// What `made` becomes; pictures of `format.channels` planes.
std::vector<float> blended(int width, const std::vector<uint8_t>& mask,
                           std::vector<float> picture, std::vector<float> made,
                           const PlaneFormat& read, const PlaneFormat& write) {
  const OwnMask own(width, mask);
  const auto planes = [&](std::vector<float>& values) {
    return dense_planes(values.data(), PlaneType::kFp32, own.frame.height,
                        width);
  };
  HoleSeam seam;
  seam.read(own.frame, planes(picture), read);
  seam.blend(planes(made), write);
  return made;
}

std::vector<float> blended_grey(int width, const std::vector<uint8_t>& mask,
                                std::vector<float> picture,
                                std::vector<float> made) {
  const PlaneFormat grey{.channels = 1, .range = kRange};
  return blended(width, mask, std::move(picture), std::move(made), grey, grey);
}

void expect_near(const std::vector<float>& found,
                 const std::vector<float>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], wanted[i], kTolerance) << i;
}

// 0.7, 0.4 and 0.2 of the surroundings, then the network alone.
TEST(HoleSeam, FadesIntoTheHole) {
  expect_near(blended_grey(7, {0, 0, 255, 128, 200, 255, 255},
                           {0.9f, 0.2f, 0, 0, 0, 0, 0}, {1, 1, 1, 1, 1, 1, 1}),
              {1, 1, 0.44f, 0.68f, 0.84f, 1, 1});
}

TEST(HoleSeam, NeighboursBesideCountTwice) {
  expect_near(blended_grey(3, {0, 0, 0, 0, 255, 0, 0, 0, 0},
                           {0.6f, 0.3f, 0.6f, 0.3f, 0, 0.3f, 0.6f, 0.3f, 0.6f},
                           std::vector<float>(9, 0.0f)),
              {0, 0, 0, 0, 0.28f, 0, 0, 0, 0});
}

// The second ring has what is known and the first one, not itself: at (1, 1)
// the corner (0, 0) and (1, 0), (0, 1), which have its value as well.
TEST(HoleSeam, RingsFollowEachOther) {
  expect_near(
      blended_grey(3, {0, 255, 255, 255, 255, 255, 255, 255, 255},
                   {0.5f, 0, 0, 0, 0, 0, 0, 0, 0}, std::vector<float>(9, 0.0f)),
      {0, 0.35f, 0.2f, 0.35f, 0.35f, 0.2f, 0.2f, 0.2f, 0.2f});
}

TEST(HoleSeam, FollowsTheOrderOfColoursAndCutsOff) {
  const PlaneFormat rgb{.channels = 3, .range = kRange};
  const PlaneFormat bgr{.channels = 3, .bgr = true, .range = kRange};
  expect_near(blended(2, {0, 255}, {0.1f, 0, 0.2f, 0, 0.3f, 0},
                      {0, 9.0f, 0, 0, 0, -9.0f}, rgb, bgr),
              {0, 0.3f * 1.0f + 0.7f * 0.3f, 0, 0.7f * 0.2f, 0, 0.7f * 0.1f});
}

TEST(HoleSeam, NothingIsKnownOfNothing) {
  expect_near(blended_grey(2, {255, 255, 255, 255}, {0, 0, 0, 0},
                           {0.5f, 0.6f, 0.7f, 0.8f}),
              {0.5f, 0.6f, 0.7f, 0.8f});
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// Tensors follow the one definition bit for bit.
#include "models/pixels/picture_tensor.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

TEST(PictureTensor, FollowsValueRangeBitForBit) {
  const torch::Tensor picture =
      torch::arange(256, torch::kByte).view({16, 16, 1}).expand({16, 16, 3});
  const torch::Tensor tensor = picture_to_tensor(picture, {});
  ASSERT_EQ(tensor.sizes(), (std::vector<int64_t>{3, 16, 16}));
  for (int v = 0; v < 256; ++v)
    EXPECT_EQ(tensor[1][v / 16][v % 16].item<float>(),
              to_network(static_cast<float>(v), {}));
}

TEST(PictureTensor, ThereAndBack) {
  const torch::Tensor picture = torch::randint(0, 256, {5, 7, 3}, torch::kByte);
  EXPECT_TRUE(
      tensor_to_picture(picture_to_tensor(picture, {}), {}).equal(picture));
}

TEST(PictureTensor, ClampsAndRoundsHalfPrecision) {
  const torch::Tensor tensor =
      torch::tensor({-2.0f, 2.0f, 0.0f}).view({3, 1, 1}).to(torch::kBFloat16);
  const torch::Tensor picture = tensor_to_picture(tensor, {});
  EXPECT_TRUE(picture.equal(
      torch::tensor({0, 255, 128}, torch::kByte).view({1, 1, 3})));
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// What the pool keeps and gives back.
#include "trainer/training/image_pool.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

torch::Tensor picture(int value) {
  return torch::full({1, 1, 2, 2}, static_cast<float>(value));
}

TEST(ImagePool, OfSizeNoneLetsPassAndDrawsNothing) {
  torch::manual_seed(1);
  const torch::Tensor before = torch::rand({1});
  torch::manual_seed(1);
  ImagePool pool(0);
  EXPECT_TRUE(pool.exchange(picture(3)).equal(picture(3)));
  EXPECT_TRUE(torch::rand({1}).equal(before));
}

TEST(ImagePool, FillsThenExchangesHalf) {
  torch::manual_seed(1);
  ImagePool pool(4);
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(pool.exchange(picture(i)).equal(picture(i)));
  int old = 0;
  constexpr int kAsked = 400;
  for (int i = 4; i < 4 + kAsked; ++i)
    old += pool.exchange(picture(i)).equal(picture(i)) ? 0 : 1;
  // Five standard deviations of a fair coin.
  EXPECT_NEAR(old, kAsked / 2, 50);
}

TEST(ImagePool, GoesOnFromItsState) {
  torch::manual_seed(1);
  ImagePool one(2), two(2);
  for (int i = 0; i < 5; ++i) one.exchange(picture(i));
  two.restore(one.state(), torch::kCPU);
  EXPECT_EQ(two.state().size(0), 2);
  torch::manual_seed(2);
  const torch::Tensor a = one.exchange(torch::rand({3, 1, 2, 2}));
  torch::manual_seed(2);
  const torch::Tensor b = two.exchange(torch::rand({3, 1, 2, 2}));
  EXPECT_TRUE(a.equal(b));
}

TEST(ImagePool, StateOfAnEmptyOne) {
  ImagePool pool(2);
  pool.restore(pool.state(), torch::kCPU);
  EXPECT_EQ(pool.state().numel(), 0);
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// The hash behind every scene.
#include "trainer/scenes/world_key.h"

#include <set>

#include <gtest/gtest.h>

namespace p2p::scenes {
namespace {

// Pictures made from a seed must stay the same from one release to the next.
// Fails when the hash changes.
TEST(WorldKey, ValuesAreFixed) {
  EXPECT_EQ(Key(0).value(), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(Key(1)["roof"].at(-3, 7).value(), 0xf9b02c8e007f677eULL);
}

// Fails when coordinates are folded together, as in a sum or a product.
TEST(WorldKey, NeighboursDiffer) {
  std::set<std::uint64_t> values;
  const Key key(5);
  for (int i = -20; i <= 20; ++i) {
    for (int j = -20; j <= 20; ++j) values.insert(key.at(i, j).value());
  }
  EXPECT_EQ(values.size(), 41u * 41u);
}

// Fails when draws are biased or leave their range.
TEST(WorldKey, DrawsAreUniform) {
  constexpr int kDraws = 20000;
  constexpr double kTolerance = 0.02;
  double sum = 0.0;
  int hits = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Key key = Key(9).at(i);
    ASSERT_GE(key.between(2, 3), 2.0);
    ASSERT_LT(key.between(2, 3), 3.0);
    ASSERT_GE(key.below(4), 0);
    ASSERT_LT(key.below(4), 4);
    sum += key.unit();
    hits += key.chance(0.25) ? 1 : 0;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, kTolerance);
  EXPECT_NEAR(static_cast<double>(hits) / kDraws, 0.25, kTolerance);
}

}  // namespace
}  // namespace p2p::scenes

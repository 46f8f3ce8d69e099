// SPDX-License-Identifier: MIT
// Names as people give them.
#include "trainer/data/match_names.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

using Names = std::vector<std::string>;
using Pairs = std::vector<std::pair<size_t, size_t>>;

void expect_all(const Names& a, const Names& b, MatchRule rule,
                const Pairs& pairs) {
  const NameMatch match = match_names(a, b, MatchRule::kAuto);
  EXPECT_TRUE(match.complete()) << a.front() << " and " << b.front();
  EXPECT_EQ(match.rule, rule) << to_string(match.rule);
  EXPECT_EQ(match.pairs, pairs);
}

TEST(MatchNames, Stems) {
  expect_all({"x", "y"}, {"y", "x"}, MatchRule::kStem, {{0, 1}, {1, 0}});
}

TEST(MatchNames, Affixes) {
  expect_all({"cat_A", "cow_A"}, {"cat_B", "cow_B"}, MatchRule::kAffix,
             {{0, 0}, {1, 1}});
  expect_all({"21_training", "22_training"}, {"21_manual1", "22_manual1"},
             MatchRule::kAffix, {{0, 0}, {1, 1}});
  expect_all({"in-10", "in-11", "in-2"}, {"out-2", "out-10", "out-11"},
             MatchRule::kAffix, {{0, 1}, {1, 2}, {2, 0}});
}

// What all names share is cut at words and numbers only: "1" belongs to both.
TEST(MatchNames, AffixesEndAtNumbers) {
  const NameMatch match =
      match_names({"a10", "a11"}, {"b10", "b11", "b20"}, MatchRule::kAffix);
  EXPECT_EQ(match.pairs, (Pairs{{0, 0}, {1, 1}}));
  EXPECT_EQ(match.alone_in_second, (std::vector<size_t>{2}));
}

TEST(MatchNames, Numbers) {
  expect_all({"frame0001", "frame0002"}, {"mask_1_v2", "mask_2_v2"},
             MatchRule::kNumber, {{0, 0}, {1, 1}});
}

TEST(MatchNames, WhatIsAloneIsNamed) {
  const NameMatch match =
      match_names({"a", "b", "c"}, {"b", "z"}, MatchRule::kAuto);
  EXPECT_EQ(match.rule, MatchRule::kStem);
  EXPECT_EQ(match.pairs, (Pairs{{1, 0}}));
  EXPECT_EQ(match.alone_in_first, (std::vector<size_t>{0, 2}));
  EXPECT_EQ(match.alone_in_second, (std::vector<size_t>{1}));
}

TEST(MatchNames, AmbiguousNamesAreNotGuessed) {
  const NameMatch match = match_names({"x", "x"}, {"x"}, MatchRule::kStem);
  EXPECT_FALSE(match.complete());
  EXPECT_TRUE(match.pairs.empty());
  EXPECT_EQ(match.ambiguous, (Names{"x and x"}));
}

TEST(MatchNames, OneEachNeedsEqualNames) {
  EXPECT_TRUE(match_names({"in"}, {"out"}, MatchRule::kAuto).pairs.empty());
}

}  // namespace
}  // namespace p2p

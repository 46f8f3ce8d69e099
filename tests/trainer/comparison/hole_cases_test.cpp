// SPDX-License-Identifier: MIT
// Which masks a comparison uses, and its pictures' middles.
#include "trainer/comparison/hole_cases.h"

#include <map>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/comparison/centre_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

/// Pixel (y, x) is 10 y + x.
class Counted : public PairSource {
 public:
  size_t size() const override { return 20; }
  Pair get(size_t) const override {
    const torch::Tensor a = torch::arange(80 * 100)
                                .remainder(256)
                                .to(torch::kByte)
                                .view({80, 100, 1});
    return {a, a};
  }
  std::string name(size_t i) const override {
    return std::to_string(i) + ".png";
  }
};

TEST(HoleCases, EveryPictureHasAMaskOfEveryRatioAtAndOffTheBorder) {
  const auto cases = hole_cases(Counted(), {.source = "random"}, 1);
  ASSERT_EQ(cases.size(), 20u * 6u * 2u);
  std::map<std::tuple<size_t, int, bool>, int> seen;
  for (const HoleCase& one : cases) {
    ++seen[{one.picture, one.bucket, one.border}];
    EXPECT_EQ(one.holes.sizes(), (std::vector<int64_t>{80, 100, 1}));
    EXPECT_EQ(ratio_bucket(hole_ratio(one.holes)), one.bucket);
    EXPECT_EQ(touches_border(one.holes), one.border);
  }
  EXPECT_EQ(seen.size(), cases.size());
}

TEST(HoleCases, AreAFunctionOfTheSeed) {
  const auto one = hole_cases(Counted(), {.source = "random"}, 1);
  const auto again = hole_cases(Counted(), {.source = "random"}, 1);
  const auto other = hole_cases(Counted(), {.source = "random"}, 2);
  int same = 0;
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_TRUE(one[i].holes.equal(again[i].holes));
    same += one[i].holes.equal(other[i].holes);
  }
  EXPECT_EQ(same, 0);
  EXPECT_FALSE(one[0].holes.equal(one[12].holes));  // of another picture
}

// A folder need not have masks of every row; that is no reason to warn.
TEST(HoleCases, OfAFolderAreThoseThatItHas) {
  if (!can_read_picture_files())
    GTEST_SKIP() << "this build has no OpenCV: it reads no mask files";
  const tests::TemporaryFolder folder;
  torch::Tensor mask = torch::zeros({80, 100, 1}, torch::kByte);
  mask.slice(0, 20, 52).slice(1, 20, 70).fill_(255);  // a fifth
  write_picture(folder / "inside.png", mask);
  mask.zero_().slice(0, 0, 28).fill_(255);  // 35 %
  write_picture(folder / "border.png", mask);
  ::testing::internal::CaptureStderr();
  const auto cases = hole_cases(
      Counted(), {.source = folder.path().string(), .augment = false}, 1);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  ASSERT_EQ(cases.size(), 40u);
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(cases[i].picture, i / 2);
    EXPECT_EQ(cases[i].bucket, i % 2 == 0 ? 1 : 3);
    EXPECT_EQ(cases[i].border, i % 2 == 1);
  }
}

TEST(HoleCases, WithoutHolesThereIsNothingToFill) {
  EXPECT_EQ(tests::message_of([] { hole_cases(Counted(), {}, 1); }),
            "there is nothing to fill: say which holes with --holes random or "
            "--holes FOLDER");
}

TEST(HoleCases, BucketsAreNamedInPercent) {
  EXPECT_EQ(bucket_name(0), "0-10 %");
  EXPECT_EQ(bucket_name(5), "50-60 %");
}

TEST(CentrePairs, TheMiddleOfThePicture) {
  const CentrePairs pairs(std::make_shared<Counted>(), 40);
  const Pair pair = pairs.get(0);
  EXPECT_EQ(pair.a.sizes(), (std::vector<int64_t>{40, 40, 1}));
  EXPECT_EQ(pair.a[0][0][0].item<int>(), (20 * 100 + 30) % 256);
  EXPECT_TRUE(pair.a.equal(pair.b));
}

TEST(CentrePairs, ASmallerPictureIsNamed) {
  const CentrePairs pairs(std::make_shared<Counted>(), 81);
  EXPECT_EQ(tests::message_of([&] { pairs.get(1); }),
            "'1.png' is 100x80: smaller than the --crop of 81");
}

}  // namespace
}  // namespace p2p

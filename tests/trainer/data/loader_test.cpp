// SPDX-License-Identifier: MIT
// What the network sees depends on seed, epoch and sample alone.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "trainer/data/holed_pairs.h"
#include "trainer/data/jitter.h"
#include "trainer/data/pair_loader.h"
#include "trainer/data/random.h"

namespace p2p {
namespace {

/// Pair i: every pixel of A is i; pixel (y, x) of B is 16 y + x.
class Numbered : public PairSource {
 public:
  explicit Numbered(size_t size, int bad = -1) : size_(size), bad_(bad) {}
  size_t size() const override { return size_; }
  Pair get(size_t i) const override {
    if (static_cast<int>(i) == bad_) throw std::runtime_error("bad pair");
    return {torch::full({16, 16, 1}, static_cast<int>(i % 256), torch::kByte),
            torch::arange(256).to(torch::kByte).view({16, 16, 1})};
  }
  std::string name(size_t i) const override { return std::to_string(i); }

 private:
  size_t size_;
  int bad_;
};

LoaderOptions options(int threads, int batch_size = 1) {
  return {.seed = 3,
          .batch_size = batch_size,
          .crop_size = 8,
          .flip = true,
          .threads = threads,
          .range = {0.0f, 255.0f}};
}

std::vector<Batch> epoch(PairLoader& loader, uint32_t number, int first = 0) {
  loader.start(number, first);
  std::vector<Batch> batches;
  for (int i = first; i < loader.batches(); ++i)
    batches.push_back(loader.next());
  return batches;
}

void expect_equal(const std::vector<Batch>& x, const std::vector<Batch>& y) {
  ASSERT_EQ(x.size(), y.size());
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_TRUE(x[i].a.equal(y[i].a)) << i;
    EXPECT_TRUE(x[i].b.equal(y[i].b)) << i;
  }
}

/// Grey pictures with fractions, which stay in memory: A and B are one.
class Kept : public PairSource {
 public:
  size_t size() const override { return 1; }
  Pair get(size_t) const override { return {picture, picture}; }
  std::string name(size_t) const override { return "kept"; }

  torch::Tensor picture = torch::full({8, 8, 1}, 127.5f);
};

// Of one channel, planes are the picture itself in memory.
TEST(PairLoader, LeavesPicturesInMemoryAsTheyAre) {
  const auto kept = std::make_shared<Kept>();
  LoaderOptions signs = options(1);
  signs.range = {-1.0f, 1.0f};
  PairLoader loader(kept, signs);
  for (uint32_t number = 1; number <= 2; ++number)
    for (const Batch& batch : epoch(loader, number)) {
      EXPECT_TRUE(batch.a.eq(0.0f).all().item<bool>());
      EXPECT_TRUE(batch.b.eq(0.0f).all().item<bool>());
    }
  EXPECT_TRUE(kept->picture.eq(127.5f).all().item<bool>());
}

TEST(PairLoader, ThreadsDoNotChangeWhatIsRead) {
  PairLoader one(std::make_shared<Numbered>(50), options(1));
  PairLoader four(std::make_shared<Numbered>(50), options(4));
  expect_equal(epoch(one, 1), epoch(four, 1));
}

TEST(PairLoader, EveryPairComesOnce) {
  PairLoader loader(std::make_shared<Numbered>(50), options(3));
  std::set<int> seen;
  for (const Batch& batch : epoch(loader, 1))
    seen.insert(static_cast<int>(batch.a[0][0][0][0].item<float>()));
  EXPECT_EQ(seen.size(), 50u);
}

TEST(PairLoader, EpochsDiffer) {
  PairLoader loader(std::make_shared<Numbered>(50), options(2));
  const auto one = epoch(loader, 1), two = epoch(loader, 2);
  int same = 0;
  for (size_t i = 0; i < 50; ++i) same += one[i].a.equal(two[i].a);
  EXPECT_LT(same, 10);
}

// 12 draws of 5 pairs: two passes, each pair once in each, and 2 of a third.
TEST(PairLoader, DrawsAreWholePassesAndAPartialOne) {
  LoaderOptions twelve = options(2);
  twelve.draws = 12;
  PairLoader loader(std::make_shared<Numbered>(5), twelve);
  EXPECT_EQ(loader.batches(), 12);
  std::vector<int> seen;
  for (const Batch& batch : epoch(loader, 1))
    seen.push_back(static_cast<int>(batch.a[0][0][0][0].item<float>()));
  const auto distinct = [&seen](int from, int to) {
    return std::set<int>(seen.begin() + from, seen.begin() + to).size();
  };
  EXPECT_EQ(distinct(0, 5), 5u);
  EXPECT_EQ(distinct(5, 10), 5u);
  EXPECT_EQ(distinct(10, 12), 2u);
  EXPECT_NE(std::vector(seen.begin(), seen.begin() + 5),
            std::vector(seen.begin() + 5, seen.begin() + 10));
}

// The same pair at another place of the epoch is cropped elsewhere; the first
// pass is that of an epoch without draws; going on changes nothing.
TEST(PairLoader, DrawsDependOnTheirPositionAlone) {
  LoaderOptions many = options(3);
  many.draws = 23;
  PairLoader loader(std::make_shared<Numbered>(5), many);
  PairLoader plain(std::make_shared<Numbered>(5), options(1));
  std::vector<Batch> whole = epoch(loader, 4);
  ASSERT_EQ(whole.size(), 23u);
  std::set<float> corners;
  for (const Batch& batch : whole)
    corners.insert(batch.b[0][0][0][0].item<float>());
  EXPECT_GT(corners.size(), 10u);
  expect_equal({whole.begin(), whole.begin() + 5}, epoch(plain, 4));
  whole.erase(whole.begin(), whole.begin() + 17);
  expect_equal(epoch(loader, 4, 17), whole);
}

TEST(PairLoader, FewerDrawsThanPairs) {
  LoaderOptions few = options(2, 2);
  few.draws = 7;
  PairLoader loader(std::make_shared<Numbered>(50), few);
  EXPECT_EQ(loader.batches(), 3);
  epoch(loader, 1);
}

// Going on in the middle of an epoch gives the rest of that epoch.
TEST(PairLoader, StartsAnywhere) {
  PairLoader loader(std::make_shared<Numbered>(20), options(2));
  std::vector<Batch> whole = epoch(loader, 5);
  whole.erase(whole.begin(), whole.begin() + 13);
  expect_equal(epoch(loader, 5, 13), whole);
}

TEST(PairLoader, BatchesHaveTheirSize) {
  PairLoader loader(std::make_shared<Numbered>(10), options(2, 4));
  EXPECT_EQ(loader.batches(), 2);
  EXPECT_EQ(epoch(loader, 1)[1].b.sizes(), (std::vector<int64_t>{4, 1, 8, 8}));
}

/// The upper rows, as many as are drawn.
class UpperRows : public HoleSource {
 public:
  torch::Tensor draw(Random& random, int height, int width) const override {
    torch::Tensor mask = torch::zeros({height, width, 1}, torch::kByte);
    mask.narrow(0, 0, 1 + random.below(height - 1)).fill_(255);
    return mask;
  }
  torch::Tensor attempt(Random& random, int height, int width,
                        const HoleRange&) const override {
    return draw(random, height, width);
  }
};

LoaderOptions with_holes(int threads) {
  LoaderOptions o = options(threads);
  o.holes = std::make_shared<UpperRows>();
  o.network.mask_input = MaskInput::kChannel;
  o.network.in_channels = 2;
  o.network.range_low = 0.0;
  o.network.range_high = 255.0;
  return o;
}

TEST(PairLoader, HolesAreBlankedAndShown) {
  PairLoader loader(std::make_shared<Numbered>(20), with_holes(2));
  std::set<int> sizes;
  for (const Batch& batch : epoch(loader, 1)) {
    ASSERT_EQ(batch.holes.sizes(), (std::vector<int64_t>{1, 1, 8, 8}));
    ASSERT_EQ(batch.a.sizes(), (std::vector<int64_t>{1, 2, 8, 8}));
    const torch::Tensor inside =
        batch.a.slice(1, 0, 1).masked_select(batch.holes > 0.5);
    EXPECT_EQ(inside.abs().max().item<float>(), 0.0f);
    EXPECT_TRUE(batch.a.slice(1, 1, 2).equal(255.0f * batch.holes));
    EXPECT_FALSE(batch.b.equal(torch::zeros_like(batch.b)));
    sizes.insert(static_cast<int>(batch.holes.sum().item<float>()));
  }
  EXPECT_GT(sizes.size(), 3u);
}

TEST(PairLoader, HolesDependOnSeedEpochAndPositionAlone) {
  PairLoader one(std::make_shared<Numbered>(20), with_holes(1));
  PairLoader four(std::make_shared<Numbered>(20), with_holes(4));
  expect_equal(epoch(one, 2), epoch(four, 2));
}

// By the number that A is filled with: B shows the crop, the mask its rows.
TEST(PairLoader, FixedSamplesComeAgainInEveryEpoch) {
  LoaderOptions fixed = with_holes(2);
  fixed.fixed = true;
  fixed.network.mask_input = MaskInput::kNone;
  fixed.holes = nullptr;
  PairLoader loader(std::make_shared<Numbered>(20), fixed);
  std::map<int, torch::Tensor> first;
  for (const Batch& batch : epoch(loader, 1))
    first[static_cast<int>(batch.a[0][0][0][0].item<float>())] = batch.b;
  ASSERT_EQ(first.size(), 20u);
  std::set<float> corners;
  for (const Batch& batch : epoch(loader, 2)) {
    const int pair = static_cast<int>(batch.a[0][0][0][0].item<float>());
    EXPECT_TRUE(batch.b.equal(first[pair])) << pair;
    corners.insert(batch.b[0][0][0][0].item<float>());
  }
  EXPECT_GT(corners.size(), 5u);
}

TEST(HoledPairs, HolesOfAPairNeverChange) {
  const HoledPairs pairs(std::make_shared<Numbered>(20),
                         std::make_shared<UpperRows>(), 1);
  std::set<int> sizes;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const torch::Tensor holes = pairs.get(i).holes;
    EXPECT_TRUE(holes.equal(pairs.get(i).holes));
    sizes.insert(holes.sum().item<int>());
  }
  EXPECT_GT(sizes.size(), 5u);
  EXPECT_EQ(pairs.name(3), "3");
}

TEST(PairLoader, ErrorsReachTheConsumer) {
  PairLoader loader(std::make_shared<Numbered>(5, 2), options(2));
  EXPECT_EQ(tests::message_of([&] { epoch(loader, 1); }),
            "bad pair; --skip-unreadable leaves such pairs out");
}

TEST(PairLoader, PicturesSmallerThanTheCropAreNamed) {
  LoaderOptions large = options(1);
  large.crop_size = 17;
  PairLoader loader(std::make_shared<Numbered>(5), large);
  EXPECT_NE(tests::message_of([&] {
              epoch(loader, 1);
            }).find("': a crop of 17 does not fit into 16x16 pixels"),
            std::string::npos);
}

/// Numbered pairs whose region is white at the left and black at the right.
class WithRegions : public Numbered {
 public:
  using Numbered::Numbered;
  Pair get(size_t i) const override {
    Pair pair = Numbered::get(i);
    pair.region = torch::zeros({16, 16, 1}, torch::kByte);
    pair.region.narrow(1, 0, 8).fill_(255);
    return pair;
  }
};

TEST(PairLoader, RegionsFollowTheCrop) {
  EXPECT_FALSE(epoch(*std::make_unique<PairLoader>(
                         std::make_shared<Numbered>(2), options(1)),
                     1)[0]
                   .weights.defined());
  PairLoader loader(std::make_shared<WithRegions>(6), options(2, 2));
  for (const Batch& batch : epoch(loader, 1)) {
    ASSERT_EQ(batch.weights.sizes(), (std::vector<int64_t>{2, 1, 8, 8}));
    // B counts up to the right from 0 to 15 within each row.
    EXPECT_TRUE(
        batch.weights.equal(batch.b.remainder(16.0).lt(8.0).to(torch::kFloat)));
  }
}

TEST(PairLoader, StopsInMidEpoch) {
  PairLoader loader(std::make_shared<Numbered>(1000), options(4));
  loader.start(1);
  loader.next();
}

TEST(Jitter, SameDrawForBothAndInsideThePicture) {
  const torch::Tensor picture =
      torch::arange(256).to(torch::kByte).view({16, 16, 1});
  const torch::Tensor part =
      apply_jitter(picture, {.x = 2, .y = 3, .width = 4, .height = 4});
  EXPECT_EQ(part[0][0][0].item<int>(), 50);
  EXPECT_EQ(part[3][3][0].item<int>(), 101);
  const torch::Tensor mirrored = apply_jitter(
      picture, {.x = 2, .y = 3, .width = 4, .height = 4, .flip = true});
  EXPECT_EQ(mirrored[0][0][0].item<int>(), 53);
}

TEST(Jitter, DrawsCoverAllPlacesAndBothSides) {
  std::set<int> xs, ys, flips;
  for (uint32_t i = 0; i < 300; ++i) {
    Random random(1, Stream::kSample, 1, i);
    const Jitter jitter = draw_jitter(random, 10, 9, 8, true);
    xs.insert(jitter.x);
    ys.insert(jitter.y);
    flips.insert(jitter.flip);
  }
  EXPECT_EQ(xs, (std::set<int>{0, 1, 2}));
  EXPECT_EQ(ys, (std::set<int>{0, 1}));
  EXPECT_EQ(flips.size(), 2u);
}

TEST(Jitter, CropThatDoesNotFitNamesBothSizes) {
  Random random(1, Stream::kSample, 1);
  EXPECT_NE(tests::message_of([&] {
              draw_jitter(random, 100, 50, 64, true);
            }).find("a crop of 64 does not fit into 100x50"),
            std::string::npos);
}

// Literals: a change of the generator would silently change every run.
TEST(Random, NormalNumbersAreNormal) {
  std::vector<float> values(10001);
  Random(1, Stream::kAugment, 1).fill_normal(values);
  const torch::Tensor numbers = torch::tensor(values);
  constexpr double kTolerance = 0.03;  // three standard errors
  EXPECT_NEAR(numbers.mean().item<double>(), 0.0, kTolerance);
  EXPECT_NEAR(numbers.std().item<double>(), 1.0, kTolerance);
}

TEST(Random, StaysTheSame) {
  Random order(1, Stream::kOrder, 1, 0);
  for (const uint32_t expected : {72u, 117u, 283u, 39u})
    EXPECT_EQ(order.below(1000), expected);
  Random sample(1, Stream::kSample, 2, 7);
  for (const uint32_t expected : {446u, 683u, 768u, 634u})
    EXPECT_EQ(sample.below(1000), expected);
  EXPECT_EQ(permutation(6, Random(1, Stream::kOrder, 1)),
            (std::vector<size_t>{3, 2, 4, 1, 5, 0}));
}

}  // namespace
}  // namespace p2p

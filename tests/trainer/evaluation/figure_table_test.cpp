// SPDX-License-Identifier: MIT
// A table of a network that changes nothing.
#include "trainer/evaluation/figure_table.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-9;

/// Gives back its input.
class Identity : public Generator {
 public:
  Identity() { register_parameter("unused", torch::zeros({1})); }
  torch::Tensor forward(const torch::Tensor& x) override { return x; }
};

/// Pair i: A is 100, B is 100 + 10 (i + 1).
class Steps : public PairSource {
 public:
  explicit Steps(bool with_region = false) : with_region_(with_region) {}
  size_t size() const override { return 3; }
  Pair get(size_t i) const override {
    Pair pair{
        torch::full({16, 16, 1}, 100, torch::kByte),
        torch::full({16, 16, 1}, 110 + 10 * static_cast<int>(i), torch::kByte)};
    if (with_region_) {
      pair.b.narrow(0, 0, 8).fill_(0);
      pair.region = torch::full({16, 16, 1}, 255, torch::kByte);
      pair.region.narrow(0, 0, 8).fill_(0);
    }
    return pair;
  }
  std::string name(size_t i) const override { return std::to_string(i); }

 private:
  bool with_region_;
};

ModelSpec grey_spec() {
  ModelSpec spec;
  spec.in_channels = spec.out_channels = 1;
  spec.in_channel_order = spec.out_channel_order = "grey";
  spec.unet = standard_unet(2, 4);
  return spec;
}

/// Makes everything white.
class White : public Generator {
 public:
  White() { register_parameter("unused", torch::zeros({1})); }
  torch::Tensor forward(const torch::Tensor& x) override {
    return torch::ones_like(x.narrow(1, 0, 1));
  }
};

/// Black pictures, half of them missing.
class HalfMissing : public Steps {
 public:
  Pair get(size_t) const override {
    Pair pair{torch::zeros({16, 16, 1}, torch::kByte),
              torch::zeros({16, 16, 1}, torch::kByte)};
    pair.holes = torch::zeros({16, 16, 1}, torch::kByte);
    pair.holes.narrow(0, 0, 8).fill_(255);
    return pair;
  }
};

FigureTable table_of(const PairSource& pairs,
                     const std::vector<std::string>& names) {
  Identity identity;
  return score(identity, grey_spec(), NormMode::kFrame, pairs,
               make_metrics(names));
}

TEST(FigureTable, OutsideItsHolesAPictureStaysAsItIs) {
  White white;
  ModelSpec spec = grey_spec();
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 2;
  const FigureTable table = score(white, spec, NormMode::kFrame, HalfMissing(),
                                  make_metrics({"L1", "L1@hole"}));
  // White but for three rows along the edge, which fade from black: 0.3, 0.6
  // and 0.8 of 255, rounded.
  const double wanted = (5 * 255 + 204 + 153 + 76) / (8 * 255.0);
  EXPECT_NEAR(table.mean("L1"), wanted / 2, kTolerance);
  EXPECT_NEAR(table.mean("L1@hole"), wanted, kTolerance);
  EXPECT_EQ(tests::message_of([&] {
              score(white, spec, NormMode::kFrame, Steps(),
                    make_metrics({"L1"}));
            }),
            "the model fills holes and was given none");
}

TEST(FigureTable, FiguresOfEveryPictureAndTheirMean) {
  const FigureTable table = table_of(Steps(), {"L1"});
  ASSERT_EQ(table.pictures.size(), 3u);
  EXPECT_NEAR(table.values[0][2], 30.0 / 255.0, kTolerance);
  EXPECT_NEAR(table.mean("L1"), 20.0 / 255.0, kTolerance);
  EXPECT_EQ(mean_estimate(table, 0).pictures, 3u);
  EXPECT_NE(tests::message_of([&] { table.mean("PSNR"); }), "");
}

TEST(FigureTable, OnlyTheRegionCounts) {
  EXPECT_NEAR(table_of(Steps(true), {"L1"}).mean("L1"), 20.0 / 255.0,
              kTolerance);
}

TEST(FigureTable, DifferencesArePaired) {
  const FigureTable a = table_of(Steps(), {"L1"});
  FigureTable b = a;
  for (double& value : b.values[0]) value -= 0.01;
  const Estimate difference = paired_difference(a, b, 0);
  EXPECT_NEAR(difference.value, 0.01, kTolerance);
  EXPECT_NEAR(difference.interval.low, 0.01, kTolerance);
  b.pictures[0] = "another";
  EXPECT_NE(tests::message_of([&] { paired_difference(a, b, 0); }), "");
}

TEST(FigureTable, WorstFirst) {
  FigureTable table = table_of(Steps(), {"L1", "PSNR"});
  table.values[0] = {0.1, NAN, 0.3};
  EXPECT_EQ(worst_first(table, 0), (std::vector<size_t>{2, 0}));
  EXPECT_EQ(worst_first(table, 1), (std::vector<size_t>{2, 1, 0}));
}

// At 0.5 the output (100) is black; the truth is white in the last only (130).
TEST(FigureTable, PooledMasks) {
  const FigureTable table = table_of(Steps(), {"accuracy"});
  ASSERT_EQ(table.masks.size(), 3u);
  const Estimate accuracy =
      pooled_estimate(table, MaskFigure::kAccuracy, threshold_level(0.5));
  EXPECT_NEAR(accuracy.value, 2.0 / 3.0, kTolerance);
  EXPECT_LT(accuracy.interval.low, accuracy.value);
  EXPECT_TRUE(table_of(Steps(), {"L1"}).masks.empty());
}

// By the four counts of a threshold or by all levels: one definition.
TEST(FigureTable, PooledFiguresAreThoseOfAllPixels) {
  const FigureTable table = table_of(Steps(), {"Dice", "AUC"});
  const int level = threshold_level(0.3);
  for (const MaskFigure figure :
       {MaskFigure::kDice, MaskFigure::kSpecificity, MaskFigure::kAuc}) {
    MaskHistogram first_and_last = table.masks[0];
    first_and_last += table.masks[2];
    FigureTable two = table;
    two.masks = {table.masks[0], table.masks[2]};
    EXPECT_EQ(pooled_estimate(two, figure, level).value,
              mask_figure(figure, first_and_last, level));
  }
  const Estimate auc = pooled_estimate(table, MaskFigure::kAuc, level);
  EXPECT_EQ(auc.value, 0.5);
  EXPECT_EQ(auc.interval.low, 0.5);
}

}  // namespace
}  // namespace p2p

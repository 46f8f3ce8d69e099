// SPDX-License-Identifier: MIT
// Fillers that fill with one colour, and their tables.
#include "trainer/comparison/comparison_tables.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "trainer/comparison/comparison_page.h"

namespace p2p {
namespace {

using tests::contains;

constexpr double kTolerance = 1e-9;

/// Black, twice.
class Black : public PairSource {
 public:
  size_t size() const override { return 2; }
  Pair get(size_t) const override {
    const torch::Tensor a = torch::zeros({10, 10, 3}, torch::kByte);
    return {a, a};
  }
  std::string name(size_t i) const override {
    return i == 0 ? "a,b.png" : "c.png";
  }
};

/// Fills with a grey and counts how often.
class Grey : public Filler {
 public:
  Grey(std::string name, int level) : name_(std::move(name)), level_(level) {}
  const std::string& name() const override { return name_; }
  torch::Tensor fill(const torch::Tensor& picture,
                     const torch::Tensor& holes) override {
    ++calls;
    return torch::where(holes > 0, torch::full_like(picture, level_), picture);
  }
  int calls = 0;

 private:
  std::string name_;
  int level_;
};

/// Upper rows of the picture; `rows` of 10.
HoleCase rows_missing(size_t picture, int rows, bool border) {
  torch::Tensor holes = torch::zeros({10, 10, 1}, torch::kByte);
  holes.narrow(0, border ? 0 : 1, rows).fill_(255);
  return {picture, rows - 1, border, holes};
}

class ComparisonTables : public ::testing::Test {
 protected:
  FillerFigures run(const std::string& name, int level) {
    Grey filler(name, level);
    return run_filler(filler, pairs_, cases_, make_metrics({"L1", "L1@hole"}),
                      [](size_t) {});
  }

  Black pairs_;
  std::vector<HoleCase> cases_ = {
      rows_missing(0, 1, false), rows_missing(1, 1, true),
      rows_missing(0, 3, false), rows_missing(1, 3, false)};
  std::vector<FillerFigures> fillers_ = {run("dark", 51), run("light", 102)};
  BootstrapOptions bootstrap_ = {.resamples = 50};
};

TEST_F(ComparisonTables, FiguresByRatioAndDifferencesFromTheReference) {
  const RatioTable table =
      ratio_table(fillers_, cases_, 0, BorderCase::kAll, "dark", bootstrap_);
  EXPECT_EQ(table.title, "L1, all masks");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[2].name, "light - dark");
  ASSERT_EQ(table.columns.size(), 3u);  // two ratios, and all
  EXPECT_EQ(table.columns[1].heading, "20-30 %");
  EXPECT_EQ(table.columns[2].heading, "all (4)");
  EXPECT_NEAR(table.columns[0].estimates[0].value, 0.02, kTolerance);
  EXPECT_NEAR(table.columns[1].estimates[0].value, 0.06, kTolerance);
  EXPECT_NEAR(table.columns[1].estimates[1].value, 0.12, kTolerance);
  EXPECT_NEAR(table.columns[1].estimates[2].value, 0.06, kTolerance);
  EXPECT_NEAR(table.columns[2].estimates[2].value, 0.04, kTolerance);
}

TEST_F(ComparisonTables, HolesAloneAreAsWrongWhateverTheirSize) {
  const RatioTable table =
      ratio_table(fillers_, cases_, 1, BorderCase::kAll, "dark", bootstrap_);
  for (const EstimateColumn& column : table.columns)
    EXPECT_NEAR(column.estimates[0].value, 0.2, kTolerance);
}

TEST_F(ComparisonTables, BorderCasesApart) {
  const RatioTable table =
      ratio_table(fillers_, cases_, 0, BorderCase::kBorder, "dark", bootstrap_);
  ASSERT_EQ(table.columns.size(), 2u);  // only 0-10 % touches it
  EXPECT_EQ(table.columns[1].heading, "all (1)");
  EXPECT_EQ(ratio_tables(fillers_, cases_, "dark", bootstrap_).size(), 6u);
}

TEST_F(ComparisonTables, WithoutAReferenceThereAreNoDifferences) {
  const RatioTable table =
      ratio_table(fillers_, cases_, 0, BorderCase::kAll, "telea", bootstrap_);
  EXPECT_EQ(table.rows.size(), 2u);
}

TEST_F(ComparisonTables, EveryCaseHasItsLine) {
  const std::string csv = comparison_csv(fillers_, cases_, pairs_);
  EXPECT_TRUE(contains(csv, "filler,picture,bucket,border,ratio,L1,L1@hole\n"));
  EXPECT_TRUE(
      contains(csv, "dark,\"a,b.png\",0-10 %,no,0.100000,0.020000,0.200000\n"));
  EXPECT_TRUE(
      contains(csv, "light,c.png,20-30 %,no,0.300000,0.120000,0.400000\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 9);
}

TEST_F(ComparisonTables, AllOfItRepeatsToTheDigit) {
  const std::vector<FillerFigures> again = {run("dark", 51), run("light", 102)};
  EXPECT_EQ(comparison_csv(again, cases_, pairs_),
            comparison_csv(fillers_, cases_, pairs_));
  const auto text = [&](const std::vector<FillerFigures>& fillers) {
    return ratio_text(
        ratio_table(fillers, cases_, 0, BorderCase::kAll, "dark", bootstrap_));
  };
  EXPECT_EQ(text(again), text(fillers_));
}

// The first picture of a size is filled once more, so that no plan is timed.
TEST_F(ComparisonTables, TimesAreOfPreparedFillers) {
  Grey filler("x", 1);
  const FillerFigures found =
      run_filler(filler, pairs_, cases_, make_metrics({"L1"}), [](size_t) {});
  EXPECT_EQ(filler.calls, 5);
  EXPECT_EQ(found.milliseconds.size(), 4u);
  EXPECT_EQ(median({3.0, 1.0, 2.0}), 2.0);
  EXPECT_TRUE(std::isnan(median({})));
  EXPECT_TRUE(contains(times_text(fillers_, "dark"), " times dark)"));
}

TEST_F(ComparisonTables, APageForABrowser) {
  const std::string page = comparison_page(
      "Holes <filled>", {"a & b"},
      {{"a,b.png", {{"dark", "pictures/0-0.png"}}}},
      {ratio_table(fillers_, cases_, 0, BorderCase::kAll, "dark", bootstrap_)});
  EXPECT_TRUE(contains(page, "<!DOCTYPE html>"));
  EXPECT_TRUE(contains(page, "<h1>Holes &lt;filled&gt;</h1>"));
  EXPECT_TRUE(contains(page, "<p>a &amp; b</p>"));
  EXPECT_TRUE(contains(page, "<img src=\"pictures/0-0.png\" alt=\"dark\">"));
  EXPECT_TRUE(contains(page, "<td>light - dark</td>"));
  EXPECT_FALSE(contains(page, "http"));
}

}  // namespace
}  // namespace p2p

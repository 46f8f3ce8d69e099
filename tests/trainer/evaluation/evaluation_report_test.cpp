// SPDX-License-Identifier: MIT
// What evaluate prints, to the letter.
#include "trainer/evaluation/evaluation_report.h"

#include <gtest/gtest.h>

namespace p2p {
namespace {

/// Two grey pictures of 64x64: three scales of MS-SSIM.
class Blank : public PairSource {
 public:
  size_t size() const override { return 2; }
  Pair get(size_t) const override {
    const torch::Tensor black = torch::zeros({64, 64, 1}, torch::kByte);
    return {black, black};
  }
  std::string name(size_t i) const override { return std::to_string(i); }
};

EvaluationRun run_of(const std::string& label, const FigureTable& table) {
  EvaluationRun run;
  run.label = label;
  run.table = table;
  return run;
}

FigureTable similarity(double figure) {
  return {make_metrics({"MS-SSIM"}), {"0", "1"}, {{figure, figure}}, {}};
}

TEST(EvaluationReport, TwoRunsAndTheirDifference) {
  EXPECT_EQ(means_text({run_of("frame", similarity(0.5)),
                        run_of("running", similarity(0.75))},
                       Blank(), {}),
            "                    frame                    "
            "running                  frame - running\n"
            "MS-SSIM (3 scales)  0.5000 [0.5000, 0.5000]  "
            "0.7500 [0.7500, 0.7500]  -0.2500 [-0.2500, -0.2500]\n");
}

TEST(EvaluationReport, PooledMasks) {
  EvaluationRun one =
      run_of("frame", {make_metrics({"Dice"}), {"0", "1"}, {{}}, {}});
  EXPECT_EQ(pooled_text({one}, {}), "");
  EXPECT_EQ(best_threshold_text({one}), "");
  MaskHistogram pixels;
  pixels.positive[10'000] = 3;
  pixels.negative[40'000] = 2;
  one.table.masks = {pixels, pixels};
  EXPECT_EQ(pooled_text({one}, {}),
            "\nmask figures over the pixels of all pictures together\n"
            "      frame\n"
            "Dice  0.0000 [0.0000, 0.0000]\n");
  EXPECT_EQ(best_threshold_text({one}),
            "frame: the threshold 0.0000 would give the highest Dice here, "
            "0.7500 (choose it on validation pictures only)\n");
}

}  // namespace
}  // namespace p2p

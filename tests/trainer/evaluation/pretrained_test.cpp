// SPDX-License-Identifier: MIT
// The models that ship: they load, and the real one is as good as its card.
#include <cstdlib>

#include <gtest/gtest.h>

#include "models/networks/norm.h"
#include "models/weights/model_file.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/evaluation/figure_table.h"

namespace p2p {
namespace {

std::filesystem::path pretrained(const std::string& name) {
  return std::filesystem::path(P2P_PRETRAINED) / (name + ".safetensors");
}

TEST(Pretrained, ModelsLoadAndSayWhatTheyAre) {
  for (const char* name : {"maps", "scenes", "vessels"}) {
    const Model model = load_model(pretrained(name));
    EXPECT_EQ(model.spec.norm_stats, NormStats::kRunning) << name;
    EXPECT_NE(model.spec.figures, "{}") << name;
    EXPECT_NE(model.spec.licence_note, "") << name;
  }
}

// The card's table, digit for digit.
TEST(Pretrained, MapsReachTheirCardsFigures) {
  constexpr double kTolerance = 1e-4, kDecibels = 0.01, kSsim = 1e-3;
  const char* data = std::getenv("PIX2PIX_DATA");
  if (!data) GTEST_SKIP() << "PIX2PIX_DATA is not set";
  if (!can_read_picture_files()) GTEST_SKIP() << "built without OpenCV";
  const Model model = load_model(pretrained("maps"));
  const DataOptions options{.dataroot = std::filesystem::path(data) / "maps"};
  const PairSourcePtr pairs =
      judging_size(open_pairs(options, "val"), options, 256);
  const auto figures = [&](NormMode mode) {
    return score(*model.generator, model.spec, mode, *pairs,
                 make_metrics({"L1", "PSNR", "SSIM"}));
  };
  const FigureTable running = figures(NormMode::kRunning);
  EXPECT_NEAR(running.mean("L1"), 0.0379, kTolerance);
  EXPECT_NEAR(running.mean("PSNR"), 25.22, kDecibels);
  EXPECT_NEAR(running.mean("SSIM"), 0.638, kSsim);
  const FigureTable frame = figures(NormMode::kFrame);
  EXPECT_NEAR(frame.mean("L1"), 0.0407, kTolerance);
  EXPECT_NEAR(frame.mean("PSNR"), 24.74, kDecibels);
  EXPECT_NEAR(frame.mean("SSIM"), 0.598, kSsim);
}

TEST(Pretrained, VesselsReachTheirCardsFigures) {
  constexpr double kTolerance = 1e-3;
  const char* data = std::getenv("PIX2PIX_DATA");
  if (!data) GTEST_SKIP() << "PIX2PIX_DATA is not set";
  if (!can_read_picture_files()) GTEST_SKIP() << "built without OpenCV";
  const Model model = load_model(pretrained("vessels"));
  const DataOptions options{.dataroot = std::filesystem::path(data) / "drive",
                            .channels = {3, 1},
                            .kinds = {.b = PictureKind::kMask},
                            .preprocess = Preprocess::kCrop};
  const FigureTable table =
      score(*model.generator, model.spec, NormMode::kRunning,
            *judging_size(open_pairs(options, "test"), options, 256),
            make_metrics({"masks"}));
  EXPECT_NEAR(table.mean("Dice"), 0.818, kTolerance);
  EXPECT_NEAR(table.mean("AUC"), 0.978, kTolerance);
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// Engines that fill holes, against the network and the slow way to lay it into
// them: every kind of mask input, regions, feathers, and frames of all kinds of
// holes.
#include <cmath>
#include <string>

#include <ATen/ops/where.h>
#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "models/inference/hole_region.h"
#include "models/inference/reference.h"
#include "models/networks/initialise.h"
#include "models/networks/masked_input.h"
#include "models/networks/norm.h"
#include "models/pixels/picture_tensor.h"
#include "tests/models/inference/lacks.h"
#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;

/// fp32: at most one rounding of an 8-bit value apart.
constexpr double kLevels = 1.0;
/// That is at least:
constexpr double kFp32Decibels = 48.0;
/// bf16 has 8 bits of mantissa; the small random networks here lose at most:
constexpr double kBf16Decibels = 30.0;

ModelSpec unet_spec(MaskInput input) {
  ModelSpec spec;
  spec.unet = standard_unet(4, 8);
  spec.mask_input = input;
  spec.in_channels = input == MaskInput::kChannel ? 4 : 3;
  spec.norm_stats = NormStats::kRunning;
  spec.training_width = spec.training_height = 32;
  return spec;
}

ModelSpec pconv_spec() {
  ModelSpec spec = unet_spec(MaskInput::kChannel);
  spec.architecture = Architecture::kPconv;
  spec.pconv.depth = 3;
  spec.pconv.ngf = 8;
  return spec;
}

Model model_of(const ModelSpec& spec) {
  Model model{spec, make_generator(spec)};
  initialise_normal(*model.generator, 3, 0.2);
  return model;
}

Engine engine_of(const ModelSpec& spec, Kernels kernels = Kernels::kAuto,
                 Precision precision = Precision::kFp32) {
  return {model_of(spec),
          {torch::kCPU, "test"},
          {.device = "cpu", .precision = precision, .kernels = kernels}};
}

torch::Tensor random_picture(int height, int width) {
  torch::manual_seed(5);
  return torch::randint(0, 256, {height, width, 3}, torch::kByte);
}

torch::Tensor mask_with(int height, int width, const PixelBox& box) {
  torch::Tensor mask = torch::zeros({height, width, 1}, torch::kByte);
  mask.slice(0, box.y, box.y + box.height)
      .slice(1, box.x, box.x + box.width)
      .fill_(255);
  return mask;
}

/// What the network makes of a picture with holes, whose sides are multiples
/// of its own.
torch::Tensor network_picture(const ModelSpec& spec,
                              const torch::Tensor& picture,
                              const torch::Tensor& mask) {
  const torch::NoGradGuard no_grad;
  const Model model = model_of(spec);
  model.generator->eval();
  set_norm_mode(*model.generator, mode_for(spec.norm_stats));
  const torch::Tensor x =
      picture_to_tensor(picture, value_range(spec)).unsqueeze(0);
  const torch::Tensor holes =
      (mask >= 128).to(torch::kFloat).permute({2, 0, 1}).unsqueeze(0);
  return tensor_to_picture(
      model.generator->forward(masked_input(spec, x, holes))[0],
      value_range(spec));
}

torch::Tensor reference(const ModelSpec& spec, const torch::Tensor& picture,
                        const torch::Tensor& mask) {
  return fill_reference(picture, network_picture(spec, picture, mask), mask);
}

double max_levels(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat) - b.to(torch::kFloat)).abs().max().item<float>();
}

class FillHoles : public ::testing::TestWithParam<ModelSpec> {};

TEST_P(FillHoles, IsTheNetworkInsideAndTheInputOutside) {
  const torch::Tensor picture = random_picture(32, 48);
  Engine engine = engine_of(GetParam());
  for (const PixelBox& box : {PixelBox{10, 7, 17, 12}, PixelBox{0, 0, 48, 32},
                              PixelBox{47, 31, 1, 1}}) {
    const torch::Tensor mask = mask_with(32, 48, box);
    const torch::Tensor found = engine.fill_holes(picture, mask);
    EXPECT_LE(max_levels(found, reference(GetParam(), picture, mask)), kLevels);
    EXPECT_TRUE(at::where(mask >= 128, picture, found).equal(picture));
    EXPECT_FALSE(found.equal(picture));
  }
}

/// What was in a hole does not matter, and is not seen.
TEST_P(FillHoles, DoesNotSeeWhatIsInAHole) {
  const torch::Tensor mask = mask_with(39, 45, {10, 7, 17, 12});
  const torch::Tensor picture = random_picture(39, 45);
  const torch::Tensor other =
      at::where(mask >= 128, 255 - picture, picture).to(torch::kByte);
  Engine engine = engine_of(GetParam());
  const torch::Tensor inside = mask >= 128;
  EXPECT_TRUE(at::where(inside, engine.fill_holes(picture, mask), 0)
                  .equal(at::where(inside, engine.fill_holes(other, mask), 0)));
  EXPECT_TRUE(engine.fill_holes(picture, mask, 3)
                  .equal(engine.fill_holes(other, mask, 3)));
}

TEST_P(FillHoles, LeavesPicturesWithoutHolesAlone) {
  const torch::Tensor picture = random_picture(39, 45);
  Engine engine = engine_of(GetParam());
  EXPECT_TRUE(
      engine.fill_holes(picture, torch::zeros({39, 45, 1}, torch::kByte))
          .equal(picture));
}

TEST_P(FillHoles, FadesOverTheFeather) {
  const torch::Tensor mask = mask_with(32, 48, {10, 7, 20, 14});
  const torch::Tensor picture = random_picture(32, 48);
  Engine engine = engine_of(GetParam());
  const torch::Tensor sharp = engine.fill_holes(picture, mask);
  const torch::Tensor soft = engine.fill_holes(picture, mask, 3);
  const torch::Tensor made = network_picture(GetParam(), picture, mask);
  // Across the upper edge: three quarters, a half, a quarter, nothing.
  for (int d = 1; d <= 3; ++d) {
    const torch::Tensor below = picture[7 - d][20].to(torch::kFloat);
    const torch::Tensor above = made[7 - d][20].to(torch::kFloat);
    EXPECT_LE(
        max_levels(soft[7 - d][20], below + (above - below) * (1 - d / 4.0)),
        kLevels + 0.5);
  }
  EXPECT_TRUE(soft[3].equal(picture[3]));
  EXPECT_TRUE(soft[7].slice(0, 10, 30).equal(sharp[7].slice(0, 10, 30)));
}

/// Of a large frame only the region is run: it is what a frame of its own would
/// be.
TEST_P(FillHoles, RunsTheRegionAlone) {
  const PixelBox holes{150, 81, 20, 16};
  const PixelBox region =
      hole_region(holes, {.frame_width = 300,
                          .frame_height = 200,
                          .step = {},
                          .multiple = size_multiple(GetParam()),
                          .least_width = 32,
                          .least_height = 32});
  ASSERT_LT(region.width * region.height, 300 * 200 / 3);
  const torch::Tensor picture = random_picture(200, 300);
  const torch::Tensor mask = mask_with(200, 300, holes);
  const auto cut = [&](const torch::Tensor& whole) {
    return whole.slice(0, region.y, region.y + region.height)
        .slice(1, region.x, region.x + region.width)
        .contiguous();
  };
  Engine engine = engine_of(GetParam()), small = engine_of(GetParam());
  const torch::Tensor found = engine.fill_holes(picture, mask);
  EXPECT_TRUE(cut(found).equal(small.fill_holes(cut(picture), cut(mask))));
  EXPECT_TRUE(at::where(mask >= 128, picture, found).equal(picture));
}

TEST_P(FillHoles, IsTheSameWhateverCameBefore) {
  const torch::Tensor picture = random_picture(120, 160);
  const torch::Tensor mask = mask_with(120, 160, {30, 20, 9, 9});
  Engine engine = engine_of(GetParam());
  const torch::Tensor first = engine.fill_holes(picture, mask, 2);
  engine.fill_holes(picture, mask_with(120, 160, {0, 0, 150, 119}), 7);
  engine.fill_holes(picture, mask_with(120, 160, {120, 90, 5, 5}));
  EXPECT_TRUE(engine.fill_holes(picture, mask, 2).equal(first));
}

/// A box, single pixels, stripes along the border, and nothing but holes.
std::vector<torch::Tensor> masks(int height, int width) {
  torch::manual_seed(7);
  torch::Tensor border = mask_with(height, width, {0, 0, width, 2});
  border.slice(1, width - 3).fill_(255);
  return {mask_with(height, width, {width / 3, 5, width / 2, height / 2}),
          (torch::rand({height, width, 1}) < 0.2).to(torch::kByte) * 255,
          border, torch::full({height, width, 1}, 255, torch::kByte)};
}

/// One engine for all sizes and masks, as a video's.
void expect_same(Engine& engine, Engine& plain, double least_decibels) {
  for (const auto& [height, width] :
       {std::pair{64, 80}, {39, 45}, {17, 33}, {121, 145}}) {
    const torch::Tensor picture = random_picture(height, width);
    for (const torch::Tensor& mask : masks(height, width)) {
      const torch::Tensor found = engine.fill_holes(picture, mask);
      const torch::Tensor wanted = plain.fill_holes(picture, mask);
      const double mse = (found.to(torch::kDouble) - wanted.to(torch::kDouble))
                             .square()
                             .mean()
                             .item<double>();
      EXPECT_GE(10.0 * std::log10(255.0 * 255.0 / mse), least_decibels)
          << width << "x" << height;
      if (least_decibels >= kFp32Decibels) {
        EXPECT_LE(max_levels(found, wanted), kLevels) << width << "x" << height;
      }
    }
  }
}

TEST_P(FillHoles, IsTheSameInAllKernels) {
  Engine plain = engine_of(GetParam(), Kernels::kPlain);
  for (const Kernels kernels :
       {Kernels::kAuto, Kernels::kOnednn, Kernels::kAvx512}) {
    if (!tests::lacks(kernels, Precision::kFp32).empty()) continue;
    Engine fast = engine_of(GetParam(), kernels);
    expect_same(fast, plain, kFp32Decibels);
  }
}

TEST_P(FillHoles, Bf16IsClose) {
  Engine plain = engine_of(GetParam(), Kernels::kPlain);
  for (const Kernels kernels :
       {Kernels::kPlain, Kernels::kOnednn, Kernels::kAvx512}) {
    if (!tests::lacks(kernels, Precision::kBf16).empty()) continue;
    Engine fast = engine_of(GetParam(), kernels, Precision::kBf16);
    expect_same(fast, plain, kBf16Decibels);
  }
}

/// A mask that stands still, moves, and comes back within one region.
TEST_P(FillHoles, FollowsTheMask) {
  Engine engine = engine_of(GetParam());
  for (const int x : {10, 10, 17, 10, 25, 25, 10}) {
    const torch::Tensor mask = mask_with(32, 48, {x, 7, 12, 12});
    // Another picture each time.
    const torch::Tensor picture =
        random_picture(32, 48).bitwise_xor(torch::full({1}, x, torch::kByte));
    EXPECT_LE(max_levels(engine.fill_holes(picture, mask),
                         reference(GetParam(), picture, mask)),
              kLevels)
        << x;
  }
}

TEST_P(FillHoles, AutoTakesTheKernelsOfAnyOtherNetwork) {
  EXPECT_EQ(
      engine_of(GetParam()).kernels(),
      choose_kernels(Kernels::kAuto, torch::kCPU, Precision::kFp32).kernels);
}

INSTANTIATE_TEST_SUITE_P(Models, FillHoles,
                         ::testing::Values(unet_spec(MaskInput::kChannel),
                                           unet_spec(MaskInput::kBlank),
                                           pconv_spec()),
                         [](const auto& info) {
                           return std::string(
                                      to_string(info.param.architecture)) +
                                  "_" + to_string(info.param.mask_input);
                         });

TEST(Holes, RefusesModelsThatTakeNoMask) {
  Engine engine = engine_of(unet_spec(MaskInput::kNone));
  const torch::Tensor picture = random_picture(32, 32);
  EXPECT_NE(message_of([&] {
              engine.fill_holes(picture, mask_with(32, 32, {1, 1, 2, 2}));
            }).find("takes no mask"),
            std::string::npos);
}

TEST(Holes, RefusesToRunAModelWithoutItsMask) {
  Engine engine = engine_of(unet_spec(MaskInput::kChannel));
  const torch::Tensor picture = random_picture(32, 32);
  EXPECT_NE(message_of([&] { engine.run(picture); }).find("needs a mask"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// The engine against the reference: every architecture, precision and size.
#include "models/inference/engine.h"

#include <gtest/gtest.h>

#include "models/inference/reference.h"
#include "models/networks/initialise.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::message_of;

/// LibTorch looks for its CUDA half once, at the first convolution or seed of
/// the process, whichever test that is in.
class CudaHalfFirst : public ::testing::Environment {
  void SetUp() override { choose_device("cpu"); }
};
[[maybe_unused]] const auto* const kCudaHalfFirst =
    ::testing::AddGlobalTestEnvironment(new CudaHalfFirst);

// fp32: at most one rounding of an 8-bit value apart.
constexpr double kFp32Levels = 1.0;
// bf16 has 8 bits of mantissa; the small random networks here lose at most:
constexpr double kBf16Decibels = 30.0;

ModelSpec spec_of(Architecture architecture, NormKind kind, int channels) {
  ModelSpec spec;
  spec.architecture = architecture;
  spec.norm = {.kind = kind, .affine = kind == NormKind::kBatch};
  spec.unet = standard_unet(4, 8);
  spec.resnet = {.blocks = 2, .ngf = 8};
  spec.unet.conv_bias = spec.resnet.conv_bias = kind != NormKind::kBatch;
  spec.in_channels = spec.out_channels = channels;
  spec.training_width = spec.training_height = 32;
  return spec;
}

Model model_of(const ModelSpec& spec) {
  Model model{spec, make_generator(spec)};
  initialise_normal(*model.generator, 3, 0.2);
  return model;
}

Engine engine_of(const ModelSpec& spec, Precision precision, NormStats stats) {
  return {model_of(spec),
          {torch::kCPU, "test"},
          {.device = "cpu", .precision = precision, .norm_stats = stats}};
}

torch::Tensor random_picture(int height, int width, int channels) {
  torch::manual_seed(5);
  return torch::randint(0, 256, {height, width, channels}, torch::kByte);
}

double max_levels(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat) - b.to(torch::kFloat)).abs().max().item<float>();
}

double decibels(const torch::Tensor& a, const torch::Tensor& b) {
  const double mse = (a.to(torch::kDouble) - b.to(torch::kDouble))
                         .square()
                         .mean()
                         .item<double>();
  return 10.0 * std::log10(255.0 * 255.0 / mse);
}

torch::Tensor reference(const ModelSpec& spec, NormStats stats,
                        const torch::Tensor& picture) {
  return run_reference(*model_of(spec).generator, spec, mode_for(stats),
                       picture);
}

TEST(Engine, EqualsTheReferenceInFp32) {
  for (const auto architecture : {Architecture::kUnet, Architecture::kResnet})
    for (const auto kind :
         {NormKind::kBatch, NormKind::kInstance, NormKind::kNone})
      for (const auto stats : {NormStats::kFrame, NormStats::kRunning})
        for (const auto& [height, width] :
             {std::pair{32, 32}, {1, 1}, {17, 45}, {2, 31}}) {
          // One pixel is a picture without variance: what a chain of norms
          // makes of the reference's rounding errors means nothing.
          if (height == 1 && architecture == Architecture::kResnet) continue;
          const ModelSpec spec = spec_of(architecture, kind, 3);
          const torch::Tensor x = random_picture(height, width, 3);
          Engine engine = engine_of(spec, Precision::kFp32, stats);
          EXPECT_LE(max_levels(engine.run(x), reference(spec, stats, x)),
                    kFp32Levels)
              << to_json(spec) << height << "x" << width;
        }
}

TEST(Engine, Bf16IsClose) {
  for (const auto stats : {NormStats::kFrame, NormStats::kRunning}) {
    const ModelSpec spec = spec_of(Architecture::kUnet, NormKind::kBatch, 3);
    const torch::Tensor x = random_picture(32, 48, 3);
    Engine engine = engine_of(spec, Precision::kBf16, stats);
    EXPECT_GE(decibels(engine.run(x), reference(spec, stats, x)),
              kBf16Decibels);
  }
}

TEST(Engine, GreyModelsAndBgrModels) {
  ModelSpec grey = spec_of(Architecture::kUnet, NormKind::kBatch, 1);
  grey.in_channel_order = grey.out_channel_order = "grey";
  ModelSpec bgr = spec_of(Architecture::kUnet, NormKind::kBatch, 3);
  bgr.in_channel_order = bgr.out_channel_order = "BGR";
  for (const ModelSpec& spec : {grey, bgr}) {
    const torch::Tensor x = random_picture(20, 20, spec.in_channels);
    Engine engine = engine_of(spec, Precision::kFp32, NormStats::kFrame);
    EXPECT_LE(max_levels(engine.run(x), reference(spec, NormStats::kFrame, x)),
              kFp32Levels);
  }
}

TEST(Engine, SameFrameSameOutputWhateverCameBefore) {
  Engine engine = engine_of(spec_of(Architecture::kUnet, NormKind::kBatch, 3),
                            Precision::kFp32, NormStats::kFrame);
  const torch::Tensor x = random_picture(30, 40, 3);
  const torch::Tensor first = engine.run(x);
  engine.run(random_picture(64, 20, 3));
  EXPECT_TRUE(engine.run(x).equal(first));
}

P2pFrame frame_of(torch::Tensor& picture) {
  P2pFrame frame{};
  frame.height = static_cast<int32_t>(picture.size(0));
  frame.width = static_cast<int32_t>(picture.size(1));
  frame.n_components = static_cast<int32_t>(picture.size(2));
  frame.colour = frame.n_components == 1 ? P2P_COLOUR_GREY : P2P_COLOUR_RGB;
  for (int c = 0; c < frame.n_components; ++c)
    frame.component[c] = {picture.mutable_data_ptr<uint8_t>() + c,
                          frame.n_components * frame.width, frame.n_components,
                          0, 0};
  return frame;
}

/// The overlay of the reference's 8-bit mask, which lies up to half a level
/// from the network's own.
TEST(Engine, LaysItsMaskOverThePicture) {
  ModelSpec spec = spec_of(Architecture::kUnet, NormKind::kBatch, 3);
  spec.out_channels = 1;
  spec.out_channel_order = "grey";
  torch::Tensor picture = random_picture(45, 67, 3);
  const torch::Tensor mask =
      reference(spec, NormStats::kFrame, picture).to(torch::kFloat) / 255.0;
  Engine engine = engine_of(spec, Precision::kFp32, NormStats::kFrame);
  const auto run = [&](const P2pComposition& composition, int channels) {
    torch::Tensor out = torch::zeros({45, 67, channels}, torch::kByte);
    engine.run(frame_of(picture), frame_of(out), composition);
    return out;
  };
  const torch::Tensor colour = torch::tensor({255.0f, 128.0f, 0.0f});
  const torch::Tensor wanted =
      picture + (colour - picture) * mask * (128.0 / 255.0);
  EXPECT_LE(
      max_levels(run({P2P_OUTPUT_OVERLAY, 0.0, 0x80FF8000u, 0}, 3), wanted),
      1.0);
  const torch::Tensor sharp = run({P2P_OUTPUT_PICTURE, 0.5, 0, 0}, 1);
  const torch::Tensor sure = (mask - 0.5).abs() > 2.0 / 255.0;
  EXPECT_TRUE((sharp == (mask > 0.5).to(torch::kByte) * 255)
                  .logical_or(~sure)
                  .all()
                  .item<bool>());
  EXPECT_GT(sure.to(torch::kFloat).mean().item<float>(), 0.5f);
}

TEST(Engine, FramesOfABatchAreAsOneByOne) {
  Engine engine = engine_of(spec_of(Architecture::kUnet, NormKind::kBatch, 3),
                            Precision::kFp32, NormStats::kFrame);
  std::vector<torch::Tensor> pictures, results;
  std::vector<P2pFrame> inputs, outputs;
  for (int i = 0; i < 3; ++i) {
    pictures.push_back(random_picture(30, 50, 3).div(i + 1, "floor"));
    results.push_back(torch::zeros({30, 50, 3}, torch::kByte));
    inputs.push_back(frame_of(pictures.back()));
    outputs.push_back(frame_of(results.back()));
  }
  engine.run(inputs, outputs);
  for (int i = 0; i < 3; ++i)
    EXPECT_LE(max_levels(engine.run(pictures[i]), results[i]), kFp32Levels);
}

TEST(Engine, StatisticsComeFromTheSpecUnlessAskedFor) {
  ModelSpec spec = spec_of(Architecture::kUnet, NormKind::kBatch, 3);
  spec.norm_stats = NormStats::kRunning;
  const DeviceChoice cpu{torch::kCPU, "test"};
  EXPECT_EQ(Engine(model_of(spec), cpu, {}).norm_stats(), NormStats::kRunning);
  EXPECT_EQ(Engine(model_of(spec), cpu, {.norm_stats = NormStats::kFrame})
                .norm_stats(),
            NormStats::kFrame);
}

TEST(Engine, RefusesWhatItCannotDo) {
  const DeviceChoice cpu{torch::kCPU, "test"};
  const ModelSpec spec = spec_of(Architecture::kUnet, NormKind::kBatch, 3);
  EXPECT_NE(message_of([&] {
              Engine(model_of(spec), cpu, {.precision = Precision::kFp16});
            }).find("fp16 needs a GPU"),
            std::string::npos);
  ModelSpec five = spec;
  five.in_channels = 5;
  EXPECT_NE(message_of([&] {
              Engine(model_of(five), cpu, {});
            }).find("takes 5 channels"),
            std::string::npos);
}

TEST(Engine, RefusesFramesThatNoMemoryHolds) {
  Engine engine = engine_of(spec_of(Architecture::kUnet, NormKind::kBatch, 3),
                            Precision::kFp32, NormStats::kFrame);
  EXPECT_NE(
      message_of([&] { engine.prepare(100000000, 1000); }).find("too large"),
      std::string::npos);
}

TEST(Device, UnknownWordsAndMissingDevices) {
  EXPECT_NE(message_of([] { choose_device("gpu"); }).find("known: auto"),
            std::string::npos);
  EXPECT_NE(message_of([] { choose_device("cuda:x"); }), "");
  EXPECT_EQ(choose_device("cpu").device, torch::Device(torch::kCPU));
  const DeviceChoice chosen = choose_device("auto");
  EXPECT_NE(chosen.reason.find("auto chose"), std::string::npos);
  if (chosen.device.is_cpu()) {
    EXPECT_NE(
        message_of([] { choose_device("cuda"); }).find("choose cpu or auto"),
        std::string::npos);
  }
}

// LibTorch must find its CUDA half although the CPU was used first.
TEST(Device, CpuModelAndThenCudaModel) {
  const ModelSpec spec = spec_of(Architecture::kUnet, NormKind::kBatch, 3);
  const torch::Tensor x = random_picture(32, 32, 3);
  const torch::Tensor on_cpu = Engine(model_of(spec), choose_device("cpu"),
                                      {.precision = Precision::kFp32})
                                   .run(x);
  const DeviceChoice chosen = choose_device("auto");
  if (chosen.device.is_cpu()) GTEST_SKIP() << chosen.reason;
  const torch::Tensor on_gpu = Engine(model_of(spec), choose_device("cuda"),
                                      {.precision = Precision::kFp32})
                                   .run(x);
  EXPECT_LE(max_levels(on_cpu, on_gpu), 2.0);
}

}  // namespace
}  // namespace p2p

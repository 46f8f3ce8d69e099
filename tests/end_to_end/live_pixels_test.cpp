// SPDX-License-Identifier: MIT
// From two pictures to a live pipeline: the element shows exactly what the
// network, called directly, makes of each frame.
#include <cstring>

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "models/networks/initialise.h"
#include "models/weights/model_file.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/training/training_run.h"

namespace p2p {
namespace {

constexpr int kWidth = 45, kHeight = 39;

/// Two pictures of noise and their inverses.
class TwoPairs : public PairSource {
 public:
  size_t size() const override { return 2; }
  Pair get(size_t i) const override {
    torch::Tensor a = torch::arange(32 * 32 * 3) * static_cast<int>(i + 7);
    a = a.remainder(253).to(torch::kByte).view({32, 32, 3});
    return {a, 255 - a};
  }
  std::string name(size_t i) const override { return std::to_string(i); }
};

std::filesystem::path train_a_little(const std::filesystem::path& folder) {
  write_packed(folder / "pairs.safetensors", TwoPairs());
  TrainOptions options;
  options.data.dataroot = folder / "pairs.safetensors";
  options.name = "live";
  options.runs_dir = folder;
  options.net_g = "unet_16";
  options.net_d = "n_layers";
  options.n_layers_d = 1;
  options.ngf = options.ndf = 8;
  options.load_size = options.crop_size = 32;
  options.schedule = {3, 2};
  options.settle_steps = 4;
  options.estimate_pictures = 2;
  options.device = "cpu";
  TrainingRun(options).train();
  return options.run_dir() / "model.safetensors";
}

torch::Tensor frame_picture() {
  return (torch::arange(kHeight * kWidth * 3) * 13)
      .remainder(251)
      .to(torch::kByte)
      .view({kHeight, kWidth, 3});
}

/// RGB rows are padded to four bytes in GStreamer's buffers.
GstBuffer* to_buffer(const torch::Tensor& picture, const GstVideoInfo& info) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, info.size, nullptr);
  GstVideoFrame frame{};
  gst_video_frame_map(&frame, &info, buffer, GST_MAP_WRITE);
  for (int y = 0; y < kHeight; ++y)
    std::memcpy(GST_VIDEO_FRAME_COMP_DATA(&frame, 0) +
                    y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0),
                picture.const_data_ptr<uint8_t>() + y * kWidth * 3, kWidth * 3);
  gst_video_frame_unmap(&frame);
  return buffer;
}

torch::Tensor to_picture(GstBuffer* buffer, const GstVideoInfo& info) {
  torch::Tensor picture = torch::empty({kHeight, kWidth, 3}, torch::kByte);
  GstVideoFrame frame{};
  gst_video_frame_map(&frame, &info, buffer, GST_MAP_READ);
  for (int y = 0; y < kHeight; ++y)
    std::memcpy(picture.mutable_data_ptr<uint8_t>() + y * kWidth * 3,
                GST_VIDEO_FRAME_COMP_DATA(&frame, 0) +
                    y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0),
                kWidth * 3);
  gst_video_frame_unmap(&frame);
  return picture;
}

/// A harness that goes away with its scope.
class Harness {
 public:
  explicit Harness(const std::string& launch)
      : harness_(gst_harness_new_parse(launch.c_str())) {
    gst_video_info_set_format(&info_, GST_VIDEO_FORMAT_RGB, kWidth, kHeight);
    info_.fps_n = 25;
    GstCaps* caps = gst_video_info_to_caps(&info_);
    gst_harness_set_src_caps(harness_, caps);
  }
  ~Harness() { gst_harness_teardown(harness_); }
  Harness(const Harness&) = delete;
  Harness& operator=(const Harness&) = delete;

  torch::Tensor run(const torch::Tensor& picture) {
    GstBuffer* out =
        gst_harness_push_and_pull(harness_, to_buffer(picture, info_));
    if (!out) throw std::runtime_error("no frame came out");
    torch::Tensor result = to_picture(out, info_);
    gst_buffer_unref(out);
    return result;
  }

 private:
  GstVideoInfo info_{};
  GstHarness* harness_;
};

TEST(EndToEnd, ElementShowsWhatTheNetworkMakes) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path model = train_a_little(folder.path());
  const torch::Tensor picture = frame_picture();
  for (const char* precision : {"fp32", "bf16"})
    for (const char* stats : {"frame", "running"}) {
      Engine engine =
          Engine::load(model, {.device = "cpu",
                               .precision = precision_from_string(precision),
                               .norm_stats = norm_stats_from_string(stats)});
      Harness harness("pix2pixfilter device=cpu model=" + model.string() +
                      " precision=" + precision + " norm-stats=" + stats);
      EXPECT_TRUE(harness.run(picture).equal(engine.run(picture)))
          << precision << " " << stats;
    }
}

TEST(EndToEnd, ElementRunsTilesAndThreadsAsTheEngineDoes) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path model = train_a_little(folder.path());
  const torch::Tensor picture = frame_picture();
  Engine engine = Engine::load(model, {.device = "cpu",
                                       .precision = Precision::kFp32,
                                       .norm_stats = NormStats::kRunning,
                                       .tile_size = 16});
  Harness harness("pix2pixfilter device=cpu model=" + model.string() +
                  " precision=fp32 norm-stats=running tile-size=16 threads=1");
  EXPECT_TRUE(harness.run(picture).equal(engine.run(picture)));
}

/// An untrained network from three channels to one.
std::filesystem::path mask_model(const std::filesystem::path& folder) {
  ModelSpec spec;
  spec.unet = standard_unet(4, 8);
  spec.out_channels = 1;
  spec.out_channel_order = "grey";
  spec.training_width = spec.training_height = 32;
  const std::shared_ptr<Generator> generator = make_generator(spec);
  initialise_normal(*generator, 3, 0.2);
  save_model(folder / "mask.safetensors", spec, *generator, torch::kFloat);
  return folder / "mask.safetensors";
}

P2pFrame frame_of(torch::Tensor& picture) {
  P2pFrame frame{};
  frame.width = kWidth;
  frame.height = kHeight;
  frame.n_components = static_cast<int32_t>(picture.size(2));
  frame.colour = frame.n_components == 1 ? P2P_COLOUR_GREY : P2P_COLOUR_RGB;
  for (int c = 0; c < frame.n_components; ++c)
    frame.component[c] = {picture.mutable_data_ptr<uint8_t>() + c,
                          kWidth * frame.n_components, frame.n_components, 0,
                          0};
  return frame;
}

TEST(EndToEnd, ElementShowsMasksAsTheEngineDoes) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path model = mask_model(folder.path());
  Engine engine =
      Engine::load(model, {.device = "cpu", .precision = Precision::kFp32});
  torch::Tensor picture = frame_picture();
  const auto wanted = [&](const P2pComposition& composition) {
    torch::Tensor out = torch::zeros_like(picture);
    engine.run(frame_of(picture), frame_of(out), composition);
    return out;
  };
  const std::string filter =
      "pix2pixfilter device=cpu precision=fp32 model=" + model.string();
  const torch::Tensor plain = Harness(filter).run(picture);
  EXPECT_TRUE(plain.equal(wanted({})));
  EXPECT_TRUE(Harness(filter + " threshold=0.5")
                  .run(picture)
                  .equal(wanted({P2P_OUTPUT_PICTURE, 0.5, 0, 0})));
  const torch::Tensor overlay =
      Harness(filter + " output-mode=overlay overlay-color=0x80FF8000")
          .run(picture);
  EXPECT_TRUE(overlay.equal(wanted({P2P_OUTPUT_OVERLAY, 0.0, 0x80FF8000u, 0})));
  EXPECT_FALSE(overlay.equal(plain));
  // As GRAY8, back in RGB for the harness: of full range, like R, G and B.
  EXPECT_TRUE(Harness(filter +
                      " ! capsfilter caps=video/x-raw,format=GRAY8 ! "
                      "videoconvert ! capsfilter caps=video/x-raw,format=RGB")
                  .run(picture)
                  .equal(plain));
}

/// The first error that a pipeline posts.
std::string error_of(const std::string& launch) {
  GstElement* pipeline = gst_parse_launch(launch.c_str(), nullptr);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  GstBus* bus = gst_element_get_bus(pipeline);
  GstMessage* message = gst_bus_timed_pop_filtered(
      bus, 60 * GST_SECOND,
      static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS));
  std::string text;
  if (message && GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    text = error->message;
    g_error_free(error);
  }
  if (message) gst_message_unref(message);
  gst_object_unref(bus);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(pipeline);
  return text;
}

TEST(EndToEnd, SettingsThatAModelRefusesAreErrorsWithARemedy) {
  const tests::TemporaryFolder folder;
  const std::string start =
      "videotestsrc num-buffers=2 ! pix2pixfilter "
      "device=cpu model=" +
      train_a_little(folder.path()).string();
  EXPECT_NE(error_of(start + " norm-stats=frame tile-size=64 ! fakesink")
                .find("norm statistics 'running'"),
            std::string::npos);
  const std::string int8 = error_of(start + " precision=int8 ! fakesink");
  // Without AVX512_VNNI it is the processor that is named.
  EXPECT_TRUE(int8.find("pix2pix-trainer calibrate") != std::string::npos ||
              int8.find("AVX") != std::string::npos)
      << int8;
}

TEST(EndToEnd, CpuElementAndThenCudaElementInOneProcess) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path model = train_a_little(folder.path());
  const DeviceChoice chosen = choose_device("auto");
  if (chosen.device.is_cpu()) GTEST_SKIP() << chosen.reason;
  const torch::Tensor on_cpu =
      Harness("pix2pixfilter device=cpu precision=fp32 model=" + model.string())
          .run(frame_picture());
  const torch::Tensor on_gpu =
      Harness("pix2pixfilter device=cuda precision=fp32 model=" +
              model.string())
          .run(frame_picture());
  EXPECT_LE(
      (on_cpu.to(torch::kInt) - on_gpu.to(torch::kInt)).abs().max().item<int>(),
      2);
}

}  // namespace
}  // namespace p2p

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  gst_init(&argc, &argv);
  return RUN_ALL_TESTS();
}

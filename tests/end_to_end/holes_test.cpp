// SPDX-License-Identifier: MIT
// From a picture with holes to a live pipeline: for every source of the mask
// the element shows exactly what the engine, called directly, fills in.
#include <cstring>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdexcept>
#include <string>

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <ATen/ops/cat.h>
#include <ATen/ops/where.h>
#include <gtest/gtest.h>

#include "models/inference/engine.h"
#include "models/networks/initialise.h"
#include "models/pixels/pixel_box.h"
#include "models/weights/model_file.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

constexpr int kWidth = 145, kHeight = 121;
constexpr int kFeather = 3;
constexpr PixelBox kHoles{40, 30, 21, 17};
constexpr uint8_t kKey[] = {0, 255, 0};

/// An untrained network that takes a mask.
std::filesystem::path filler_model(const std::filesystem::path& folder,
                                   Architecture architecture) {
  ModelSpec spec;
  spec.architecture = architecture;
  spec.unet = standard_unet(4, 8);
  spec.pconv = {.depth = 4, .ngf = 8};
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  spec.norm_stats = NormStats::kRunning;
  spec.training_width = spec.training_height = 32;
  const std::shared_ptr<Generator> generator = make_generator(spec);
  initialise_normal(*generator, 3, 0.2);
  save_model(folder / "filler.safetensors", spec, *generator, torch::kFloat);
  return folder / "filler.safetensors";
}

/// [H, W, 1], the holes white.
torch::Tensor hole_mask() {
  torch::Tensor mask = torch::zeros({kHeight, kWidth, 1}, torch::kByte);
  mask.slice(0, kHoles.y, kHoles.y + kHoles.height)
      .slice(1, kHoles.x, kHoles.x + kHoles.width)
      .fill_(255);
  return mask;
}

/// RGB without the key colour outside the holes, of the key colour inside.
torch::Tensor keyed_picture() {
  const torch::Tensor picture = (torch::arange(kHeight * kWidth * 3) * 13)
                                    .remainder(199)
                                    .to(torch::kByte)
                                    .view({kHeight, kWidth, 3});
  const torch::Tensor key = torch::tensor({kKey[0], kKey[1], kKey[2]});
  return at::where(hole_mask() >= 128, key, picture);
}

void write_png(const std::string& path, const torch::Tensor& mask) {
  g_autoptr(GdkPixbuf) picture =
      gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < 3 * kWidth; ++x)
      gdk_pixbuf_get_pixels(
          picture)[y * gdk_pixbuf_get_rowstride(picture) + x] =
          mask.const_data_ptr<uint8_t>()[y * kWidth + x / 3];
  ASSERT_TRUE(gdk_pixbuf_save(picture, path.c_str(), "png", nullptr, nullptr));
}

/// A frame [H, W, 3 or 4] through a pipeline that ends in the same format.
class Stream {
 public:
  Stream(const std::string& launch, GstVideoFormat format)
      : harness_(gst_harness_new_parse(launch.c_str())) {
    gst_video_info_set_format(&info_, format, kWidth, kHeight);
    info_.fps_n = 25;
    gst_harness_set_src_caps(harness_, gst_video_info_to_caps(&info_));
  }
  ~Stream() { gst_harness_teardown(harness_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  torch::Tensor run(const torch::Tensor& picture, bool with_region = false) {
    GstBuffer* input = gst_buffer_new_allocate(nullptr, info_.size, nullptr);
    copy(input, const_cast<uint8_t*>(picture.const_data_ptr<uint8_t>()),
         static_cast<int>(picture.size(2)), GST_MAP_WRITE);
    if (with_region)
      gst_buffer_add_video_region_of_interest_meta(
          input, "logo", kHoles.x, kHoles.y, kHoles.width, kHoles.height);
    GstBuffer* output = gst_harness_push_and_pull(harness_, input);
    if (!output) throw std::runtime_error("no frame came out");
    torch::Tensor result = torch::empty_like(picture);
    copy(output, result.mutable_data_ptr<uint8_t>(),
         static_cast<int>(picture.size(2)), GST_MAP_READ);
    gst_buffer_unref(output);
    return result;
  }

 private:
  void copy(GstBuffer* buffer, uint8_t* pixels, int channels,
            GstMapFlags access) {
    GstVideoFrame frame{};
    gst_video_frame_map(&frame, &info_, buffer, access);
    const size_t row = static_cast<size_t>(kWidth) * channels;
    for (int y = 0; y < kHeight; ++y) {
      auto* line =
          static_cast<uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
          y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
      if (access == GST_MAP_WRITE)
        std::memcpy(line, pixels + y * row, row);
      else
        std::memcpy(pixels + y * row, line, row);
    }
    gst_video_frame_unmap(&frame);
  }

  GstVideoInfo info_{};
  GstHarness* harness_;
};

class LiveHoles : public ::testing::TestWithParam<Architecture> {
 protected:
  LiveHoles() : model(filler_model(folder.path(), GetParam())) {
    Engine engine =
        Engine::load(model, {.device = "cpu", .precision = Precision::kFp32});
    wanted = engine.fill_holes(picture, mask, kFeather);
    EXPECT_FALSE(wanted.equal(picture));
  }

  std::string filter(const std::string& properties) const {
    return "pix2pixfilter device=cpu precision=fp32 model=" + model.string() +
           " feather=" + std::to_string(kFeather) + " " + properties;
  }

  tests::TemporaryFolder folder;
  std::filesystem::path model;
  torch::Tensor picture = keyed_picture(), mask = hole_mask(), wanted;
};

TEST_P(LiveHoles, OfAFile) {
  const std::string path = folder / "mask.png";
  write_png(path, mask);
  Stream stream(filter("mask-source=file mask-location=" + path),
                GST_VIDEO_FORMAT_RGB);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(stream.run(picture).equal(wanted));
}

TEST_P(LiveHoles, OfAKey) {
  Stream stream(filter("mask-source=color-key key-color=0xFF00FF00"),
                GST_VIDEO_FORMAT_RGB);
  EXPECT_TRUE(stream.run(picture).equal(wanted));
}

TEST_P(LiveHoles, OfRegions) {
  Stream stream(filter("mask-source=roi roi-type=logo"), GST_VIDEO_FORMAT_RGB);
  EXPECT_TRUE(stream.run(picture, true).equal(wanted));
  EXPECT_TRUE(stream.run(picture, false).equal(picture));
}

TEST_P(LiveHoles, OfAlpha) {
  Stream stream(filter("mask-source=alpha"), GST_VIDEO_FORMAT_RGBA);
  const torch::Tensor found =
      stream.run(torch::cat({picture, 255 - mask}, 2).contiguous());
  EXPECT_TRUE(found.narrow(2, 0, 3).equal(wanted));
  EXPECT_TRUE((found.narrow(2, 3, 1) == 255).all().item<bool>());
}

/// Y'CbCr goes in and comes out: outside the holes it is not touched.
TEST_P(LiveHoles, OfAFileInYuv) {
  const std::string path = folder / "mask.png";
  write_png(path, mask);
  const std::string tail =
      " ! videoconvert ! capsfilter "
      "caps=video/x-raw,format=RGB";
  const std::string head =
      "videoconvert ! capsfilter "
      "caps=video/x-raw,format=I420 ! ";
  const torch::Tensor plain =
      Stream(head + "identity" + tail, GST_VIDEO_FORMAT_RGB).run(picture);
  const torch::Tensor found =
      Stream(head + filter("mask-source=file mask-location=" + path) + tail,
             GST_VIDEO_FORMAT_RGB)
          .run(picture);
  // Chroma samples on the edge belong to both; videoconvert spreads them.
  constexpr int kNear = kFeather + 4;
  torch::Tensor near = torch::zeros({kHeight, kWidth, 1}, torch::kBool);
  near.slice(0, kHoles.y - kNear, kHoles.y + kHoles.height + kNear)
      .slice(1, kHoles.x - kNear, kHoles.x + kHoles.width + kNear)
      .fill_(true);
  EXPECT_TRUE(at::where(near, plain, found).equal(plain));
  EXPECT_FALSE(found.equal(plain));
}

INSTANTIATE_TEST_SUITE_P(, LiveHoles,
                         ::testing::Values(Architecture::kUnet,
                                           Architecture::kPconv),
                         [](const auto& info) {
                           return info.param == Architecture::kUnet ? "Unet"
                                                                    : "Pconv";
                         });

}  // namespace
}  // namespace p2p

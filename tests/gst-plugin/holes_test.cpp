// SPDX-License-Identifier: MIT
// Models that fill holes: where the element sees them, what it passes, what it
// says. The fake model inverts what is in a hole.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"
#include "tests/gst-plugin/pipeline.h"

namespace p2p::testing {
namespace {

constexpr char kFiller[] = "invert\ntakes-mask";
constexpr char kRow[] =
    "video/x-raw,format=GRAY8,width=4,height=1,framerate=30/1";
constexpr char kRgbaRow[] =
    "video/x-raw,format=RGBA,width=2,height=1,framerate=30/1";

using Bytes = std::vector<uint8_t>;

Bytes bytes_of(GstBuffer* buffer) {
  Bytes bytes(buffer ? gst_buffer_get_size(buffer) : 0);
  if (buffer) gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

/// A harness whose first properties are set before it starts.
class Filler {
 public:
  explicit Filler(const std::string& properties, const char* script = kFiller)
      : model(script), bus(gst_bus_new()) {
    const std::string launch =
        "pix2pixfilter name=filter feather=0 model=" + model.path() + " " +
        properties;
    element = gst_parse_launch(launch.c_str(), nullptr);
    g_assert_nonnull(element);
    gst_object_ref_sink(element);
    gst_element_set_bus(element, bus);
    harness = gst_harness_new_with_element(element, "sink", "src");
  }
  ~Filler() {
    gst_harness_teardown(harness);
    gst_element_set_bus(element, nullptr);
    gst_object_unref(element);
    gst_object_unref(bus);
  }
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;

  void set(const char* name, const std::string& value) {
    gst_util_set_object_arg(G_OBJECT(element), name, value.c_str());
  }
  GstBuffer* process(GstBuffer* input) {
    return gst_harness_push_and_pull(harness, input);
  }
  Bytes process(const Bytes& pixels) {
    g_autoptr(GstBuffer) output =
        process(gst_buffer_new_memdup(pixels.data(), pixels.size()));
    return bytes_of(output);
  }
  std::vector<Report> warnings() {
    return take_reports(bus, GST_MESSAGE_WARNING);
  }
  std::vector<Report> errors() { return take_reports(bus, GST_MESSAGE_ERROR); }

  FakeModel model;
  GstBus* bus;
  GstElement* element;
  GstHarness* harness;
};

/// A grey picture as a .png file that goes away.
class MaskPicture {
 public:
  MaskPicture(int width, int height, const Bytes& pixels) {
    write(width, height, pixels);
  }
  ~MaskPicture() { std::filesystem::remove(path()); }
  MaskPicture(const MaskPicture&) = delete;
  MaskPicture& operator=(const MaskPicture&) = delete;

  void write(int width, int height, const Bytes& pixels) {
    g_autoptr(GdkPixbuf) picture =
        gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, width, height);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < 3 * width; ++x)
        gdk_pixbuf_get_pixels(
            picture)[y * gdk_pixbuf_get_rowstride(picture) + x] =
            pixels[static_cast<size_t>(y) * width + x / 3];
    g_assert_true(
        gdk_pixbuf_save(picture, path().c_str(), "png", nullptr, nullptr));
  }
  std::string path() const { return name_.path() + ".png"; }

 private:
  FakeModel name_{""};  // a file name nobody else has
};

std::string from_file(const MaskPicture& picture) {
  return "mask-source=file mask-location=" + picture.path();
}

TEST(HolesFromAFile, AreWhereItIsWhite) {
  const MaskPicture mask(4, 1, {0, 255, 0, 255});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{10, 235, 30, 215}));
  filler.set("mask-polarity", "black-is-hole");
  EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{245, 20, 225, 40}));
  EXPECT_TRUE(filler.warnings().empty());
}

// Twice, for what is slow only once: frame 2 is the first real one.
TEST(HolesFromAFile, AreThereWhenASizeIsPrepared) {
  const MaskPicture mask(4, 1, {255, 255, 255, 255});
  Filler filler(from_file(mask), "copy\ntakes-mask\nchannels=1\nfail-frame=2");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  EXPECT_EQ(gst_harness_push(filler.harness, gst_buffer_new_memdup("abcd", 4)),
            GST_FLOW_ERROR);
}

TEST(HolesFromAFile, AreStretchedOverTheFrame) {
  const MaskPicture mask(2, 3, {255, 0, 255, 0, 255, 0});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{245, 235, 30, 40}));
  // A mask that is larger than the frame, and a frame that changes.
  const MaskPicture wide(12, 2, {0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0,  //
                                 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0});
  filler.set("mask-location", wide.path());
  EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{10, 235, 225, 40}));
  gst_harness_set_src_caps_str(
      filler.harness,
      "video/x-raw,format=GRAY8,width=12,height=1,framerate=30/1");
  EXPECT_EQ(filler.process(Bytes(12, 1)),
            (Bytes{1, 1, 1, 1, 254, 1, 1, 254, 1, 1, 1, 1}));
}

TEST(HolesFromAFile, AreReadAgainWhenTheLocationIsSet) {
  MaskPicture mask(4, 1, {0, 255, 0, 0});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  const Bytes pixels = {10, 20, 30, 40};
  EXPECT_EQ(filler.process(pixels), (Bytes{10, 235, 30, 40}));
  mask.write(4, 1, {255, 0, 0, 0});
  EXPECT_EQ(filler.process(pixels), (Bytes{10, 235, 30, 40}));
  filler.set("mask-location", mask.path());
  EXPECT_EQ(filler.process(pixels), (Bytes{245, 20, 30, 40}));
}

TEST(HolesFromAFile, SurviveTheFile) {
  const MaskPicture mask(4, 1, {0, 255, 0, 0});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  const Bytes pixels = {10, 20, 30, 40}, filled = {10, 235, 30, 40};
  EXPECT_EQ(filler.process(pixels), filled);
  std::filesystem::remove(mask.path());
  EXPECT_EQ(filler.process(pixels), filled);
  EXPECT_TRUE(filler.warnings().empty());
  filler.set("mask-location", mask.path());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(filler.process(pixels), filled);
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions(mask.path()));
  EXPECT_TRUE(warnings[0].mentions("stays in use"));
  EXPECT_TRUE(filler.errors().empty());
}

TEST(HolesFromAFile, SaysOnceThatGreysAreThresholded) {
  const MaskPicture mask(4, 1, {0, 127, 128, 255});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{10, 20, 225, 215}));
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("black and white"));
}

TEST(HolesFromAFile, IsAnErrorIfItCannotBeReadAtTheStart) {
  const FakeModel model(kFiller), text("no picture");
  // Nobody ever writes into it.
  const std::string pipe = text.path() + ".pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& location :
       {std::string(""), std::string("mask-location=/no/such.png"),
        "mask-location=" + text.path(), "mask-location=" + pipe}) {
    Pipeline pipeline(
        "videotestsrc num-buffers=1 ! pix2pixfilter name=filter "
        "model=" +
        model.path() + " mask-source=file " + location + " ! fakesink");
    EXPECT_FALSE(pipeline.run_to_end());
    const auto errors = pipeline.filter_errors();
    ASSERT_EQ(errors.size(), 1u) << location;
    EXPECT_TRUE(errors[0].mentions("Set 'mask-location'"));
    if (!location.empty()) {
      EXPECT_TRUE(errors[0].mentions(location.substr(14)));
    }
  }
  ::unlink(pipe.c_str());
}

TEST(HolesFromAlpha, AreWhereTheFrameIsTransparent) {
  Filler filler("mask-source=alpha");
  gst_harness_set_src_caps_str(filler.harness, kRgbaRow);
  EXPECT_EQ(filler.process({1, 2, 3, 0, 1, 2, 3, 128}),
            (Bytes{254, 253, 252, 255, 1, 2, 3, 128}));
  // Nothing is transparent: nothing is changed.
  const Bytes opaque = {1, 2, 3, 200, 4, 5, 6, 255};
  EXPECT_EQ(filler.process(opaque), opaque);
}

TEST(HolesFromAlpha, SaysOnceThatThereIsNone) {
  Filler filler("mask-source=alpha mask-polarity=black-is-hole");
  gst_harness_set_src_caps_str(
      filler.harness, "video/x-raw,format=RGBx,width=1,height=1,framerate=1/1");
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(filler.process({1, 2, 3, 4}), (Bytes{1, 2, 3, 4}));
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("format with alpha"));
}

TEST(HolesFromAKey, AreOfItsColour) {
  Filler filler("mask-source=color-key key-color=0x00C80A1E key-tolerance=2");
  gst_harness_set_src_caps_str(filler.harness, kRgbaRow);
  EXPECT_EQ(filler.process({202, 8, 30, 9, 203, 10, 30, 9}),
            (Bytes{53, 247, 225, 9, 203, 10, 30, 9}));
  filler.set("key-tolerance", "3");
  EXPECT_EQ(filler.process({202, 8, 30, 9, 203, 10, 30, 9}),
            (Bytes{53, 247, 225, 9, 52, 245, 225, 9}));
  filler.set("key-color", "0xFF000000");
  EXPECT_EQ(filler.process({202, 8, 30, 9, 1, 2, 3, 9}),
            (Bytes{202, 8, 30, 9, 254, 253, 252, 9}));
}

/// Left half of the key colour, right half grey, in every format.
TEST(HolesFromAKey, AreFoundInEveryFormat) {
  for (const char* format :
       {"RGB", "BGR", "RGBA", "BGRx", "xRGB", "GBR", "I420", "NV12"}) {
    SCOPED_TRACE(format);
    Filler filler(
        "mask-source=color-key key-color=0x00FF0000 "
        "key-tolerance=3");
    const GstVideoInfo info =
        video_info(gst_video_format_from_string(format), 64, 16);
    GstCaps* caps = gst_video_info_to_caps(&info);
    gst_harness_set_src_caps(filler.harness, caps);
    const bool yuv = GST_VIDEO_INFO_IS_YUV(&info);
    const uint8_t red[] = {uint8_t(yuv ? 81 : 255), uint8_t(yuv ? 90 : 0),
                           uint8_t(yuv ? 240 : 0), 9};
    GstBuffer* input = gst_buffer_new_allocate(nullptr, info.size, nullptr);
    GstVideoFrame frame{};
    ASSERT_TRUE(gst_video_frame_map(&frame, &info, input, GST_MAP_WRITE));
    for (unsigned c = 0; c < GST_VIDEO_FRAME_N_COMPONENTS(&frame); ++c) {
      auto* plane = static_cast<uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&frame, c));
      const int width = GST_VIDEO_FRAME_COMP_WIDTH(&frame, c);
      for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT(&frame, c); ++y)
        for (int x = 0; x < width; ++x)
          plane[y * GST_VIDEO_FRAME_COMP_STRIDE(&frame, c) +
                x * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, c)] =
              x < width / 2 ? red[c] : 128;
    }
    gst_video_frame_unmap(&frame);
    g_autoptr(GstBuffer) output = filler.process(input);
    GstVideoFrame made{};
    ASSERT_TRUE(gst_video_frame_map(&made, &info, output, GST_MAP_READ));
    for (unsigned c = 0; c < 3; ++c) {
      const auto* row =
          static_cast<const uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&made, c));
      EXPECT_EQ(row[0], 255 - red[c]) << c;
      EXPECT_EQ(row[(GST_VIDEO_FRAME_COMP_WIDTH(&made, c) - 1) *
                    GST_VIDEO_FRAME_COMP_PSTRIDE(&made, c)],
                128)
          << c;
    }
    gst_video_frame_unmap(&made);
  }
}

TEST(HolesFromAKey, SaysOnceThatGreyFramesHaveNoColours) {
  Filler filler("mask-source=color-key", "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(filler.process({0, 128, 150, 255}), (Bytes{0, 128, 150, 255}));
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("Set 'key-color' to a grey"));
  filler.set("key-color", "0xFF969696");  // 150
  EXPECT_EQ(filler.process({0, 128, 150, 255}), (Bytes{0, 128, 105, 255}));
}

GstBuffer* row_with_regions() {
  constexpr uint8_t kPixels[] = {10, 20, 30, 40, 50, 60, 70, 80};
  GstBuffer* buffer = gst_buffer_new_memdup(kPixels, sizeof kPixels);
  gst_buffer_add_video_region_of_interest_meta(buffer, "face", 1, 0, 1, 1);
  gst_buffer_add_video_region_of_interest_meta(buffer, "plate", 4, 0, 9, 9);
  return buffer;
}

TEST(HolesFromRegions, AreBoxesOfAType) {
  Filler filler("mask-source=roi", "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(
      filler.harness,
      "video/x-raw,format=GRAY8,width=8,height=1,framerate=30/1");
  const auto result = [&] {
    g_autoptr(GstBuffer) output = filler.process(row_with_regions());
    // Whoever comes behind sees the regions too.
    EXPECT_TRUE(gst_buffer_get_video_region_of_interest_meta_id(output, 0));
    return bytes_of(output);
  };
  EXPECT_EQ(result(), (Bytes{10, 235, 30, 40, 205, 195, 185, 175}));
  filler.set("roi-type", "face");
  EXPECT_EQ(result(), (Bytes{10, 235, 30, 40, 50, 60, 70, 80}));
  filler.set("roi-margin", "1");
  EXPECT_EQ(result(), (Bytes{245, 235, 225, 40, 50, 60, 70, 80}));
  filler.set("roi-type", "a type that nobody attached");
  EXPECT_EQ(result(), (Bytes{10, 20, 30, 40, 50, 60, 70, 80}));
  EXPECT_TRUE(filler.warnings().empty());
}

TEST(Holes, FadeOverTheFeather) {
  const MaskPicture mask(4, 1, {0, 0, 255, 255});
  Filler filler(from_file(mask) + " feather=1",
                "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  EXPECT_EQ(filler.process({10, 21, 30, 40}), (Bytes{10, 128, 225, 215}));
  filler.set("feather", "0");
  EXPECT_EQ(filler.process({10, 21, 30, 40}), (Bytes{10, 21, 225, 215}));
}

/// The very buffer: nothing was copied, and the network did not see it.
TEST(Holes, FramesWithoutAnyPassAsTheyAre) {
  const MaskPicture mask(4, 1, {0, 0, 0, 0});
  Filler filler(from_file(mask),
                "invert\ntakes-mask\nchannels=1\nfail-frame=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  for (int i = 0; i < 3; ++i) {
    GstBuffer* input = gst_buffer_new_memdup("abcd", 4);
    GST_BUFFER_PTS(input) = i * GST_SECOND;
    g_autoptr(GstBuffer) output = filler.process(input);
    EXPECT_EQ(output, input);
    EXPECT_EQ(GST_BUFFER_PTS(output), i * GST_SECOND);
    EXPECT_EQ(GST_MINI_OBJECT_REFCOUNT_VALUE(output), 1);
  }
  EXPECT_TRUE(filler.errors().empty());
}

/// Four pixels behind four others: only its meta says where.
GstBuffer* new_padded_row() {
  GstBuffer* buffer = gst_buffer_new_memdup("....abcd", 8);
  gsize offset[GST_VIDEO_MAX_PLANES] = {4};
  gint stride[GST_VIDEO_MAX_PLANES] = {4};
  gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE,
                                 GST_VIDEO_FORMAT_GRAY8, 4, 1, 1, offset,
                                 stride);
  return buffer;
}

TEST(Holes, PaddedFramesWithoutAnyAreCopiedForWhoCannotReadThem) {
  const MaskPicture mask(4, 1, {0, 0, 0, 0});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  g_autoptr(GstBuffer) output = filler.process(new_padded_row());
  EXPECT_EQ(bytes_of(output), (Bytes{'a', 'b', 'c', 'd'}));
}

TEST(Holes, PaddedFramesWithoutAnyPassToWhoReadsTheirMeta) {
  const MaskPicture mask(4, 1, {0, 0, 0, 0});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_add_propose_allocation_meta(filler.harness,
                                          GST_VIDEO_META_API_TYPE, nullptr);
  gst_harness_set_src_caps_str(filler.harness, kRow);
  GstBuffer* input = new_padded_row();
  g_autoptr(GstBuffer) output = filler.process(input);
  EXPECT_EQ(output, input);
}

// What is filled is a picture: there is no mask to threshold or to lay over.
TEST(Holes, SaysOnceThatWhatIsFilledIsNoMask) {
  const MaskPicture mask(4, 1, {255, 0, 255, 0});
  Filler filler(from_file(mask) + " threshold=0.5",
                "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{245, 20, 225, 40}));
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("this one fills holes"));
}

TEST(Holes, AreFilledWithAsManyChannels) {
  const FakeModel model("invert\ntakes-mask\nout-channels=1");
  Pipeline pipeline(
      "videotestsrc num-buffers=1 ! pix2pixfilter name=filter "
      "model=" +
      model.path() + " ! fakesink");
  EXPECT_FALSE(pipeline.run_to_end());
  expect_error(pipeline, {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
                          "if it fills holes, with 3 and 3"});
}

TEST(Holes, SaysOnceThatAFrameIsNothingElse) {
  const MaskPicture mask(4, 1, {255, 255, 255, 255});
  Filler filler(from_file(mask), "invert\ntakes-mask\nchannels=1");
  gst_harness_set_src_caps_str(filler.harness, kRow);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(filler.process({10, 20, 30, 40}), (Bytes{245, 235, 225, 215}));
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("nothing is left"));
}

TEST(Holes, ModelsThatFillThemWantASource) {
  Filler filler("");
  gst_harness_set_src_caps_str(filler.harness, kRgbaRow);
  const Bytes pixels = {1, 2, 3, 4, 5, 6, 7, 8};
  for (int i = 0; i < 2; ++i) EXPECT_EQ(filler.process(pixels), pixels);
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("Set 'mask-source'"));
  filler.set("mask-source", "alpha");
  EXPECT_EQ(filler.process(pixels)[0], 254);
}

TEST(Holes, OtherModelsWantNone) {
  const FakeModel model("invert");
  Pipeline pipeline(
      "videotestsrc num-buffers=1 ! pix2pixfilter name=filter "
      "mask-source=alpha model=" +
      model.path() + " ! fakesink");
  EXPECT_FALSE(pipeline.run_to_end());
  expect_error(pipeline, {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
                          "Set mask-source=none"});
  // While playing the stream goes on.
  Filler filler("", "invert");
  gst_harness_set_src_caps_str(filler.harness, kRgbaRow);
  filler.set("mask-source", "alpha");
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(filler.process({1, 2, 3, 4, 5, 6, 7, 8}),
              (Bytes{254, 253, 252, 4, 250, 249, 248, 8}));
  const auto warnings = filler.warnings();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].mentions("takes no mask"));
}

TEST(Holes, SourcesChangeWhilePlaying) {
  const MaskPicture mask(2, 1, {0, 255});
  Filler filler("mask-source=alpha");
  gst_harness_set_src_caps_str(filler.harness, kRgbaRow);
  const Bytes pixels = {1, 2, 3, 0, 5, 6, 7, 200};
  EXPECT_EQ(filler.process(pixels), (Bytes{254, 253, 252, 255, 5, 6, 7, 200}));
  filler.set("mask-location", mask.path());
  filler.set("mask-source", "file");
  EXPECT_EQ(filler.process(pixels), (Bytes{1, 2, 3, 0, 250, 249, 248, 200}));
  filler.set("mask-source", "none");
  EXPECT_EQ(filler.process(pixels), pixels);
  EXPECT_TRUE(filler.errors().empty());
}

/// As users write them, each source with elements that make such holes.
TEST(Holes, RunInPipelines) {
  const FakeModel model(kFiller);
  const MaskPicture mask(4, 4,
                         Bytes{0, 0, 0, 0, 0, 255, 255, 0,  //
                               0, 255, 255, 0, 0, 0, 0, 0});
  const std::string filter = "pix2pixfilter name=filter model=" + model.path();
  for (const std::string& middle :
       {"video/x-raw,format=NV12,width=65,height=49 ! " + filter + " " +
            from_file(mask),
        "alpha method=green ! " + filter + " mask-source=alpha",
        "video/x-raw,format=I420 ! " + filter +
            " mask-source=color-key key-color=0xFFFF0000",
        filter + " mask-source=roi roi-type=face"}) {
    SCOPED_TRACE(middle);
    Pipeline pipeline("videotestsrc num-buffers=3 ! " + middle +
                      " ! videoconvert ! fakesink");
    EXPECT_TRUE(pipeline.run_to_end());
  }
}

}  // namespace
}  // namespace p2p::testing

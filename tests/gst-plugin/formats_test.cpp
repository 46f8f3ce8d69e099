// SPDX-License-Identifier: MIT
// Every format at odd sizes: which bytes are colour, which are alpha, which
// are neither. What is expected comes from the format's name, not from
// GStreamer's tables, which the element uses.
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/gst-plugin/filter_harness.h"

namespace p2p::testing {
namespace {

struct Size {
  int width, height;
};

/// One plane: the letters of its pixel, its size, its stride in a default
/// layout.
struct Plane {
  std::string_view letters;
  int width, height;
  int stride;
};

constexpr int round_up_4(int n) { return (n + 3) / 4 * 4; }
constexpr int half(int n) { return (n + 1) / 2; }

Plane plane(std::string_view letters, int width, int height) {
  return {letters, width, height,
          round_up_4(width * static_cast<int>(letters.size()))};
}

std::vector<Plane> planes_of(std::string_view format, Size size) {
  const auto [w, h] = size;
  const int even_w = half(w) * 2, even_h = half(h) * 2;
  if (format == "GRAY8") return {plane("Y", w, h)};
  // The rows of chroma of an odd height begin behind a padded luma plane.
  if (format == "I420")
    return {{"Y", w, even_h, round_up_4(w)},
            {"U", half(w), half(h), round_up_4(half(w))},
            {"V", half(w), half(h), round_up_4(half(w))}};
  if (format == "NV12")
    return {{"Y", w, even_h, round_up_4(w)},
            {"UV", half(w), half(h), round_up_4(even_w)}};
  if (format == "GBR" || format == "RGBP" || format == "BGRP")
    return {plane(format.substr(0, 1), w, h), plane(format.substr(1, 1), w, h),
            plane(format.substr(2, 1), w, h)};
  return {plane(format, w, h)};
}

/// first-component keeps R and Y.
uint8_t expected(char letter, uint8_t input) {
  switch (letter) {
    case 'R':
    case 'Y':
    case 'A':
      return input;
    case 'x':
      return 255;
    default:
      return 0;
  }
}

class Formats : public ::testing::TestWithParam<std::tuple<const char*, Size>> {
};

TEST_P(Formats, MeanWhatTheirNamesSay) {
  const auto [format, size] = GetParam();
  const bool grey = std::string_view(format) == "GRAY8";
  FilterHarness filter(grey ? "first-component\nchannels=1"
                            : "first-component");
  const GstVideoInfo info =
      video_info(gst_video_format_from_string(format), size.width, size.height);
  filter.set_caps(info);
  g_autoptr(GstBuffer) input = new_pattern_buffer(info);
  g_autoptr(GstBuffer) output = filter.process(gst_buffer_ref(input));
  ASSERT_TRUE(output) << gst_flow_get_name(filter.flow);
  ASSERT_EQ(gst_buffer_get_size(output), info.size);

  GstMapInfo in, out;
  ASSERT_TRUE(gst_buffer_map(input, &in, GST_MAP_READ));
  ASSERT_TRUE(gst_buffer_map(output, &out, GST_MAP_READ));
  size_t begin = 0, wrong = 0;
  for (const Plane& p : planes_of(format, size)) {
    // The padded row of luma under an odd height holds no pixels.
    const int rows = p.letters == "Y" ? size.height : p.height;
    const size_t step = p.letters.size();
    for (int y = 0; y < rows; ++y)
      for (size_t x = 0; x < p.width * step; ++x) {
        const size_t at = begin + static_cast<size_t>(y) * p.stride + x;
        ASSERT_LT(at, in.size);
        wrong += out.data[at] != expected(p.letters[x % step], in.data[at]);
      }
    begin += static_cast<size_t>(p.height) * p.stride;
  }
  EXPECT_EQ(wrong, 0u);
  gst_buffer_unmap(input, &in);
  gst_buffer_unmap(output, &out);
  EXPECT_TRUE(filter.errors().empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, Formats,
    ::testing::Combine(::testing::Values("RGB", "BGR", "RGBA", "BGRA", "ARGB",
                                         "ABGR", "RGBx", "BGRx", "xRGB", "xBGR",
                                         "GBR", "RGBP", "BGRP", "I420", "NV12",
                                         "GRAY8"),
                       ::testing::Values(Size{1, 1}, Size{3, 2}, Size{64, 48},
                                         Size{385, 289})),
    [](const auto& info) {
      const Size size = std::get<1>(info.param);
      return std::string(std::get<0>(info.param)) + "_" +
             std::to_string(size.width) + "x" + std::to_string(size.height);
    });

TEST(Formats, AreThoseOfTheTemplate) {
  g_autoptr(GstElement) element =
      GST_ELEMENT(gst_object_ref_sink(new_filter("")));
  g_autoptr(GstPad) pad = gst_element_get_static_pad(element, "sink");
  g_autoptr(GstCaps) caps = gst_pad_get_pad_template_caps(pad);
  const GValue* formats =
      gst_structure_get_value(gst_caps_get_structure(caps, 0), "format");
  EXPECT_EQ(gst_value_list_get_size(formats), 16u);
}

}  // namespace
}  // namespace p2p::testing

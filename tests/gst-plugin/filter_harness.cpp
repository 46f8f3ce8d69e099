// SPDX-License-Identifier: MIT
// GstHarness with the setup that every test of the element needs.
#include "tests/gst-plugin/filter_harness.h"

namespace p2p::testing {

GstElement* new_filter(const std::string& model) {
  GstElement* element = gst_element_factory_make("pix2pixfilter", nullptr);
  g_assert_nonnull(element);
  g_object_set(element, "model", model.c_str(), nullptr);
  return element;
}

FilterHarness::FilterHarness(const char* script)
    : model(script),
      bus(gst_bus_new()),
      element(GST_ELEMENT(gst_object_ref_sink(new_filter(model.path())))) {
  gst_element_set_bus(element, bus);
  harness = gst_harness_new_with_element(element, "sink", "src");
}

FilterHarness::~FilterHarness() {
  gst_harness_teardown(harness);
  gst_element_set_bus(element, nullptr);
  gst_object_unref(element);
  gst_object_unref(bus);
}

void FilterHarness::set_caps(const GstVideoInfo& info) {
  gst_harness_set_src_caps(harness, gst_video_info_to_caps(&info));
}

void FilterHarness::set_caps(const char* caps) {
  gst_harness_set_src_caps_str(harness, caps);
}

GstBuffer* FilterHarness::process(GstBuffer* input) {
  flow = gst_harness_push(harness, input);
  return gst_harness_try_pull(harness);
}

GstVideoInfo video_info(GstVideoFormat format, int width, int height) {
  GstVideoInfo info;
  g_assert_true(gst_video_info_set_format(&info, format, width, height));
  info.fps_n = 30;
  info.fps_d = 1;
  return info;
}

GstBuffer* new_pattern_buffer(const GstVideoInfo& info) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, info.size, nullptr);
  GstMapInfo map;
  g_assert_true(gst_buffer_map(buffer, &map, GST_MAP_WRITE));
  for (gsize i = 0; i < map.size; ++i)
    map.data[i] = static_cast<guint8>(i * 7 + i / 251);
  gst_buffer_unmap(buffer, &map);
  return buffer;
}

}  // namespace p2p::testing

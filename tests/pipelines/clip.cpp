// SPDX-License-Identifier: MIT
// videotestsrc one way, decodebin and appsink the other.
#include "tests/pipelines/clip.h"

#include <memory>
#include <stdexcept>
#include <string>

#include <gst/app/app.h>
#include <gst/video/video.h>

namespace p2p::tests {
namespace {

struct Stop {
  void operator()(GstElement* pipeline) const {
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
  }
};
using PlayingPipeline = std::unique_ptr<GstElement, Stop>;

PlayingPipeline play(const std::string& description,
                     const std::filesystem::path& file) {
  gst_init(nullptr, nullptr);
  g_autoptr(GError) error = nullptr;
  PlayingPipeline pipeline(gst_parse_launch(description.c_str(), &error));
  if (error) throw std::runtime_error(error->message);
  g_autoptr(GstElement) location =
      gst_bin_get_by_name(GST_BIN(pipeline.get()), "file");
  g_object_set(location, "location", file.c_str(), nullptr);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  return pipeline;
}

void wait_for_end(GstElement* pipeline) {
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(
      bus, 30 * GST_SECOND,
      static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  if (!message) throw std::runtime_error("no end after 30 s");
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) return;
  g_autoptr(GError) error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  throw std::runtime_error(error->message);
}

Colour mean_colour(const GstVideoFrame& frame) {
  Colour sum{};
  const int width = GST_VIDEO_FRAME_WIDTH(&frame);
  const int height = GST_VIDEO_FRAME_HEIGHT(&frame);
  const auto* pixels =
      static_cast<const uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  for (int y = 0; y < height; ++y) {
    const uint8_t* row = pixels + y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
    for (int x = 0; x < width; ++x, row += 3) {
      sum.red += row[0];
      sum.green += row[1];
      sum.blue += row[2];
    }
  }
  const double area = static_cast<double>(width) * height;
  return {sum.red / area, sum.green / area, sum.blue / area};
}

void add_frame(GstSample* sample, Clip& clip) {
  GstVideoInfo info;
  gst_video_info_from_caps(&info, gst_sample_get_caps(sample));
  GstVideoFrame frame{};
  if (!gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample),
                           GST_MAP_READ))
    throw std::runtime_error("a frame cannot be mapped");
  ++clip.frames;
  clip.width = info.width;
  clip.height = info.height;
  clip.mean = mean_colour(frame);
  gst_video_frame_unmap(&frame);
}

/// The start of a pipeline.
std::string solid_frames(const ClipOptions& options, int frames) {
  return "videotestsrc pattern=solid-color num-buffers=" +
         std::to_string(frames) +
         " foreground-color=" + std::to_string(0xFF000000U | options.colour) +
         " ! video/x-raw,format=RGB,framerate=25/1,width=" +
         std::to_string(options.width) +
         ",height=" + std::to_string(options.height);
}

}  // namespace

void make_clip(const std::filesystem::path& file, const ClipOptions& options) {
  wait_for_end(
      play(solid_frames(options, options.frames) +
               " ! videoconvert ! video/x-raw,format=I420,colorimetry=1:4:0:0"
               " ! jpegenc quality=100 ! avimux ! filesink name=file",
           file)
          .get());
}

void make_picture(const std::filesystem::path& file,
                  const ClipOptions& options) {
  wait_for_end(
      play(solid_frames(options, 1) + " ! pngenc ! filesink name=file", file)
          .get());
}

Clip read_clip(const std::filesystem::path& file) {
  const PlayingPipeline pipeline = play(
      "filesrc name=file ! decodebin ! videoconvert ! video/x-raw,format=RGB"
      " ! appsink name=frames sync=false",
      file);
  g_autoptr(GstElement) frames =
      gst_bin_get_by_name(GST_BIN(pipeline.get()), "frames");
  Clip clip;
  for (;;) {
    g_autoptr(GstSample) sample =
        gst_app_sink_try_pull_sample(GST_APP_SINK(frames), 30 * GST_SECOND);
    if (!sample) break;
    add_frame(sample, clip);
  }
  wait_for_end(pipeline.get());
  return clip;
}

}  // namespace p2p::tests

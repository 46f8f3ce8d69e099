// SPDX-License-Identifier: MIT
// Loads, warms, runs and times.
#include "gst-plugin/filter_session.h"

#include <chrono>
#include <string>

#include "gst-plugin/element_error.h"
#include "gst-plugin/frame_view.h"
#include "gst-plugin/runtime_loader.h"

namespace p2p {
namespace {

Engine open_engine(const FilterSettings& settings) {
  // Before the runtime is loaded: that takes a second and 400 MB.
  if (settings.model.empty())
    throw ElementError(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
                       "Set the 'model' property to a .safetensors file made "
                       "by pix2pix-trainer: no model is set.");
  return Engine(load_runtime(default_runtime_location()), settings);
}

void check_channels(ModelChannels channels, const std::string& model) {
  if (has_format(channels)) return;
  throw ElementError(
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      "Choose a model with 3 input and 3 or 1 output channels, or with 1 and "
      "1: '" +
          model + "' has " + std::to_string(channels.in) + " and " +
          std::to_string(channels.out) + ".");
}

GstVideoInfo training_format(const P2pEngineInfo& info) {
  GstVideoInfo format;
  if (!gst_video_info_set_format(
          &format,
          info.in_channels == 1 ? GST_VIDEO_FORMAT_GRAY8 : GST_VIDEO_FORMAT_RGB,
          info.training_width, info.training_height))
    throw ElementError(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
                       "Choose another model: its training size is " +
                           std::to_string(info.training_width) + "x" +
                           std::to_string(info.training_height) + ".");
  return format;
}

GstBuffer* new_black_buffer(size_t size) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, size, nullptr);
  if (!buffer) throw std::bad_alloc();
  gst_buffer_memset(buffer, 0, 0, size);
  return buffer;
}

}  // namespace

FilterSession::FilterSession(const FilterSettings& settings)
    : engine_(open_engine(settings)) {
  check_channels(channels(), settings.model);
  // The engine comes prepared for this size.
  format_ = training_format(info());
  meter_.restart(time_one_frame());
}

ModelChannels FilterSession::channels() const {
  return {info().in_channels, info().out_channels};
}

bool FilterSession::set_format(const GstVideoInfo& format) {
  engine_.prepare(format.width, format.height);
  format_ = format;
  return meter_.restart(time_one_frame());
}

bool FilterSession::process(GstBuffer* input, GstBuffer* output) {
  return meter_.add(timed_process(input, output));
}

GstClockTime FilterSession::timed_process(GstBuffer* input, GstBuffer* output) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const FrameView source(format_, input, GST_MAP_READ);
  FrameView target(format_, output, GST_MAP_WRITE);
  target.fill_unused_bytes();
  engine_.process(source.frame(), target.frame());
  return static_cast<GstClockTime>(
      std::chrono::nanoseconds(Clock::now() - begin).count());
}

/// A frame through the whole path of the current format: its time is the best
/// guess until real ones were measured, and what is slow only once is behind.
GstClockTime FilterSession::time_one_frame() {
  g_autoptr(GstBuffer) input = new_black_buffer(format_.size);
  g_autoptr(GstBuffer) output = new_black_buffer(format_.size);
  return timed_process(input, output);
}

}  // namespace p2p

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
  input_format_ = output_format_ = training_format(info());
  meter_.restart(time_one_frame());
}

ModelChannels FilterSession::channels() const {
  return {info().in_channels, info().out_channels};
}

bool FilterSession::set_formats(const GstVideoInfo& input,
                                const GstVideoInfo& output) {
  engine_.prepare(input.width, input.height);
  input_format_ = input;
  output_format_ = output;
  return meter_.restart(time_one_frame());
}

bool FilterSession::keeps_format() const {
  return GST_VIDEO_INFO_FORMAT(&input_format_) ==
         GST_VIDEO_INFO_FORMAT(&output_format_);
}

P2pComposition FilterSession::possible(const P2pComposition& wanted,
                                       std::string& remedy) const {
  const bool overlay = wanted.mode == P2P_OUTPUT_OVERLAY;
  P2pComposition result = wanted;
  if ((overlay || wanted.threshold > 0.0) && info().out_channels != 1) {
    remedy =
        "Choose a model with one output channel for output-mode=overlay and "
        "for a threshold: this one has " +
        std::to_string(info().out_channels) +
        ", its picture is shown as it is.";
    result.mode = P2P_OUTPUT_PICTURE;
    result.threshold = 0.0;
  } else if (overlay && !keeps_format()) {
    remedy =
        "Ask for a format with colours behind pix2pixfilter, or for "
        "output-mode=picture: GRAY8 shows the mask without the overlay.";
    result.mode = P2P_OUTPUT_PICTURE;
  }
  return result;
}

bool FilterSession::process(GstBuffer* input, GstBuffer* output,
                            const P2pComposition& composition) {
  return meter_.add(timed_process(input, output, composition));
}

GstClockTime FilterSession::timed_process(GstBuffer* input, GstBuffer* output,
                                          const P2pComposition& composition) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const FrameView source(input_format_, input, GST_MAP_READ);
  FrameView target(output_format_, output, GST_MAP_WRITE);
  target.fill_unused_bytes();
  engine_.process({source.frame(), target.frame(), nullptr, composition});
  return static_cast<GstClockTime>(
      std::chrono::nanoseconds(Clock::now() - begin).count());
}

/// A frame through the whole path of the current formats: its time is the best
/// guess until real ones were measured, and what is slow only once is behind.
GstClockTime FilterSession::time_one_frame() {
  g_autoptr(GstBuffer) input = new_black_buffer(input_format_.size);
  g_autoptr(GstBuffer) output = new_black_buffer(output_format_.size);
  return timed_process(input, output, {});
}

}  // namespace p2p

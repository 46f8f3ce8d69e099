// SPDX-License-Identifier: MIT
// Loads, warms, runs and times.
#include "gst-plugin/filter_session.h"

#include <chrono>
#include <string>
#include <utility>

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

void check_channels(const P2pEngineInfo& info, const std::string& model) {
  const bool fills = !info.takes_mask || info.in_channels == info.out_channels;
  if (fills && has_format({info.in_channels, info.out_channels})) return;
  throw ElementError(
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      "Choose a model with 3 input and 3 or 1 output channels, or with 1 and "
      "1, or, if it fills holes, with 3 and 3 or 1 and 1: '" +
          model + "' has " + std::to_string(info.in_channels) + " and " +
          std::to_string(info.out_channels) + ".");
}

constexpr char kNoMaskWanted[] =
    "Set mask-source=none or choose a model that fills holes: this one takes "
    "no mask";
constexpr char kMaskWanted[] =
    "Set 'mask-source' to where the holes are seen: the model fills holes and "
    "is told of none, every frame passes as it is.";

void check_mask(const P2pEngineInfo& info, const MaskSettings& mask) {
  if (info.takes_mask || mask.source == MaskSource::kNone) return;
  throw ElementError(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
                     std::string(kNoMaskWanted) + ".");
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

/// A hole in the middle of a frame, half as large as the pictures that the
/// network was trained on: what to expect. No larger, or its region would not
/// be the one that is prepared.
void add_sample_hole(const P2pEngineInfo& info, HoleMask& mask) {
  const int width = info.training_width / 2, height = info.training_height / 2;
  const int left = (mask.width() - width) / 2;
  const int top = (mask.height() - height) / 2;
  mask.add_box(left, top, left + width, top + height);
}

/// A new rate or shape of pixels is no new size.
bool takes_another_time(const GstVideoInfo& before, const GstVideoInfo& now) {
  return before.width != now.width || before.height != now.height ||
         GST_VIDEO_INFO_FORMAT(&before) != GST_VIDEO_INFO_FORMAT(&now);
}

using Clock = std::chrono::steady_clock;

GstClockTime since(Clock::time_point begin) {
  return static_cast<GstClockTime>(
      std::chrono::nanoseconds(Clock::now() - begin).count());
}

}  // namespace

FilterSession::FilterSession(const FilterSettings& settings,
                             const MaskSettings& mask)
    : engine_(open_engine(settings)) {
  check_channels(info(), settings.model);
  check_mask(info(), mask);
  mask_maker_.start(mask);
  // The engine comes prepared for this size.
  input_format_ = output_format_ = training_format(info());
  frame_time_ = time_one_frame({});
  meter_.restart(frame_time_);
}

ModelChannels FilterSession::channels() const {
  return {info().in_channels, info().out_channels};
}

bool FilterSession::set_formats(const GstVideoInfo& input,
                                const GstVideoInfo& output,
                                const MaskSettings& mask) {
  const bool other = takes_another_time(input_format_, input) ||
                     takes_another_time(output_format_, output);
  if (other) engine_.prepare(input.width, input.height);
  input_format_ = input;
  output_format_ = output;
  if (!other) return false;
  frame_time_ = time_one_frame(mask);
  return meter_.restart(frame_time_);
}

GstClockTime FilterSession::frame_duration() const {
  const int frames = GST_VIDEO_INFO_FPS_N(&input_format_);
  return frames == 0 ? 0
                     : gst_util_uint64_scale(
                           GST_SECOND, GST_VIDEO_INFO_FPS_D(&input_format_),
                           static_cast<guint64>(frames));
}

bool FilterSession::keeps_format() const {
  return GST_VIDEO_INFO_FORMAT(&input_format_) ==
         GST_VIDEO_INFO_FORMAT(&output_format_);
}

bool FilterSession::is_plain(GstBuffer* input) const {
  return is_laid_out_as(input_format_, input);
}

bool FilterSession::passes(GstBuffer* input, const MaskSettings& mask) {
  const Clock::time_point begin = Clock::now();
  holes_ = {};
  passes_ = info().takes_mask && !has_holes(input, mask);
  if (!info().takes_mask && mask.source != MaskSource::kNone)
    tell_once(mask_told_, std::string(kNoMaskWanted) + " and goes on alone.");
  mask_time_ = since(begin);
  return passes_;
}

/// Makes their mask.
bool FilterSession::has_holes(GstBuffer* input, const MaskSettings& mask) {
  if (mask.source == MaskSource::kNone) {
    tell_once(mask_told_, kMaskWanted);
    return false;
  }
  const FrameView view(input_format_, input, GST_MAP_READ);
  holes_ = {&mask_maker_.make(mask, input, view.frame()),
            mask.source == MaskSource::kAlpha};
  return holes_.mask->any();
}

P2pComposition FilterSession::possible(const P2pComposition& wanted) {
  const bool overlay = wanted.mode == P2P_OUTPUT_OVERLAY;
  P2pComposition result = wanted;
  const bool makes_masks = info().out_channels == 1 && !info().takes_mask;
  if ((overlay || wanted.threshold > 0.0) && !makes_masks) {
    tell_once(
        composition_told_,
        "Choose a model with one output channel for output-mode=overlay and "
        "for a threshold: this one " +
            (info().takes_mask ? std::string("fills holes")
                               : "has " + std::to_string(info().out_channels)) +
            ", its picture is shown as it is.");
    result.mode = P2P_OUTPUT_PICTURE;
    result.threshold = 0.0;
  } else if (overlay && !keeps_format()) {
    tell_once(composition_told_,
              "Ask for a format with colours behind pix2pixfilter, or for "
              "output-mode=picture: GRAY8 shows the mask without the overlay.");
    result.mode = P2P_OUTPUT_PICTURE;
  }
  return result;
}

bool FilterSession::process(GstBuffer* input, GstBuffer* output,
                            const P2pComposition& wanted) {
  if (passes_) {
    const FrameView source(input_format_, input, GST_MAP_READ);
    FrameView(output_format_, output, GST_MAP_WRITE).copy_from(source);
    return false;
  }
  frame_time_ =
      mask_time_ + timed_process(input, output, holes_, possible(wanted));
  return meter_.add(frame_time_);
}

std::vector<std::string> FilterSession::take_remarks() {
  std::vector<std::string> remarks = std::exchange(remarks_, {});
  for (std::string& remark : mask_maker_.take_remarks())
    remarks.push_back(std::move(remark));
  return remarks;
}

void FilterSession::tell_once(bool& told, std::string text) {
  if (!std::exchange(told, true)) remarks_.push_back(std::move(text));
}

GstClockTime FilterSession::timed_process(GstBuffer* input, GstBuffer* output,
                                          const Holes& holes,
                                          const P2pComposition& composition) {
  const Clock::time_point begin = Clock::now();
  const FrameView source(input_format_, input, GST_MAP_READ);
  FrameView target(output_format_, output, GST_MAP_WRITE);
  target.fill_unused_bytes();
  const P2pFrame mask = holes.mask ? holes.mask->frame() : P2pFrame{};
  engine_.process({source.frame(), target.frame(), holes.mask ? &mask : nullptr,
                   composition});
  if (holes.mask && holes.fill_alpha && target.frame().n_components == 4)
    make_opaque(*holes.mask, target.frame());
  return since(begin);
}

/// A frame through the whole path of the current formats: its time is the best
/// guess until real ones were measured, and what is slow only once is behind.
GstClockTime FilterSession::time_one_frame(const MaskSettings& mask) {
  g_autoptr(GstBuffer) input = new_black_buffer(input_format_.size);
  g_autoptr(GstBuffer) output = new_black_buffer(output_format_.size);
  HoleMask sample;
  Holes holes;
  // Those of a file are where they will be in every frame.
  if (info().takes_mask && mask.source == MaskSource::kFile)
    holes.mask = &mask_maker_.make(
        mask, input, FrameView(input_format_, input, GST_MAP_READ).frame());
  if (info().takes_mask && !(holes.mask && holes.mask->any())) {
    sample.reset(input_format_.width, input_format_.height);
    add_sample_hole(info(), sample);
    holes.mask = &sample;
  }
  // Around holes of its own size a region is prepared with its first frame.
  if (holes.mask && holes.mask != &sample)
    timed_process(input, output, holes, {});
  return timed_process(input, output, holes, {});
}

}  // namespace p2p

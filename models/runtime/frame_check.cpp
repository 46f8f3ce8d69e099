// SPDX-License-Identifier: MIT
// Every rule that pix2pix_runtime.h states about a P2pFrame.
#include "models/runtime/frame_check.h"

#include <cmath>
#include <functional>
#include <span>
#include <string>

#include "models/runtime/backend.h"

namespace p2p {
namespace {

constexpr int64_t kMaxPixels = int64_t{1} << 28;
constexpr int kMaxPixelStride = 4;
constexpr int kMaxShift = 2;
constexpr int kAlpha = 3;
constexpr int32_t kMaxFeather = 255;

[[noreturn]] void refuse(const std::string& what) {
  throw RuntimeError(P2P_ERROR_FRAME, "This frame cannot be processed: " + what,
                     "frame_check.cpp");
}

void require(bool condition, const char* what) {
  if (!condition) refuse(what);
}

std::string size_text(int32_t width, int32_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

std::span<const P2pComponent> components(const P2pFrame& frame) {
  return {frame.component, static_cast<size_t>(frame.n_components)};
}

int32_t shifted(int32_t size, int shift) {
  return static_cast<int32_t>((int64_t{size} + (1 << shift) - 1) >> shift);
}

/// Bytes from the first sample of a row to just behind its last one.
int64_t row_extent(const P2pFrame& frame, const P2pComponent& c) {
  return int64_t{shifted(frame.width, c.x_shift) - 1} * c.pixel_stride + 1;
}

/// Bytes from the first sample of the component to just behind its last one.
int64_t extent(const P2pFrame& frame, const P2pComponent& c) {
  return int64_t{shifted(frame.height, c.y_shift) - 1} * c.row_stride +
         row_extent(frame, c);
}

void check_component_count(const P2pFrame& frame) {
  switch (frame.colour) {
    case P2P_COLOUR_RGB:
    case P2P_COLOUR_YUV:
      return require(frame.n_components == 3 || frame.n_components == 4,
                     "colour has 3 or 4 components");
    case P2P_COLOUR_GREY:
      return require(frame.n_components == 1, "grey has 1 component");
  }
  refuse("unknown colour model " + std::to_string(frame.colour));
}

void check_component(const P2pFrame& frame, int index) {
  const P2pComponent& c = frame.component[index];
  const bool chroma =
      frame.colour == P2P_COLOUR_YUV && index > 0 && index < kAlpha;
  const int max_shift = chroma ? kMaxShift : 0;
  require(c.data != nullptr, "a component without data");
  require(c.x_shift <= max_shift && c.y_shift <= max_shift,
          "a component with impossible subsampling");
  require(c.pixel_stride >= 1 && c.pixel_stride <= kMaxPixelStride,
          "a pixel stride outside 1 to 4");
  require(c.row_stride >= row_extent(frame, c),
          "a row stride shorter than its row");
}

void check_yuv(const P2pYuv& yuv) {
  for (float value : {yuv.kr, yuv.kb, yuv.y_offset, yuv.c_offset})
    require(std::isfinite(value) && value >= 0.0f, "impossible colorimetry");
  for (float scale : {yuv.y_scale, yuv.c_scale})
    require(std::isfinite(scale) && scale > 0.0f, "an empty value range");
  require(yuv.kr + yuv.kb < 1.0f, "luma weights without green");
}

void check_frame(const P2pFrame& frame) {
  check_frame_size(frame.width, frame.height);
  check_component_count(frame);
  for (int i = 0; i < frame.n_components; ++i) check_component(frame, i);
  if (frame.colour == P2P_COLOUR_YUV) check_yuv(frame.yuv);
}

void check_same_size(const P2pFrame& input, const P2pFrame& other,
                     const char* name) {
  if (input.width != other.width || input.height != other.height)
    refuse("input is " + size_text(input.width, input.height) + ", " + name +
           " " + size_text(other.width, other.height));
}

void check_same_kind(const P2pFrame& input, const P2pFrame& output,
                     const P2pEngineInfo& model) {
  const bool mask_alone = model.in_channels == 3 && model.out_channels == 1 &&
                          !model.takes_mask && output.colour == P2P_COLOUR_GREY;
  require(mask_alone || (input.colour == output.colour &&
                         input.n_components == output.n_components),
          "input and output differ in colour model");
}

void check_apart(const P2pFrame& input, const P2pFrame& output) {
  const std::less_equal<const uint8_t*> not_behind;
  for (const P2pComponent& a : components(input))
    for (const P2pComponent& b : components(output))
      require(not_behind(a.data + extent(input, a), b.data) ||
                  not_behind(b.data + extent(output, b), a.data),
              "input and output overlap");
}

void check_channels(const P2pFrame& frame, const P2pEngineInfo& model) {
  const bool grey_model = model.in_channels == 1 && model.out_channels == 1;
  if ((frame.colour == P2P_COLOUR_GREY) != grey_model)
    refuse("the model has " + std::to_string(model.in_channels) +
           " input and " + std::to_string(model.out_channels) +
           " output channels, the frame " + std::to_string(frame.n_components));
}

[[noreturn]] void refuse_setting(const std::string& what) {
  throw RuntimeError(P2P_ERROR_SETTINGS, what, "frame_check.cpp");
}

void check_composition(const P2pJob& job, const P2pEngineInfo& model) {
  const P2pComposition& wanted = job.composition;
  const bool overlay = wanted.mode == P2P_OUTPUT_OVERLAY;
  if (!overlay && wanted.mode != P2P_OUTPUT_PICTURE)
    refuse_setting("unknown output mode " + std::to_string(wanted.mode));
  if (!(wanted.threshold >= 0.0 && wanted.threshold <= 1.0))
    refuse_setting("the threshold is not within 0 to 1");
  if (wanted.feather < 0 || wanted.feather > kMaxFeather)
    refuse_setting("a feather of " + std::to_string(wanted.feather) +
                   " pixels is not within 0 to " + std::to_string(kMaxFeather));
  if ((overlay || wanted.threshold > 0.0) && model.out_channels != 1)
    refuse_setting(
        "overlay and threshold need a model with one output channel");
  if (overlay && job.input.colour != job.output.colour)
    refuse_setting("an overlay needs an output with the colours of the input");
}

void check_mask(const P2pJob& job, const P2pEngineInfo& model) {
  if (!job.mask != !model.takes_mask)
    refuse_setting(job.mask ? "the model takes no mask"
                            : "the model needs a mask of the holes");
  if (!job.mask) return;
  check_frame(*job.mask);
  require(job.mask->colour == P2P_COLOUR_GREY, "its mask is not grey");
  check_same_size(job.input, *job.mask, "its mask");
  check_apart(*job.mask, job.output);
}

}  // namespace

void check_frame_size(int32_t width, int32_t height) {
  if (width < 1 || height < 1)
    refuse(size_text(width, height) + " has no pixels");
  if (int64_t{width} * height > kMaxPixels)
    refuse(size_text(width, height) + " is too large, scale it down first");
}

void check_job(const P2pJob& job, const P2pEngineInfo& model) {
  check_frame(job.input);
  check_frame(job.output);
  check_same_size(job.input, job.output, "output");
  check_same_kind(job.input, job.output, model);
  check_apart(job.input, job.output);
  check_channels(job.input, model);
  check_composition(job, model);
  check_mask(job, model);
}

}  // namespace p2p

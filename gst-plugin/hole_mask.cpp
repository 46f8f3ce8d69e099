// SPDX-License-Identifier: MIT
// Loops over pixels; colours are read as the network sees them.
#include "gst-plugin/hole_mask.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gst/video/video.h>

#include "models/pixels/blend.h"
#include "models/pixels/frame_planes.h"

namespace p2p {
namespace {

constexpr int kAlpha = 3;
constexpr uint8_t kHole = 255;
constexpr uint8_t kOpaqueFrom = 128;

/// A row of colours of `channels`, 0 to 255. Every row of a frame is read to
/// the same memory.
class RowReader {
 public:
  explicit RowReader(const P2pFrame& frame)
      : frame_(frame),
        format_{frame.colour == P2P_COLOUR_GREY ? 1 : 3, false, {0.0f, 255.0f}},
        values_(static_cast<size_t>(frame.width) * format_.channels),
        planes_(dense_planes(values_.data(), PlaneType::kFp32, frame.height,
                             frame.width)) {
    planes_.channel_stride = frame.width;
    planes_.row_stride = 0;
  }
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  int channels() const { return format_.channels; }
  void read(int y) { read_rows(frame_, format_, planes_, y, y + 1); }
  const float* channel(int c) const {
    return values_.data() + static_cast<size_t>(c) * frame_.width;
  }

 private:
  const P2pFrame& frame_;
  PlaneFormat format_;
  std::vector<float> values_;
  Planes planes_;
};

/// Clears the holes of a row whose values are farther than `tolerance` away.
void keep_near(const float* values, float wanted, float tolerance, int n,
               uint8_t* holes) {
  for (int x = 0; x < n; ++x)
    if (std::abs(values[x] - wanted) > tolerance) holes[x] = 0;
}

}  // namespace

void HoleMask::reset(int width, int height) {
  width_ = width;
  height_ = height;
  pixels_.assign(static_cast<size_t>(width) * height, 0);
}

void HoleMask::invert() {
  for (uint8_t& pixel : pixels_) pixel = static_cast<uint8_t>(kHole - pixel);
}

void HoleMask::add_box(int64_t left, int64_t top, int64_t right,
                       int64_t bottom) {
  const auto inside = [](int64_t place, int size) {
    return static_cast<int>(std::clamp<int64_t>(place, 0, size));
  };
  const int begin = inside(left, width_), end = inside(right, width_);
  if (begin >= end) return;
  for (int y = inside(top, height_); y < inside(bottom, height_); ++y)
    std::memset(row(y) + begin, kHole, static_cast<size_t>(end - begin));
}

bool HoleMask::any() const {
  return std::memchr(pixels_.data(), kHole, pixels_.size()) != nullptr;
}

bool HoleMask::all() const {
  return std::memchr(pixels_.data(), 0, pixels_.size()) == nullptr;
}

P2pFrame HoleMask::frame() {
  P2pFrame frame{};
  frame.width = width_;
  frame.height = height_;
  frame.colour = P2P_COLOUR_GREY;
  frame.n_components = 1;
  frame.component[0] = {pixels_.data(), width_, 1, 0, 0};
  return frame;
}

void find_transparent(const P2pFrame& frame, HoleMask& mask) {
  const P2pComponent& alpha = frame.component[kAlpha];
  for (int y = 0; y < mask.height(); ++y) {
    const uint8_t* values = sample_at(alpha, 0, y);
    uint8_t* holes = mask.row(y);
    for (int x = 0; x < mask.width(); ++x)
      holes[x] =
          values[static_cast<ptrdiff_t>(x) * alpha.pixel_stride] < kOpaqueFrom
              ? kHole
              : 0;
  }
}

void find_colour(const P2pFrame& frame, uint32_t colour, int tolerance,
                 HoleMask& mask) {
  P2pFrame kind{};
  kind.colour =
      frame.colour == P2P_COLOUR_GREY ? P2P_COLOUR_GREY : P2P_COLOUR_RGB;
  const Triple wanted = colour_samples(colour, kind);
  const float values[] = {wanted.a, wanted.b, wanted.c};
  // Half a level: pixels of YUV are not whole.
  const float reach = static_cast<float>(tolerance) + 0.5f;
  RowReader reader(frame);
  for (int y = 0; y < mask.height(); ++y) {
    std::memset(mask.row(y), kHole, static_cast<size_t>(mask.width()));
    reader.read(y);
    for (int c = 0; c < reader.channels(); ++c)
      keep_near(reader.channel(c), values[c], reach, mask.width(), mask.row(y));
  }
}

void find_regions(GstBuffer* buffer, const std::string& type, int margin,
                  HoleMask& mask) {
  const GQuark wanted = type.empty() ? 0 : g_quark_try_string(type.c_str());
  if (!type.empty() && wanted == 0) return;  // nobody has ever said it
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(
             buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)) {
    const auto* box = reinterpret_cast<GstVideoRegionOfInterestMeta*>(meta);
    if (wanted != 0 && box->roi_type != wanted) continue;
    mask.add_box(int64_t{box->x} - margin, int64_t{box->y} - margin,
                 int64_t{box->x} + box->w + margin,
                 int64_t{box->y} + box->h + margin);
  }
}

void make_opaque(HoleMask& mask, const P2pFrame& frame) {
  const P2pComponent& alpha = frame.component[kAlpha];
  for (int y = 0; y < mask.height(); ++y) {
    uint8_t* values = sample_at(alpha, 0, y);
    const uint8_t* holes = mask.row(y);
    for (int x = 0; x < mask.width(); ++x)
      if (holes[x] == kHole)
        values[static_cast<ptrdiff_t>(x) * alpha.pixel_stride] = 255;
  }
}

}  // namespace p2p

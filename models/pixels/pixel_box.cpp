// SPDX-License-Identifier: MIT
// Pointers moved; rows copied.
#include "models/pixels/pixel_box.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/pixel_run.h"
#include "models/pixels/sample_rows.h"

namespace p2p {
namespace {

void copy_row(const uint8_t* from, int from_stride, uint8_t* to, int to_stride,
              int samples) {
  SampleRun run;
  for (int x = 0; x < samples; x += kRunLength) {
    const int n = std::min(kRunLength, samples - x);
    gather_samples(from + static_cast<long>(x) * from_stride, from_stride, n,
                   run.sample);
    scatter_samples(run.sample, n, to + static_cast<long>(x) * to_stride,
                    to_stride);
  }
}

/// Where a frame's pixels begin, if its components are all there is in them:
/// as many bytes a pixel as components, side by side.
uint8_t* whole_pixels(const P2pFrame& frame) {
  uint8_t* first = frame.component[0].data;
  unsigned found = 0;
  for (int i = 0; i < frame.n_components; ++i)
    first = std::min(first, frame.component[i].data, std::less<>());
  for (int i = 0; i < frame.n_components; ++i) {
    const P2pComponent& c = frame.component[i];
    if (c.pixel_stride != frame.n_components || c.data - first >= 4 ||
        c.row_stride != frame.component[0].row_stride)
      return nullptr;
    found |= 1u << (c.data - first);
  }
  return found == (1u << frame.n_components) - 1 ? first : nullptr;
}

bool same_order(const P2pFrame& a, const P2pFrame& b) {
  for (int i = 1; i < a.n_components; ++i)
    if (a.component[i].data - a.component[0].data !=
        b.component[i].data - b.component[0].data)
      return false;
  return true;
}

}  // namespace

ChromaStep chroma_step(const P2pFrame& frame) {
  ChromaStep step;
  for (int i = 0; i < frame.n_components; ++i) {
    step.x = std::max(step.x, 1 << frame.component[i].x_shift);
    step.y = std::max(step.y, 1 << frame.component[i].y_shift);
  }
  return step;
}

P2pFrame crop(const P2pFrame& frame, const PixelBox& box) {
  P2pFrame part = frame;
  part.width = box.width;
  part.height = box.height;
  for (int i = 0; i < frame.n_components; ++i) {
    const P2pComponent& c = frame.component[i];
    part.component[i].data =
        sample_at(c, box.x >> c.x_shift, box.y >> c.y_shift);
  }
  return part;
}

void copy_frame(const P2pFrame& from, const P2pFrame& to) {
  const uint8_t* in = whole_pixels(from);
  uint8_t* out = whole_pixels(to);
  if (in && out && same_order(from, to)) {
    for (int y = 0; y < from.height; ++y)
      std::memcpy(out + static_cast<long>(y) * to.component[0].row_stride,
                  in + static_cast<long>(y) * from.component[0].row_stride,
                  static_cast<size_t>(from.width) * from.n_components);
    return;
  }
  for (int i = 0; i < from.n_components; ++i) {
    const P2pComponent& a = from.component[i];
    const P2pComponent& b = to.component[i];
    for (int y = 0; y < sample_count(from.height, a.y_shift); ++y)
      copy_row(sample_at(a, 0, y), a.pixel_stride, sample_at(b, 0, y),
               b.pixel_stride, sample_count(from.width, a.x_shift));
  }
}

}  // namespace p2p

// SPDX-License-Identifier: MIT
// Loops with constant strides, which vectorise, for the layouts in use.
#include "models/pixels/sample_rows.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/multiversion.h"

namespace p2p {
namespace {

template <int kStride>
inline void gather_every(const uint8_t* __restrict in, int n,
                         uint8_t* __restrict out) {
  for (int i = 0; i < n; ++i) out[i] = in[i * kStride];
}

P2P_MULTIVERSION void gather_pairs(const uint8_t* in, int n, uint8_t* out) {
  gather_every<2>(in, n, out);
}

P2P_MULTIVERSION void gather_triplets(const uint8_t* in, int n, uint8_t* out) {
  gather_every<3>(in, n, out);
}

P2P_MULTIVERSION void gather_quads(const uint8_t* in, int n, uint8_t* out) {
  gather_every<4>(in, n, out);
}

P2P_MULTIVERSION void scatter_triplets(const uint8_t* __restrict a,
                                       const uint8_t* __restrict b,
                                       const uint8_t* __restrict c, int n,
                                       uint8_t* __restrict out) {
  for (int i = 0; i < n; ++i) {
    out[3 * i] = a[i];
    out[3 * i + 1] = b[i];
    out[3 * i + 2] = c[i];
  }
}

P2P_MULTIVERSION void scatter_quads(const uint8_t* __restrict a,
                                    const uint8_t* __restrict b,
                                    const uint8_t* __restrict c,
                                    const uint8_t* __restrict d, int n,
                                    uint8_t* __restrict out) {
  for (int i = 0; i < n; ++i) {
    out[4 * i] = a[i];
    out[4 * i + 1] = b[i];
    out[4 * i + 2] = c[i];
    out[4 * i + 3] = d[i];
  }
}

const uint8_t* first_byte(const P2pFrame& frame) {
  const uint8_t* first = frame.component[0].data;
  for (int i = 1; i < frame.n_components; ++i)
    first = std::min(first, const_cast<const uint8_t*>(frame.component[i].data),
                     std::less<>());
  return first;
}

/// Whether the components are neighbouring bytes of pixels of 3 or 4.
bool is_packed(const P2pFrame& frame) {
  const int32_t pixel_stride = frame.component[0].pixel_stride;
  const uint8_t* first = first_byte(frame);
  unsigned found = 0;
  for (int i = 0; i < frame.n_components; ++i) {
    const P2pComponent& c = frame.component[i];
    if (c.pixel_stride != pixel_stride ||
        c.row_stride != frame.component[0].row_stride ||
        !std::less<const uint8_t*>()(c.data, first + frame.n_components))
      return false;
    found |= 1u << (c.data - first);
  }
  return found == (1u << frame.n_components) - 1 &&
         (pixel_stride == 3 || pixel_stride == 4) &&
         frame.n_components <= pixel_stride;
}

/// Samples of packed pixels in the order of their bytes.
struct PackedRun {
  uint8_t* first_byte;  ///< of the first pixel
  const uint8_t* sample[4];
};

PackedRun packed_run(const SampleRun (&sample)[4], const RunPosition& run,
                     const P2pFrame& frame) {
  PackedRun packed{};
  const uint8_t* first = first_byte(frame);
  for (int i = 0; i < frame.n_components; ++i) {
    const P2pComponent& c = frame.component[i];
    packed.sample[c.data - first] = sample[i].sample;
    if (c.data == first) packed.first_byte = sample_at(c, run.x, run.y);
  }
  return packed;
}

/// Three components in pixels of four bytes. The fourth byte is put back, but
/// not behind the last pixel, where the frame may have ended.
void scatter_into_quads(const PackedRun& run, int n) {
  const auto [a, b, c, unused] = run.sample;
  const int last = n - 1;
  SampleRun kept;
  gather_samples(run.first_byte + 3, 4, last, kept.sample);
  scatter_quads(a, b, c, kept.sample, last, run.first_byte);
  for (int i = 0; i < 3; ++i)
    run.first_byte[4 * last + i] = run.sample[i][last];
}

void scatter_packed(const PackedRun& run, const P2pFrame& frame, int n) {
  const auto [a, b, c, d] = run.sample;
  if (frame.n_components == 4) {
    scatter_quads(a, b, c, d, n, run.first_byte);
  } else if (frame.component[0].pixel_stride == 3) {
    scatter_triplets(a, b, c, n, run.first_byte);
  } else {
    scatter_into_quads(run, n);
  }
}

}  // namespace

void gather_samples(const uint8_t* in, int stride, int n, uint8_t* out) {
  switch (stride) {
    case 1:
      std::memcpy(out, in, static_cast<size_t>(n));
      return;
    case 2:
      return gather_pairs(in, n, out);
    case 3:
      return gather_triplets(in, n, out);
    case 4:
      return gather_quads(in, n, out);
  }
  for (int i = 0; i < n; ++i) out[i] = in[static_cast<long>(i) * stride];
}

void scatter_samples(const uint8_t* in, int n, uint8_t* out, int stride) {
  if (stride == 1) {
    std::memcpy(out, in, static_cast<size_t>(n));
    return;
  }
  for (int i = 0; i < n; ++i) out[static_cast<long>(i) * stride] = in[i];
}

void scatter_colours(const SampleRun (&sample)[4], const RunPosition& run,
                     const P2pFrame& frame) {
  if (is_packed(frame))
    return scatter_packed(packed_run(sample, run, frame), frame, run.length);
  for (int i = 0; i < frame.n_components; ++i) {
    const P2pComponent& c = frame.component[i];
    scatter_samples(sample[i].sample, run.length, sample_at(c, run.x, run.y),
                    c.pixel_stride);
  }
}

}  // namespace p2p

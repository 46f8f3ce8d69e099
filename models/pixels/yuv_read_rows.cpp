// SPDX-License-Identifier: MIT
// Chroma is blended between two rows first and along the row then. The weights
// are multiples of a quarter and samples have 8 bits, so no order of the
// additions rounds, and the result is that of chroma_at().
#include "models/pixels/yuv_read_rows.h"

#include <algorithm>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/multiversion.h"
#include "models/pixels/sample_rows.h"

namespace p2p {
namespace {

/// Chroma samples under a run, or what became of them for each pixel.
using ChromaRun = float[kRunLength + kRunMargin];

P2P_MULTIVERSION void blend_rows(const SampleRun& above, const SampleRun& below,
                                 float t, int n, float* __restrict out) {
  for (int i = 0; i < n; ++i)
    out[i] = above.sample[i] * (1.0f - t) + below.sample[i] * t;
}

/// Twice as many samples, each half way to its neighbour; in[0] lies on out[0].
P2P_MULTIVERSION void double_cosited(const float* __restrict in, int pairs,
                                     float* __restrict out) {
  for (int i = 0; i < pairs; ++i) {
    out[2 * i] = in[i];
    out[2 * i + 1] = 0.5f * in[i] + 0.5f * in[i + 1];
  }
}

/// Twice as many samples a quarter left and right of in[1], in[2] ...
P2P_MULTIVERSION void double_centred(const float* __restrict in, int pairs,
                                     float* __restrict out) {
  for (int i = 0; i < pairs; ++i) {
    out[2 * i] = 0.25f * in[i] + 0.75f * in[i + 1];
    out[2 * i + 1] = 0.75f * in[i + 1] + 0.25f * in[i + 2];
  }
}

P2P_MULTIVERSION void yuv_to_rgb_run(const SampleRun& luma,
                                     const float* __restrict blue,
                                     const float* __restrict red, int n,
                                     P2pYuv yuv, ValueRange range,
                                     ColourRun& out) {
  for (int i = 0; i < n; ++i) {
    const Triple rgb = yuv_to_rgb(luma.sample[i], blue[i], red[i], yuv);
    out.colour[0][i] = to_network(clamp_pixel(rgb.a), range);
    out.colour[1][i] = to_network(clamp_pixel(rgb.b), range);
    out.colour[2][i] = to_network(clamp_pixel(rgb.c), range);
  }
}

/// Samples [first, first + n) of two rows, blended; the edges are repeated
/// where the component ends.
void blend_component(const P2pComponent& c, int width, const int (&rows)[2],
                     float t, int first, int n, ChromaRun& out) {
  const int from = clamp_index(first, width - 1);
  const int until = clamp_index(first + n - 1, width - 1) + 1;
  SampleRun above, below;
  gather_samples(sample_at(c, from, rows[0]), c.pixel_stride, until - from,
                 above.sample);
  gather_samples(sample_at(c, from, rows[1]), c.pixel_stride, until - from,
                 below.sample);
  float* begin = out + (from - first);
  blend_rows(above, below, t, until - from, begin);
  std::fill(out, begin, *begin);
  float* end = out + (until - first);
  std::fill(end, out + n, end[-1]);
}

/// Interpolation along the row for any step.
void interpolate(const ChromaRun& in, int first, const P2pComponent& c,
                 bool cosited, const RunPosition& run, ChromaRun& out) {
  for (int i = 0; i < run.length; ++i) {
    const ChromaPhase phase = chroma_phase(run.x + i, c.x_shift, cosited);
    const float* left = in + (phase.at - first);
    out[i] = left[0] * (1.0f - phase.t) + left[1] * phase.t;
  }
}

/// chroma_at() for a run.
void read_chroma_run(const P2pFrame& frame, int component,
                     const RunPosition& run, ChromaRun& out) {
  const P2pComponent& c = frame.component[component];
  const bool cosited = frame.yuv.chroma_x_cosited != 0;
  const ChromaPhase py =
      chroma_phase(run.y, c.y_shift, frame.yuv.chroma_y_cosited != 0);
  const int last_y = sample_count(frame.height, c.y_shift) - 1;
  const int rows[2] = {clamp_index(py.at, last_y),
                       clamp_index(py.at + 1, last_y)};
  const int pairs = (run.length + 1) / 2;
  const int first = chroma_phase(run.x, c.x_shift, cosited).at;
  const int last =
      chroma_phase(run.x + 2 * pairs - 1, c.x_shift, cosited).at + 1;
  ChromaRun blended;
  blend_component(c, sample_count(frame.width, c.x_shift), rows, py.t, first,
                  last + 1 - first, blended);
  if (c.x_shift != 1)
    interpolate(blended, first, c, cosited, run, out);
  else if (cosited)
    double_cosited(blended, pairs, out);
  else
    double_centred(blended, pairs, out);
}

}  // namespace

void read_yuv_run(const P2pFrame& frame, const RunPosition& run,
                  ValueRange range, ColourRun& values) {
  const P2pComponent& c = frame.component[0];
  SampleRun luma;
  ChromaRun blue, red;
  gather_samples(sample_at(c, run.x, run.y), c.pixel_stride, run.length,
                 luma.sample);
  read_chroma_run(frame, 1, run, blue);
  read_chroma_run(frame, 2, run, red);
  yuv_to_rgb_run(luma, blue, red, run.length, frame.yuv, range, values);
}

}  // namespace p2p

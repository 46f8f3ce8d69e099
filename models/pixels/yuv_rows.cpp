// SPDX-License-Identifier: MIT
// Chroma is blended between two rows first and along the row then. The weights
// are multiples of a quarter and samples have 8 bits, so no order of the
// additions rounds, and the result is that of chroma_at().
#include "models/pixels/yuv_rows.h"

#include <algorithm>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/multiversion.h"
#include "models/pixels/sample_rows.h"
#include "models/pixels/value_rows.h"

namespace p2p {
namespace {

/// A run of chroma samples, or of their neighbourhoods in luma.
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

P2P_MULTIVERSION void luma_run(const float* __restrict r,
                               const float* __restrict g,
                               const float* __restrict b, int n, P2pYuv yuv,
                               SampleRun& out) {
  for (int i = 0; i < n; ++i)
    out.sample[i] = round_pixel(rgb_to_yuv({r[i], g[i], b[i]}, yuv).a);
}

P2P_MULTIVERSION void chroma_run(const float* __restrict r,
                                 const float* __restrict g,
                                 const float* __restrict b, int n, P2pYuv yuv,
                                 SampleRun& blue, SampleRun& red) {
  for (int i = 0; i < n; ++i) {
    const Triple found = rgb_to_yuv({r[i], g[i], b[i]}, yuv);
    blue.sample[i] = round_pixel(found.b);
    red.sample[i] = round_pixel(found.c);
  }
}

P2P_MULTIVERSION void add_weighted(const float* __restrict in, float weight,
                                   int n, float* __restrict sum) {
  for (int i = 0; i < n; ++i) sum[i] += weight * in[i];
}

P2P_MULTIVERSION void halve_centred(const float* __restrict in, int n,
                                    float share, float* __restrict out) {
  for (int i = 0; i < n; ++i) out[i] = (in[2 * i] + in[2 * i + 1]) * share;
}

/// 1-2-1 around in[1], in[3] ...
P2P_MULTIVERSION void halve_cosited(const float* __restrict in, int n,
                                    float share, float* __restrict out) {
  for (int i = 0; i < n; ++i)
    out[i] = (in[2 * i] + 2.0f * in[2 * i + 1] + in[2 * i + 2]) * share;
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

/// Columns [first, first + n) of the pixels under `fy`, summed with its
/// weights; columns and rows beyond the frame repeat its edges.
void sum_columns(const Planes& planes, const PlaneFormat& format,
                 const P2pFrame& frame, const Footprint& fy, int first, int n,
                 ColourRun& sum) {
  const int from = clamp_index(first, frame.width - 1);
  const int until = clamp_index(first + n - 1, frame.width - 1) + 1;
  for (int c = 0; c < format.channels; ++c) std::fill_n(sum.colour[c], n, 0.0f);
  ColourRun pixels;
  for (int j = 0; j < fy.count; ++j) {
    const int y = clamp_index(fy.first + j, frame.height - 1);
    load_pixels(planes, format, {from, y, until - from}, pixels);
    for (int c = 0; c < format.channels; ++c)
      add_weighted(pixels.colour[c], fy.weight(j), until - from,
                   sum.colour[c] + (from - first));
  }
  for (int c = 0; c < format.channels; ++c) {
    float* begin = sum.colour[c] + (from - first);
    float* end = sum.colour[c] + (until - first);
    std::fill(sum.colour[c], begin, *begin);
    std::fill(end, sum.colour[c] + n, end[-1]);
  }
}

/// Weighted means of `count` columns for each of `n` samples.
void average_columns(const float* columns, int shift, const Footprint& fx,
                     float share, int n, float* out) {
  if (shift == 1 && fx.triangle) return halve_cosited(columns, n, share, out);
  if (shift == 1) return halve_centred(columns, n, share, out);
  for (int i = 0; i < n; ++i) {
    float sum = 0.0f;
    for (int k = 0; k < fx.count; ++k)
      sum += fx.weight(k) * columns[(i << shift) + k];
    out[i] = sum * share;
  }
}

/// Chroma samples [x, x + n) of row `y`.
void write_chroma_run(const Planes& planes, const PlaneFormat& format,
                      const P2pFrame& frame, int x, int y, int n) {
  const P2pComponent& c = frame.component[1];
  const Footprint fx =
      Footprint::of(x, c.x_shift, frame.yuv.chroma_x_cosited != 0);
  const Footprint fy =
      Footprint::of(y, c.y_shift, frame.yuv.chroma_y_cosited != 0);
  const float share = 1.0f / (fx.total() * fy.total());
  ColourRun columns, mean;
  sum_columns(planes, format, frame, fy, fx.first,
              ((n - 1) << c.x_shift) + fx.count, columns);
  for (int i = 0; i < format.channels; ++i)
    average_columns(columns.colour[i], c.x_shift, fx, share, n, mean.colour[i]);
  const int green = format.channels == 1 ? 0 : 1;
  SampleRun blue, red;
  chroma_run(mean.colour[0], mean.colour[green], mean.colour[2 * green], n,
             frame.yuv, blue, red);
  for (const int i : {1, 2})
    scatter_samples((i == 1 ? blue : red).sample, n,
                    sample_at(frame.component[i], x, y),
                    frame.component[i].pixel_stride);
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

void luma_of(const ColourRun& pixels, int channels, int n, const P2pYuv& yuv,
             SampleRun& out) {
  const int green = channels == 1 ? 0 : 1;
  luma_run(pixels.colour[0], pixels.colour[green], pixels.colour[2 * green], n,
           yuv, out);
}

void write_chroma_row(const Planes& planes, const PlaneFormat& format,
                      const P2pFrame& frame, int y) {
  const int shift = frame.component[1].x_shift;
  const int samples = sample_count(frame.width, shift);
  const int step = kRunLength >> shift;
  for (int x = 0; x < samples; x += step)
    write_chroma_run(planes, format, frame, x, y, std::min(step, samples - x));
}

}  // namespace p2p

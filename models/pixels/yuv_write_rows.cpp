// SPDX-License-Identifier: MIT
// Luma and the sums for chroma are made in one go over the planes: to fetch and
// clamp the pixels takes most of the time.
#include "models/pixels/yuv_write_rows.h"

#include <algorithm>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/multiversion.h"
#include "models/pixels/pixel_run.h"
#include "models/pixels/sample_rows.h"
#include "models/pixels/value_rows.h"

namespace p2p {
namespace {

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

/// Positions along an axis, end excluded.
struct Interval {
  int begin;
  int end;

  bool contains(int i) const { return begin <= i && i < end; }
};

/// Luma positions that begin with chroma samples [sample, sample + n).
Interval covered(int sample, int n, int shift, int size) {
  return {sample << shift, std::min((sample + n) << shift, size)};
}

void write_luma(const ColourRun& pixels, int offset, int channels,
                const Interval& columns, int y, const P2pFrame& frame) {
  const P2pComponent& c = frame.component[0];
  const int green = channels == 1 ? 0 : 1;
  const int n = columns.end - columns.begin;
  SampleRun samples;
  luma_run(pixels.colour[0] + offset, pixels.colour[green] + offset,
           pixels.colour[2 * green] + offset, n, frame.yuv, samples);
  scatter_samples(samples.sample, n, sample_at(c, columns.begin, y),
                  c.pixel_stride);
}

/// Repeats the first and the last of the columns from `begin` to `end`, of
/// those that a buffer holds from `first` on, `n` in all.
void repeat_edges(const Interval& inside, int first, int n, float* columns) {
  float* begin = columns + (inside.begin - first);
  float* end = columns + (inside.end - first);
  std::fill(columns, begin, *begin);
  std::fill(end, columns + std::max(n, inside.end - first), end[-1]);
}

/// Writes luma under chroma samples [x, x + n) of row `y`, and sums the columns
/// of pixels from `first` on, `count` of them, with the weights of `fy`.
/// Columns and rows beyond the frame repeat its edges.
void write_luma_and_sum(const Planes& planes, const PlaneFormat& format,
                        const P2pFrame& frame, const Interval& luma_columns,
                        const Interval& luma_rows, const Footprint& fy,
                        int first, int count, ColourRun& sum) {
  const int last = clamp_index(first + count - 1, frame.width - 1);
  const Interval columns{clamp_index(first, frame.width - 1),
                         std::max(last + 1, luma_columns.end)};
  const int n = columns.end - columns.begin;
  const Interval weighed{fy.first, fy.first + fy.count};
  for (int c = 0; c < format.channels; ++c)
    std::fill_n(sum.colour[c], kRunLength + kRunMargin, 0.0f);
  ColourRun pixels;
  for (int y = std::min(weighed.begin, luma_rows.begin);
       y < std::max(weighed.end, luma_rows.end); ++y) {
    const int row = clamp_index(y, frame.height - 1);
    load_pixels(planes, format, {columns.begin, row, n}, pixels);
    if (luma_rows.contains(y))
      write_luma(pixels, luma_columns.begin - columns.begin, format.channels,
                 luma_columns, y, frame);
    if (!weighed.contains(y)) continue;
    for (int c = 0; c < format.channels; ++c)
      add_weighted(pixels.colour[c], fy.weight(y - fy.first), n,
                   sum.colour[c] + (columns.begin - first));
  }
  for (int c = 0; c < format.channels; ++c)
    repeat_edges(columns, first, count, sum.colour[c]);
}

void write_chroma_samples(const ColourRun& mean, int channels, int x, int y,
                          int n, const P2pFrame& frame) {
  const int green = channels == 1 ? 0 : 1;
  SampleRun samples[2];
  chroma_run(mean.colour[0], mean.colour[green], mean.colour[2 * green], n,
             frame.yuv, samples[0], samples[1]);
  for (int i = 0; i < 2; ++i) {
    const P2pComponent& c = frame.component[1 + i];
    scatter_samples(samples[i].sample, n, sample_at(c, x, y), c.pixel_stride);
  }
}

/// Chroma samples [x, x + n) of row `y`, and the luma that begins with them.
void write_yuv_run(const Planes& planes, const PlaneFormat& format,
                   const P2pFrame& frame, int x, int y, int n) {
  const P2pComponent& c = frame.component[1];
  const Footprint fx =
      Footprint::of(x, c.x_shift, frame.yuv.chroma_x_cosited != 0);
  const Footprint fy =
      Footprint::of(y, c.y_shift, frame.yuv.chroma_y_cosited != 0);
  ColourRun columns, mean;
  write_luma_and_sum(planes, format, frame,
                     covered(x, n, c.x_shift, frame.width),
                     covered(y, 1, c.y_shift, frame.height), fy, fx.first,
                     ((n - 1) << c.x_shift) + fx.count, columns);
  const float share = 1.0f / (fx.total() * fy.total());
  for (int i = 0; i < format.channels; ++i)
    average_columns(columns.colour[i], c.x_shift, fx, share, n, mean.colour[i]);
  write_chroma_samples(mean, format.channels, x, y, n, frame);
}

}  // namespace

void write_yuv_rows(const Planes& planes, const PlaneFormat& format,
                    const P2pFrame& frame, int y) {
  const int shift = frame.component[1].x_shift;
  const int samples = sample_count(frame.width, shift);
  const int step = kRunLength >> shift;
  for (int x = 0; x < samples; x += step)
    write_yuv_run(planes, format, frame, x, y, std::min(step, samples - x));
}

}  // namespace p2p

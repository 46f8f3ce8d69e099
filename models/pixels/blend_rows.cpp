// SPDX-License-Identifier: MIT
// Component by component, run by run.
#include "models/pixels/blend_rows.h"

#include <algorithm>

#include "models/pixels/multiversion.h"
#include "models/pixels/pixel_run.h"
#include "models/pixels/sample_rows.h"

namespace p2p {
namespace {

constexpr int kAlpha = 3;

P2P_MULTIVERSION void blend_run(const uint8_t* __restrict below, float above,
                                const float* __restrict weights, int n,
                                uint8_t* __restrict out) {
  for (int i = 0; i < n; ++i)
    out[i] = blend_sample(below[i], above, weights[i]);
}

P2P_MULTIVERSION void blend_runs(const uint8_t* __restrict below,
                                 const uint8_t* __restrict above,
                                 const float* __restrict weights, int n,
                                 uint8_t* __restrict out) {
  for (int i = 0; i < n; ++i)
    out[i] = blend_sample(below[i], above[i], weights[i]);
}

/// Rows and columns of a component's samples.
struct SampleArea {
  int first_row, last_row;
  int columns;
};

SampleArea samples_of(const P2pFrame& frame, const P2pComponent& c, int first,
                      int last) {
  return {first >> c.y_shift, sample_count(last, c.y_shift),
          sample_count(frame.width, c.x_shift)};
}

/// The weights of a run of samples: those of the pixels, or means of them.
const float* run_weights(const WeightPlane& weights, const P2pFrame& frame,
                         int component, const RunPosition& run,
                         float (&means)[kRunLength]) {
  const P2pComponent& c = frame.component[component];
  if (c.x_shift == 0 && c.y_shift == 0) return weights.row(run.y) + run.x;
  for (int i = 0; i < run.length; ++i)
    means[i] = sample_weight(weights, frame, component, run.x + i, run.y);
  return means;
}

/// Calls function(run) for the runs of a component's rows.
template <typename Function>
void for_each_run(const SampleArea& area, const Function& function) {
  for (int y = area.first_row; y < area.last_row; ++y)
    for (int x = 0; x < area.columns; x += kRunLength)
      function(RunPosition{x, y, std::min(kRunLength, area.columns - x)});
}

const uint8_t* gather(const P2pFrame& frame, int component,
                      const RunPosition& run, SampleRun& samples) {
  const P2pComponent& c = frame.component[component];
  gather_samples(sample_at(c, run.x, run.y), c.pixel_stride, run.length,
                 samples.sample);
  return samples.sample;
}

void scatter(const uint8_t* samples, const P2pFrame& frame, int component,
             const RunPosition& run) {
  const P2pComponent& c = frame.component[component];
  scatter_samples(samples, run.length, sample_at(c, run.x, run.y),
                  c.pixel_stride);
}

}  // namespace

void lay_colour(const P2pFrame& source, uint32_t argb,
                const WeightPlane& weights, const P2pFrame& frame, int first,
                int last) {
  const Triple colour = colour_samples(argb, frame);
  const float above[] = {colour.a, colour.b, colour.c};
  for (int c = 0; c < frame.n_components; ++c)
    for_each_run(samples_of(frame, frame.component[c], first, last),
                 [&](const RunPosition& run) {
                   SampleRun below, blended;
                   float means[kRunLength];
                   const uint8_t* samples = gather(source, c, run, below);
                   if (c == kAlpha) return scatter(samples, frame, c, run);
                   blend_run(samples, above[c],
                             run_weights(weights, frame, c, run, means),
                             run.length, blended.sample);
                   scatter(blended.sample, frame, c, run);
                 });
}

void lay_over(const P2pFrame& source, const WeightPlane& weights,
              const P2pFrame& frame, int first, int last) {
  const int colours = std::min<int>(frame.n_components, kAlpha);
  for (int c = 0; c < colours; ++c)
    for_each_run(samples_of(frame, frame.component[c], first, last),
                 [&](const RunPosition& run) {
                   SampleRun below, above, blended;
                   float means[kRunLength];
                   blend_runs(gather(source, c, run, below),
                              gather(frame, c, run, above),
                              run_weights(weights, frame, c, run, means),
                              run.length, blended.sample);
                   scatter(blended.sample, frame, c, run);
                 });
}

}  // namespace p2p

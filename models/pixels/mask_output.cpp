// SPDX-License-Identifier: MIT
// Weights from network values; pictures from weights.
#include "models/pixels/mask_output.h"

#include <algorithm>

#include "models/pixels/blend_rows.h"
#include "models/pixels/frame_planes.h"
#include "models/pixels/multiversion.h"
#include "models/pixels/pixel_run.h"
#include "models/pixels/value_rows.h"

namespace p2p {
namespace {

P2P_MULTIVERSION void weigh_run(const float* __restrict values, int n,
                                ValueRange range, float threshold,
                                float opacity, float* __restrict out) {
  for (int i = 0; i < n; ++i)
    out[i] = mask_weight(values[i], range, threshold) * opacity;
}

}  // namespace

bool is_plain(const P2pComposition& composition) {
  return composition.mode == P2P_OUTPUT_PICTURE && composition.threshold <= 0.0;
}

void make_weights(const Planes& planes, ValueRange range,
                  const P2pComposition& composition, const WeightPlane& weights,
                  int first, int last) {
  const PlaneFormat format{1, false, range};
  const float opacity = composition.mode == P2P_OUTPUT_OVERLAY
                            ? colour_opacity(composition.overlay_colour)
                            : 1.0f;
  const auto threshold = static_cast<float>(composition.threshold);
  ColourRun values;
  for (int y = first; y < last; ++y)
    for (int x = 0; x < weights.width; x += kRunLength) {
      const RunPosition run{x, y, std::min(kRunLength, weights.width - x)};
      load_values(planes, format, run, values);
      weigh_run(values.colour[0], run.length, range, threshold, opacity,
                weights.row(y) + x);
    }
}

void write_mask(const WeightPlane& weights, const P2pComposition& composition,
                const P2pFrame& source, const P2pFrame& frame, int first,
                int last) {
  if (composition.mode == P2P_OUTPUT_OVERLAY)
    return lay_colour(source, composition.overlay_colour, weights, frame, first,
                      last);
  write_rows(dense_planes(weights.data, PlaneType::kFp32, weights.height,
                          weights.width),
             {1, false, {0.0f, 1.0f}}, source, frame, first, last);
}

}  // namespace p2p

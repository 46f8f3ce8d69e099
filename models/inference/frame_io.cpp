// SPDX-License-Identifier: MIT
// Bands of rows as jobs.
#include "models/inference/frame_io.h"

#include <algorithm>
#include <stdexcept>

#include "models/inference/parallel.h"
#include "models/pixels/blend_rows.h"
#include "models/pixels/holes.h"
#include "models/pixels/mask_output.h"

namespace p2p {
namespace {

/// Rows of one job: enough to outweigh handing it out.
constexpr int kBandRows = 8 * kRowGroup;

/// Calls function(index, first row, last row) over all frames.
template <typename Function>
void for_each_band(std::span<const P2pFrame> frames, const Function& function) {
  if (frames.empty()) return;
  const int height = frames.front().height;
  const int bands = (height + kBandRows - 1) / kBandRows;
  for_each_job(static_cast<int>(frames.size()) * bands, [&](int job) {
    const int first = job % bands * kBandRows;
    function(job / bands, first, std::min(first + kBandRows, height));
  });
}

}  // namespace

void read_frames(std::span<const P2pFrame> frames, const PlaneFormat& format,
                 Plan& plan) {
  for (const P2pFrame& frame : frames) check_readable(frame, format);
  for_each_band(frames, [&](int index, int first, int last) {
    read_rows(frames[index], format, plan.input(index), first, last);
  });
  for (size_t i = 0; i < frames.size(); ++i)
    reflect_below(frames[i], format, plan.input(static_cast<int>(i)));
}

void read_frame_with_holes(const P2pFrame& frame, const P2pFrame& mask,
                           const PlaneFormat& format, Plan& plan) {
  check_readable(frame, format);
  const Planes planes = plan.input(0);
  for_each_band(std::span(&frame, 1), [&](int, int first, int last) {
    read_rows(frame, format, planes, first, last);
    read_holes(mask, format, planes, first, last);
  });
  reflect_below(frame, format, planes);
}

void lay_over_input(const P2pFrame& input, const WeightPlane& weights,
                    const P2pFrame& output) {
  for_each_band(std::span(&output, 1), [&](int, int first, int last) {
    lay_over(input, weights, output, first, last);
  });
}

void write_frames(std::span<const P2pFrame> inputs,
                  std::span<const P2pFrame> outputs, const PlaneFormat& format,
                  Plan& plan) {
  for (const P2pFrame& frame : outputs) check_writable(frame, format);
  for_each_band(outputs, [&](int index, int first, int last) {
    write_rows(plan.output(index), format, inputs[index], outputs[index], first,
               last);
  });
}

void write_masks(std::span<const P2pFrame> inputs,
                 std::span<const P2pFrame> outputs, const PlaneFormat& format,
                 const P2pComposition& composition, Plan& plan,
                 std::vector<float>& weights) {
  if (format.channels != 1)
    throw std::invalid_argument("a mask is one channel");
  if (outputs.empty()) return;
  const int height = outputs.front().height, width = outputs.front().width;
  const size_t area = static_cast<size_t>(height) * width;
  weights.resize(area * outputs.size());
  const auto plane = [&](int index) {
    return WeightPlane{weights.data() + area * index, height, width};
  };
  for_each_band(outputs, [&](int index, int first, int last) {
    make_weights(plan.output(index), format.range, composition, plane(index),
                 first, last);
  });
  for_each_band(outputs, [&](int index, int first, int last) {
    write_mask(plane(index), composition, inputs[index], outputs[index], first,
               last);
  });
}

}  // namespace p2p

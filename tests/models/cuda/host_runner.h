// SPDX-License-Identifier: MIT
// The kernels' arithmetic in loops: what the GPU does, on the CPU.
#pragma once

#include "models/cuda/border.h"
#include "models/cuda/step_runner.h"

namespace p2p::cuda::tests {

/// Runs each piece of a pass, with 16-bit values of one type.
template <PlaneType type>
void finish_on_host(const Finish& pass) {
  if (channels_are_wide(pass)) {
    for (size_t i = 0; i < piece_count<kWide>(pass); ++i)
      finish_piece<type, kWide>(pass, static_cast<uint32_t>(i));
  } else {
    for (size_t i = 0; i < piece_count<1>(pass); ++i)
      finish_piece<type, 1>(pass, static_cast<uint32_t>(i));
  }
}

/// As the kernel shares a chunk among eight lanes.
template <PlaneType type>
void measure_on_host(const Statistics& pass) {
  constexpr int kLanes = 8;
  for (int n = 0; n < pass.samples; ++n)
    for (int c = 0; c < pass.channels; ++c) {
      for (int chunk = 0; chunk < pass.chunks; ++chunk) {
        Moments all = lane_moments<type>(pass, n, chunk, c, 0, kLanes);
        for (int lane = 1; lane < kLanes; ++lane)
          all =
              merged(all, lane_moments<type>(pass, n, chunk, c, lane, kLanes));
        part_at(pass, n, chunk, c) = all;
      }
      finish_statistics(pass, n, c);
    }
}

template <int width>
void reflect_on_host(const Area& area) {
  const size_t pieces = static_cast<size_t>(area.samples) * border_size(area) *
                        (area.channels / width);
  for (size_t i = 0; i < pieces; ++i)
    reflect_piece<width>(area, static_cast<uint32_t>(i));
}

class HostRunner : public StepRunner {
 public:
  void finish(const Finish& pass, PlaneType type) override {
    type == PlaneType::kBf16 ? finish_on_host<PlaneType::kBf16>(pass)
                             : finish_on_host<PlaneType::kFp16>(pass);
  }
  void measure(const Statistics& pass, PlaneType type) override {
    type == PlaneType::kBf16 ? measure_on_host<PlaneType::kBf16>(pass)
                             : measure_on_host<PlaneType::kFp16>(pass);
  }
  void reflect(const Area& area) override {
    area.channels % kWide == 0 ? reflect_on_host<kWide>(area)
                               : reflect_on_host<1>(area);
  }
};

}  // namespace p2p::cuda::tests

// SPDX-License-Identifier: MIT
// The masks of a partial convolution network, on the CPU.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/inference/plan.h"
#include "models/inference/program.h"

namespace p2p {

/// The planes of a MaskStep for one frame size and batch. All are computed when
/// a mask differs from that of the frame before; else the masks are compared
/// and nothing more. Allocates when it is made only. Not thread-safe; run()
/// uses all threads.
class MaskPlanes {
 public:
  MaskPlanes(const MaskStep& step, const PlanShape& shape);

  /// Sample i has its picture and mask in inputs[i]; its picture goes to
  /// pictures[i], 0 in holes. All are of one type.
  void run(std::span<const Planes> inputs, std::span<const Planes> pictures);

  /// fp32 [batch, height, width], valid for the lifetime of this.
  const float* plane(int index) const { return planes_[index].values.data(); }
  int height(int index) const { return planes_[index].height; }
  int width(int index) const { return planes_[index].width; }

  /// How often the ratios were computed.
  int64_t updates() const { return updates_; }

 private:
  struct PlaneValues {
    int height, width;
    std::vector<float> values;
  };

  bool read_rows(const Planes& input, const Planes& picture, int sample,
                 int first, int last);
  template <typename Element>
  bool read_row(const Planes& input, const Planes& picture, int sample, int y);
  void compute(int index);
  void compute_row(int index, int sample, int y, std::span<float> columns);
  void add_row(const MaskGroup& group, int sample, int y, float* columns) const;
  float* row(int index, int sample, int y);
  const float* row(int index, int sample, int y) const;

  MaskStep step_;
  int batch_;
  std::vector<PlaneValues> planes_;
  std::vector<std::vector<float>> columns_;  ///< sums of each slot
  int64_t updates_ = 0;
};

}  // namespace p2p

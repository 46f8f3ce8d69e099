// SPDX-License-Identifier: MIT
// Cut, run, blend.
#include "models/inference/tiled_plan.h"

#include <algorithm>
#include <utility>

#include "models/inference/parallel.h"

namespace p2p {
namespace {

/// Of a tile's pixels along one axis.
constexpr int kOverlapShare = 4;

/// fp32 channels-last pictures of whole frames.
class Picture {
 public:
  Picture(const PlanShape& shape, int channels)
      : shape_(shape),
        channels_(channels),
        values_(static_cast<size_t>(shape.height) * shape.width * channels) {}

  Planes planes() {
    return channels_last_planes(values_.data(), PlaneType::kFp32, shape_.height,
                                shape_.width, channels_);
  }
  int channels() const { return channels_; }
  float* row(int y) {
    return values_.data() + static_cast<size_t>(y) * shape_.width * channels_;
  }
  void clear() { std::fill(values_.begin(), values_.end(), 0.0f); }

 private:
  PlanShape shape_;
  int channels_;
  std::vector<float> values_;
};

class TiledPlan : public Plan {
 public:
  TiledPlan(std::unique_ptr<Plan> tile_plan, const PlanShape& tile_shape,
            const PlanShape& shape, int in_channels, int out_channels)
      : tile_plan_(std::move(tile_plan)),
        tile_(tile_shape),
        rows_(tile_axis(shape.height, tile_shape.height,
                        tile_shape.height / kOverlapShare)),
        columns_(tile_axis(shape.width, tile_shape.width,
                           tile_shape.width / kOverlapShare)),
        input_(shape, in_channels),
        output_(shape, out_channels) {}

  Planes input(int) override { return input_.planes(); }
  Planes output(int) override { return output_.planes(); }

  void forward() override {
    run([this] { tile_plan_->forward(); });
  }

  /// Steps are those of the tiles, added up.
  std::vector<StepTime> profile() override {
    std::vector<StepTime> sum;
    run([&] {
      const std::vector<StepTime> times = tile_plan_->profile();
      if (sum.empty()) sum.resize(times.size());
      for (size_t i = 0; i < times.size(); ++i) {
        const double so_far = sum[i].milliseconds;
        sum[i] = times[i];
        sum[i].milliseconds += so_far;
      }
    });
    return sum;
  }

 private:
  int count() const {
    return static_cast<int>(rows_.starts.size() * columns_.starts.size());
  }

  template <typename Forward>
  void run(const Forward& forward) {
    output_.clear();
    for (int first = 0; first < count(); first += tile_.batch) {
      const int n = std::min(tile_.batch, count() - first);
      for_each_job(n * tile_.height, [&](int job) {
        cut(first + job / tile_.height, job / tile_.height, job % tile_.height);
      });
      forward();
      // One after the other: tiles overlap.
      for (int i = 0; i < n; ++i)
        for_each_job(tile_.height, [&](int y) { blend(first + i, i, y); });
    }
  }

  /// Row `y` of a tile into sample `index` of its plan.
  void cut(int tile, int index, int y) {
    const Planes to = tile_plan_->input(index);
    const int column = tile % static_cast<int>(columns_.starts.size());
    const int row = tile / static_cast<int>(columns_.starts.size());
    const int channels = input_.channels();
    const float* from = input_.row(rows_.starts[row] + y) +
                        static_cast<size_t>(columns_.starts[column]) * channels;
    for (int x = 0; x < tile_.width; ++x)
      for (int c = 0; c < channels; ++c)
        to.set_value(c, y, x, from[x * channels + c]);
  }

  void blend(int tile, int index, int y) {
    const Planes from = tile_plan_->output(index);
    const int column = tile % static_cast<int>(columns_.starts.size());
    const int row = tile / static_cast<int>(columns_.starts.size());
    const int channels = output_.channels();
    const float* across = columns_.weights[column].data();
    const float down = rows_.weights[row][y];
    float* to = output_.row(rows_.starts[row] + y) +
                static_cast<size_t>(columns_.starts[column]) * channels;
    for (int x = 0; x < tile_.width; ++x)
      for (int c = 0; c < channels; ++c)
        to[x * channels + c] += down * across[x] * from.value(c, y, x);
  }

  std::unique_ptr<Plan> tile_plan_;
  PlanShape tile_;
  TileAxis rows_, columns_;
  Picture input_, output_;
};

}  // namespace

TileAxis tile_axis(int size, int tile, int overlap) {
  TileAxis axis;
  const int step = tile - overlap;
  const int count = 1 + (size - tile + step - 1) / step;
  for (int i = 0; i < count; ++i)
    axis.starts.push_back(
        count == 1
            ? 0
            : static_cast<int>(int64_t{i} * (size - tile) / (count - 1)));
  // A triangle for each tile, cut off at its top and at the picture's edges;
  // then each pixel's weights are divided by their sum.
  const int top = std::max(overlap, 1);
  std::vector<float> sum(size, 0.0f);
  for (const int start : axis.starts) {
    std::vector<float> weights(tile);
    for (int i = 0; i < tile; ++i) {
      const int from_left = start == 0 ? top : i + 1;
      const int from_right = start + tile == size ? top : tile - i;
      weights[i] = static_cast<float>(std::min({from_left, from_right, top}));
      sum[start + i] += weights[i];
    }
    axis.weights.push_back(std::move(weights));
  }
  for (int t = 0; t < count; ++t)
    for (int i = 0; i < tile; ++i)
      axis.weights[t][i] /= sum[axis.starts[t] + i];
  return axis;
}

std::unique_ptr<Plan> make_tiled_plan(std::unique_ptr<Plan> tile_plan,
                                      const PlanShape& tile_shape,
                                      const PlanShape& shape, int in_channels,
                                      int out_channels) {
  return std::make_unique<TiledPlan>(std::move(tile_plan), tile_shape, shape,
                                     in_channels, out_channels);
}

}  // namespace p2p

// SPDX-License-Identifier: MIT
// Sums and rearrangements of taps.
#include "models/inference/lowering/filters.h"

#include <cmath>

namespace p2p {

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor flat =
      tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* first = flat.const_data_ptr<float>();
  return {first, first + flat.numel()};
}

std::vector<float> values_or(const torch::Tensor& tensor, size_t count,
                             float otherwise) {
  return tensor.defined() ? values_of(tensor)
                          : std::vector<float>(count, otherwise);
}

Filter filter_of(const torch::Tensor& weight, const torch::Tensor& bias) {
  Filter filter;
  filter.out_channels = static_cast<int>(weight.size(0));
  filter.in_channels = static_cast<int>(weight.size(1));
  filter.height = static_cast<int>(weight.size(2));
  filter.width = static_cast<int>(weight.size(3));
  filter.weight = values_of(weight.permute({2, 3, 1, 0}));
  filter.bias = values_or(bias, filter.out_channels, 0.0f);
  return filter;
}

void fold(Filter& filter, const NormImpl& norm, double eps) {
  const size_t channels = filter.out_channels;
  const std::vector<float> scale = values_or(norm.weight, channels, 1.0f);
  const std::vector<float> shift = values_or(norm.bias, channels, 0.0f);
  const std::vector<float> mean = values_of(norm.running_mean);
  const std::vector<float> var = values_of(norm.running_var);
  std::vector<float> factor(channels);
  for (size_t c = 0; c < channels; ++c) {
    const double f = scale[c] / std::sqrt(var[c] + eps);
    factor[c] = static_cast<float>(f);
    filter.bias[c] =
        static_cast<float>((filter.bias[c] - mean[c]) * f + shift[c]);
  }
  for (size_t i = 0; i < filter.weight.size(); i += channels)
    for (size_t c = 0; c < channels; ++c) filter.weight[i + c] *= factor[c];
}

/// Along one axis, nearest x2 and a 3-tap convolution (padding 1) give output
/// pixel 2i the taps {0 -> i-1, 1 and 2 -> i} and pixel 2i+1 the taps {0 and 1
/// -> i, 2 -> i+1}; a transposed convolution with 4 taps, stride 2 and padding
/// 1 gives them {3 -> i-1, 1 -> i} and {2 -> i, 0 -> i+1}.
Filter upsampling_filter(const Filter& three) {
  constexpr int kTaps[4][2] = {{2, 2}, {1, 2}, {0, 1}, {0, 0}};
  Filter four{three.out_channels, three.in_channels, 4, 4, {}, three.bias};
  const size_t position = three.weight.size() / 9;
  for (const auto& [top, bottom] : kTaps)
    for (const auto& [left, right] : kTaps) {
      std::vector<float> sum(position);
      for (int y = top; y <= bottom; ++y)
        for (int x = left; x <= right; ++x)
          for (size_t i = 0; i < position; ++i)
            sum[i] += three.position(y, x)[i];
      four.weight.insert(four.weight.end(), sum.begin(), sum.end());
    }
  return four;
}

/// Output phase p of an axis takes from input pixel i + d the tap 1 + p - 2d.
Filter shuffled_filter(const Filter& four) {
  Filter three{four.out_channels * 4, four.in_channels, 3, 3, {}, {}};
  const auto tap = [](int phase, int d) { return 1 + phase - 2 * d; };
  const auto exists = [](int tap) { return tap >= 0 && tap < 4; };
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx)
      for (int i = 0; i < three.in_channels; ++i)
        for (int o = 0; o < three.out_channels; ++o) {
          const int y = tap(o / 2 % 2, dy);
          const int x = tap(o % 2, dx);
          three.weight.push_back(
              exists(y) && exists(x) ? four.at(o / 4, i, y, x) : 0.0f);
        }
  for (int o = 0; o < three.out_channels; ++o)
    three.bias.push_back(four.bias[o / 4]);
  return three;
}

Filter input_slice(const Filter& whole, int first, int count) {
  Filter part{whole.out_channels, count, whole.height, whole.width, {}, {}};
  const auto begin = static_cast<size_t>(first) * whole.out_channels;
  const auto size = static_cast<size_t>(count) * whole.out_channels;
  for (int y = 0; y < whole.height; ++y)
    for (int x = 0; x < whole.width; ++x) {
      const float* from = whole.position(y, x) + begin;
      part.weight.insert(part.weight.end(), from, from + size);
    }
  part.bias.assign(whole.out_channels, 0.0f);
  return part;
}

}  // namespace p2p

// SPDX-License-Identifier: MIT
// Three activations, compared by direction.
#include "trainer/evaluation/perceptual_distance.h"

#include <array>
#include <limits>
#include <stdexcept>
#include <string>

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>

#include "models/weights/model_file.h"

namespace p2p {
namespace {

/// In order; pooled by 2x2 before those marked so.
struct LayerName {
  const char* name;
  int kernel;
  bool pool_first;
  bool compared;
};
constexpr std::array kLayers = {
    LayerName{"conv0", 1, false, false},   LayerName{"conv1_1", 3, false, true},
    LayerName{"conv1_2", 3, false, false}, LayerName{"conv2_1", 3, true, true},
    LayerName{"conv2_2", 3, false, false}, LayerName{"conv3_1", 3, true, true}};

constexpr int kSmallest = 8;
/// Keeps a position without any activation from dividing by zero.
constexpr double kEpsilon = 1e-10;

torch::Tensor read(const SafetensorsFile& file, const std::string& key,
                   const std::vector<int64_t>& shape) {
  const TensorEntry* entry = file.find(key);
  if (!entry)
    throw FileFormatError("'" + file.path().string() +
                          "' holds no VGG-19 features: it lacks '" + key +
                          "' (wanted are conv0, conv1_1 ... conv3_1)");
  if (!shape.empty() && entry->shape != shape)
    throw FileFormatError("'" + file.path().string() + "': '" + key +
                          "' has the shape " + shape_to_string(entry->shape) +
                          ", wanted is " + shape_to_string(shape));
  return tensor_of(*entry).to(torch::kFloat);
}

/// uint8 [H, W, C] to fp32 [1, 3, H, W] in [0, 1].
torch::Tensor rgb(const torch::Tensor& picture) {
  return picture.expand({-1, -1, 3})
      .permute({2, 0, 1})
      .unsqueeze(0)
      .to(torch::kFloat)
      .div(255.0);
}

torch::Tensor unit(const torch::Tensor& features) {
  return features / (features.square().sum(1, true).sqrt() + kEpsilon);
}

/// Mean of [1, 1, h, w] over the region.
double mean_in(const torch::Tensor& map, const torch::Tensor& region) {
  if (!region.defined()) return map.mean().item<double>();
  const torch::Tensor share = at::adaptive_avg_pool2d(
      region.ne(0).to(torch::kFloat).permute({2, 0, 1}).unsqueeze(0),
      map.sizes().slice(2));
  return (map * share).sum().item<double>() / share.sum().item<double>();
}

}  // namespace

PerceptualDistance PerceptualDistance::load(const std::filesystem::path& path) {
  const SafetensorsFile file = SafetensorsFile::read(path);
  std::vector<Layer> layers;
  int64_t channels = 3;
  for (const auto& [name, kernel, pool_first, compared] : kLayers) {
    const torch::Tensor bias = read(file, std::string(name) + ".bias", {});
    const int64_t out = bias.numel();
    layers.push_back({read(file, std::string(name) + ".weight",
                           {out, channels, kernel, kernel}),
                      bias});
    channels = out;
  }
  return PerceptualDistance(std::move(layers));
}

std::vector<torch::Tensor> PerceptualDistance::features(
    const torch::Tensor& picture) const {
  std::vector<torch::Tensor> found;
  torch::Tensor x =
      at::conv2d(rgb(picture), layers_[0].weight, layers_[0].bias);
  for (size_t i = 1; i < kLayers.size(); ++i) {
    if (kLayers[i].pool_first) x = at::max_pool2d(x, 2);
    x = at::relu(at::conv2d(at::reflection_pad2d(x, {1, 1, 1, 1}),
                            layers_[i].weight, layers_[i].bias));
    if (kLayers[i].compared) found.push_back(x);
  }
  return found;
}

double PerceptualDistance::operator()(const torch::Tensor& a,
                                      const torch::Tensor& b,
                                      const torch::Tensor& region) const {
  if (a.sizes() != b.sizes() || (a.size(2) != 1 && a.size(2) != 3))
    throw std::invalid_argument(
        "the perceptual distance needs two grey or RGB pictures of one size");
  if (a.size(0) < kSmallest || a.size(1) < kSmallest)
    return std::numeric_limits<double>::quiet_NaN();
  const torch::NoGradGuard no_grad;
  const auto x = features(a), y = features(b);
  double sum = 0.0;
  for (size_t i = 0; i < x.size(); ++i)
    sum += mean_in((unit(x[i]) - unit(y[i])).square().sum(1, true), region);
  return sum;
}

}  // namespace p2p

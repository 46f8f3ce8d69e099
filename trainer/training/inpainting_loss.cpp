// SPDX-License-Identifier: MIT
// Pixels, neighbours, features.
#include "trainer/training/inpainting_loss.h"

#include <utility>

#include <ATen/ops/l1_loss.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/where.h>

namespace p2p {
namespace {

torch::Tensor difference(const torch::Tensor& output,
                         const torch::Tensor& target) {
  return (output.to(torch::kFloat) - target).abs();
}

/// |x - its neighbour along `dim`| where both are `counted`, summed.
torch::Tensor neighbour_sum(const torch::Tensor& x,
                            const torch::Tensor& counted, int64_t dim) {
  const int64_t n = x.size(dim) - 1;
  const torch::Tensor both =
      counted.narrow(dim, 0, n) * counted.narrow(dim, 1, n);
  return (both * (x.narrow(dim, 1, n) - x.narrow(dim, 0, n)).abs()).sum();
}

/// [N, C, H, W] to [N, C, C].
torch::Tensor gram(const torch::Tensor& features) {
  const torch::Tensor flat = features.flatten(2);
  // Divided first: half of the sums would not fit into 16 bits.
  return (flat / static_cast<double>(flat.size(1) * flat.size(2)))
      .bmm(flat.transpose(1, 2));
}

struct Level {
  torch::Tensor features, gram;
};

std::vector<Level> levels_of(const VggFeatures& features,
                             const torch::Tensor& picture) {
  std::vector<Level> levels;
  for (const torch::Tensor& level :
       features.pooled(picture, kFeaturePoolings)) {
    const torch::Tensor full = level.to(torch::kFloat);
    levels.push_back({full, gram(full)});
  }
  return levels;
}

void add(torch::Tensor& sum, const torch::Tensor& part) {
  sum = sum.defined() ? sum + part : part;
}

}  // namespace

torch::Tensor valid_loss(const torch::Tensor& output,
                         const torch::Tensor& target,
                         const torch::Tensor& holes) {
  return (difference(output, target) * (1 - holes)).mean();
}

torch::Tensor hole_loss(const torch::Tensor& output,
                        const torch::Tensor& target,
                        const torch::Tensor& holes) {
  return (difference(output, target) * holes).mean();
}

torch::Tensor filled(const torch::Tensor& output, const torch::Tensor& target,
                     const torch::Tensor& holes) {
  return at::where(holes > 0.5, output.to(torch::kFloat), target);
}

torch::Tensor variation_loss(const torch::Tensor& filled,
                             const torch::Tensor& holes) {
  const torch::Tensor grown = at::max_pool2d(holes, {3, 3}, {1, 1}, {1, 1});
  return (neighbour_sum(filled, grown, 3) + neighbour_sum(filled, grown, 2)) /
         static_cast<double>(filled.numel());
}

FeatureLosses feature_losses(const VggFeatures& features,
                             const std::vector<torch::Tensor>& pictures,
                             const torch::Tensor& target) {
  std::vector<Level> wanted;
  {
    const torch::NoGradGuard no_grad;
    wanted = levels_of(features, target);
  }
  FeatureLosses losses;
  for (const torch::Tensor& picture : pictures) {
    const std::vector<Level> found = levels_of(features, picture);
    for (size_t i = 0; i < found.size(); ++i) {
      add(losses.perceptual,
          at::l1_loss(found[i].features, wanted[i].features));
      add(losses.style, at::l1_loss(found[i].gram, wanted[i].gram));
    }
  }
  return losses;
}

}  // namespace p2p

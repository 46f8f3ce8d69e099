// SPDX-License-Identifier: MIT
// A pretrained VGG as a measure of what pictures show.
#pragma once

#include <filesystem>
#include <vector>

#include <torch/types.h>

namespace p2p {

/// The convolutions of a VGG (Simonyan and Zisserman 2015) of any widths, 3x3
/// with ReLU, 2x2 maximum pooling between blocks. From a file of either layout,
/// as .safetensors or as torch.save writes it (models/weights/torch_file.h);
/// its content decides, not its name:
///  - a VGG-19 by layers: "conv0" (1x1, from RGB in [0, 1] to what the first
///    layer wants), then "conv1_1" or "conv11" and so on as far as the file
///    goes, with reflection padding;
///  - torchvision's vgg16 or vgg19, "features.0" to "features.28" or ".34",
///    with zero padding of what its normalisation of RGB in [0, 1] yields.
/// Other tensors are left alone. All are fp32 at first. The weights are not
/// trained.
class VggFeatures {
 public:
  /// Throws FileFormatError naming what the file lacks.
  static VggFeatures load(const std::filesystem::path& path);

  /// The type is that in which convolutions are done and features returned,
  /// kFloat or kBFloat16; colours are brought to the network's scale in fp32.
  void to(torch::Device device, torch::ScalarType type = torch::kFloat);

  /// Levels of forward(): 5 for a whole VGG.
  size_t levels() const { return blocks_.size(); }

  /// The first `levels` of relu1_1, relu2_1 and so on, at most as many as there
  /// are, of pictures [N, C, H, W] in [0, 1], C 3 (RGB) or 1; each level halves
  /// the size, which must not fall below 2 pixels.
  std::vector<torch::Tensor> forward(const torch::Tensor& picture,
                                     size_t levels = 5) const;

  /// Blocks that end in a pooling: all whose convolutions the file holds whole,
  /// 5 of torchvision's.
  size_t poolings() const { return poolings_; }
  /// What comes out of the first `count` poolings, at most poolings().
  std::vector<torch::Tensor> pooled(const torch::Tensor& picture,
                                    size_t count) const;

 private:
  class Reader;
  struct Layer {
    torch::Tensor weight, bias;
  };
  using Block = std::vector<Layer>;
  enum class Padding { kReflection, kZero };

  torch::Tensor first(const torch::Tensor& picture) const;
  torch::Tensor convolve(const Layer& layer, const torch::Tensor& x) const;

  Layer first_;
  std::vector<Block> blocks_;
  size_t poolings_ = 0;
  Padding padding_ = Padding::kReflection;
};

/// Sum over levels of the mean |difference| of the features of two pictures
/// [N, C, H, W] in [0, 1], C 1 or 3: a perceptual loss (Johnson et al. 2016),
/// with a gradient for `output` only. A scalar.
torch::Tensor perceptual_loss(const VggFeatures& features,
                              const torch::Tensor& output,
                              const torch::Tensor& target);

}  // namespace p2p

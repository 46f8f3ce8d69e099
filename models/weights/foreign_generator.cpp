// SPDX-License-Identifier: MIT
// Names and shapes to a spec.
#include "models/weights/foreign_generator.h"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>

#include "models/weights/state_file.h"

namespace p2p {
namespace {

constexpr const char* kUnetHead = "model.model.0.weight";
constexpr const char* kUnetTail = "model.model.3.weight";
constexpr const char* kResnetHead = "model.1.weight";

using Shapes = std::map<std::string, std::vector<int64_t>>;

Shapes shapes_of(const NamedTensors& state) {
  Shapes shapes;
  for (const auto& [name, tensor] : state) shapes[name] = tensor.sizes().vec();
  return shapes;
}

bool is_convolution(const std::vector<int64_t>& shape) {
  return shape.size() == 4;
}

int side(const Shapes& shapes, const std::string& name, size_t dimension) {
  const auto found = shapes.find(name);
  if (found == shapes.end() || !is_convolution(found->second))
    throw std::invalid_argument("it has no '" + name + "' of 4 dimensions");
  return static_cast<int>(std::clamp<int64_t>(found->second[dimension], 0,
                                              std::numeric_limits<int>::max()));
}

bool ends_in(const Shapes& shapes, const std::string& end) {
  return std::any_of(shapes.begin(), shapes.end(), [&](const auto& entry) {
    return entry.first.ends_with(end);
  });
}

int count_if(const Shapes& shapes,
             bool (*wanted)(const std::string&, const std::vector<int64_t>&)) {
  return static_cast<int>(std::count_if(
      shapes.begin(), shapes.end(),
      [&](const auto& entry) { return wanted(entry.first, entry.second); }));
}

/// A convolution down and one up for each level.
void set_unet(const Shapes& shapes, ModelSpec& spec) {
  spec.architecture = Architecture::kUnet;
  spec.in_channels = side(shapes, kUnetHead, 1);
  spec.out_channels = side(shapes, kUnetTail, 1);
  const int convolutions = count_if(shapes, [](const auto&, const auto& shape) {
    return is_convolution(shape);
  });
  spec.unet = standard_unet(convolutions / 2, side(shapes, kUnetHead, 0));
  spec.unet.conv_bias = shapes.contains("model.model.0.bias");
}

void set_resnet(const Shapes& shapes, ModelSpec& spec) {
  spec.architecture = Architecture::kResnet;
  spec.in_channels = side(shapes, kResnetHead, 1);
  spec.resnet.blocks =
      count_if(shapes, [](const std::string& name, const auto&) {
        return name.ends_with(".conv_block.1.weight");
      });
  spec.resnet.ngf = side(shapes, kResnetHead, 0);
  spec.resnet.conv_bias = shapes.contains("model.1.bias");
  // The dropout layer has no tensors but a number: what follows moves by one.
  for (const auto& [name, shape] : shapes)
    if (is_convolution(shape) && name.ends_with(".conv_block.6.weight"))
      spec.resnet.dropout = 0.5;
  // Two halvings of three layers each after the head's four, the blocks, and
  // two doublings; then padding.
  const int tail = 4 + 2 * 3 + spec.resnet.blocks + 2 * 3 + 1;
  spec.out_channels =
      side(shapes, "model." + std::to_string(tail) + ".weight", 0);
}

}  // namespace

ModelSpec foreign_spec(const NamedTensors& state,
                       const ForeignDetails& details) {
  const Shapes shapes = shapes_of(state);
  ModelSpec spec;
  if (shapes.contains(kUnetHead))
    set_unet(shapes, spec);
  else if (shapes.contains(kResnetHead))
    set_resnet(shapes, spec);
  else
    throw std::invalid_argument(
        std::string("it is no generator in the layout of "
                    "pytorch-CycleGAN-and-pix2pix: it has neither '") +
        kUnetHead + "' (a U-Net) nor '" + kResnetHead + "' (a ResNet)");
  if (!ends_in(shapes, ".running_mean"))
    spec.norm = {.kind = NormKind::kInstance, .affine = false};
  spec.in_channel_order = channel_order(spec.in_channels);
  spec.out_channel_order = channel_order(spec.out_channels);
  spec.norm_stats = details.norm_stats;
  spec.training_width = spec.training_height = details.training_size;
  return spec;
}

Model load_foreign(const std::filesystem::path& path,
                   const ForeignDetails& details) {
  const NamedTensors state = read_state(path);
  ModelSpec spec;
  try {
    spec = foreign_spec(state, details);
    validate(spec);
  } catch (const std::invalid_argument& error) {
    throw FileFormatError("'" + path.string() +
                          "' cannot be imported: " + error.what());
  }
  return make_model(spec, state, path);
}

}  // namespace p2p

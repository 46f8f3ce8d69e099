// SPDX-License-Identifier: MIT
// The layers one after the other.
#include <string>
#include <utility>
#include <vector>

#include "models/inference/lowering/filters.h"
#include "models/inference/lowering/lower_networks.h"
#include "models/inference/lowering/program_builder.h"

namespace p2p {
namespace {

class ResnetLowering {
 public:
  ResnetLowering(const ResnetLayers& layers, const ModelSpec& spec,
                 NormStats stats)
      : layers_(layers), spec_(spec), builder_(spec.norm, stats) {}

  Program lower() {
    const Place picture =
        builder_.buffer({spec_.in_channels, 0, 3, Border::kReflect});
    int width = spec_.resnet.ngf;
    Place x =
        add({.name = "head",
             .filter = filter_of(layers_.head->weight, layers_.head->bias),
             .padding = 3,
             .in = picture},
            layers_.head_norm, {width, 0, 1});
    x = encode(x);
    for (size_t i = 0; i < layers_.blocks.size(); ++i) x = block(i, x);
    x = decode(x);
    const Place out = builder_.buffer({spec_.out_channels, 0});
    builder_.convolve(
        {.name = "tail",
         .filter = filter_of(layers_.tail->weight, layers_.tail->bias),
         .padding = 3,
         .in = x,
         .stores = {{out, activation_of(spec_.output_activation)}}},
        nullptr);
    return builder_.finish(picture, out);
  }

 private:
  /// `step` with its norm and a ReLU into a new buffer.
  Place add(ConvStep step, const Norm& norm, BufferShape shape) {
    const Place out = builder_.buffer(shape);
    step.stores = {{out, step.residual ? kIdentity : kRelu}};
    builder_.convolve(std::move(step), pointer_to(norm));
    return out;
  }

  Place encode(Place x) {
    const size_t count = layers_.down.size();
    for (size_t i = 0; i < count; ++i) {
      const bool reflects = i + 1 == count && !layers_.blocks.empty();
      x = add(
          {.name = "down " + std::to_string(i + 1),
           .filter = filter_of(layers_.down[i]->weight, layers_.down[i]->bias),
           .stride = 2,
           .padding = 1,
           .in = x},
          layers_.down_norm[i],
          {2 * x.channels, static_cast<int>(i) + 1, 1,
           reflects ? Border::kReflect : Border::kZero});
    }
    return x;
  }

  Place block(size_t i, Place x) {
    const int halvings = static_cast<int>(layers_.down.size());
    const ResnetBlockLayers& layers = layers_.blocks[i];
    const bool last = i + 1 == layers_.blocks.size();
    const std::string name = "block " + std::to_string(i + 1);
    const Place middle =
        add({.name = name + "a",
             .filter = filter_of(layers.conv1->weight, layers.conv1->bias),
             .padding = 1,
             .in = x},
            layers.norm1, {x.channels, halvings, 1, Border::kReflect});
    return add(
        {.name = name + "b",
         .filter = filter_of(layers.conv2->weight, layers.conv2->bias),
         .padding = 1,
         .in = middle,
         .residual = x},
        layers.norm2,
        {x.channels, halvings, 1, last ? Border::kZero : Border::kReflect});
  }

  Place decode(Place x) {
    const size_t count = layers_.up.size();
    for (size_t i = 0; i < count; ++i) {
      const int halvings = static_cast<int>(count - i) - 1;
      const BufferShape shape =
          halvings > 0
              ? BufferShape{x.channels / 2, halvings, 1, Border::kZero}
              : BufferShape{x.channels / 2, halvings, 3, Border::kReflect};
      x = add({.name = "up " + std::to_string(i + 1),
               .filter = filter_of(layers_.up[i]->weight.transpose(0, 1),
                                   layers_.up[i]->bias),
               .stride = 2,
               .padding = 1,
               .transposed = true,
               .in = x},
              layers_.up_norm[i], shape);
    }
    return x;
  }

  ResnetLayers layers_;
  const ModelSpec& spec_;
  ProgramBuilder builder_;
};

}  // namespace

Program lower_resnet(const ResnetGenerator& generator, const ModelSpec& spec,
                     NormStats stats) {
  return ResnetLowering(generator.layers(), spec, stats).lower();
}

}  // namespace p2p

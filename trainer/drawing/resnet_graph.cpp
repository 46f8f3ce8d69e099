// SPDX-License-Identifier: MIT
// One layer after the other, blocks with their sums.
#include "trainer/drawing/graph_parts.h"

namespace p2p {
namespace {

struct ResnetLayer {
  std::string id;
  NodeKind kind;
  std::string what;
  int kernel;
};

GraphNode resnet_conv(const ModelSpec& spec, const ResnetLayer& layer, int in,
                      const Shape& shape) {
  return {
      layer.id,
      layer.kind,
      {layer.what + norm_text(spec.norm) + ", ReLU", to_text(shape)},
      conv_parameters(in, shape.channels, layer.kernel, spec.resnet.conv_bias) +
          norm_parameters(spec.norm, shape.channels)};
}

void add_block(const ModelSpec& spec, int number, const Shape& shape,
               Chain& chain) {
  const std::string before = chain.last(), n = std::to_string(number);
  const int c = shape.channels;
  chain.add({"block" + n,
             NodeKind::kSame,
             {"2 conv 3x3, reflected" + norm_text(spec.norm) +
                  (spec.resnet.dropout > 0.0 ? ", dropout" : ""),
              to_text(shape)},
             2 * (conv_parameters(c, c, 3, spec.resnet.conv_bias) +
                  norm_parameters(spec.norm, c))});
  chain.add({"sum" + n, NodeKind::kSum, {"+"}, 0});
  chain.skip(before, "sum" + n);
}

}  // namespace

NetworkGraph resnet_graph(const ModelSpec& spec) {
  const int f = spec.resnet.ngf;
  Chain chain("generator: ResNet of " + std::to_string(spec.resnet.blocks) +
              " blocks");
  chain.add(picture_node("input", "input", halved(spec, 0, spec.in_channels)));
  chain.add(resnet_conv(spec,
                        {"head", NodeKind::kSame, "conv 7x7, reflected", 7},
                        spec.in_channels, halved(spec, 0, f)));
  for (int i = 1; i <= 2; ++i)
    chain.add(resnet_conv(
        spec, {"down" + std::to_string(i), NodeKind::kDown, "conv 3x3 / 2", 3},
        f << (i - 1), halved(spec, i, f << i)));
  for (int i = 1; i <= spec.resnet.blocks; ++i)
    add_block(spec, i, halved(spec, 2, 4 * f), chain);
  for (int i = 1; i >= 0; --i)
    chain.add(resnet_conv(spec,
                          {"up" + std::to_string(i + 1), NodeKind::kUp,
                           "transposed conv 3x3 x 2", 3},
                          f << (i + 1), halved(spec, i, f << i)));
  chain.add({"tail",
             NodeKind::kSame,
             {std::string("conv 7x7, reflected") +
                  activation_text(spec.output_activation),
              to_text(halved(spec, 0, spec.out_channels))},
             conv_parameters(f, spec.out_channels, 7, true)});
  chain.add(
      picture_node("output", "output", halved(spec, 0, spec.out_channels)));
  return chain.graph();
}

}  // namespace p2p

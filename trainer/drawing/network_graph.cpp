// SPDX-License-Identifier: MIT
// Which network it is, and discriminators.
#include "trainer/drawing/network_graph.h"

#include <stdexcept>

#include "models/networks/patch_gan_layers.h"
#include "trainer/drawing/graph_parts.h"

namespace p2p {

int64_t NetworkGraph::parameters() const {
  int64_t sum = 0;
  for (const GraphNode& node : nodes) sum += node.parameters;
  return sum;
}

NetworkGraph graph_of(const ModelSpec& spec) {
  switch (spec.architecture) {
    case Architecture::kUnet:
      return unet_graph(spec);
    case Architecture::kResnet:
      return resnet_graph(spec);
    case Architecture::kPconv:
      return pconv_graph(spec);
  }
  throw std::invalid_argument("unknown architecture");
}

NetworkGraph graph_of(const PatchGanSpec& spec, int width, int height) {
  Chain chain("discriminator: " +
              (spec.n_layers == 0
                   ? std::string("pixels")
                   : "patches, " + std::to_string(spec.n_layers) + " layers"));
  Shape shape{spec.in_channels, height, width};
  chain.add(picture_node("input", "input and target or output", shape));
  const std::vector<PatchGanLayer> layers = layers_of(spec);
  for (size_t i = 0; i < layers.size(); ++i) {
    const PatchGanLayer& layer = layers[i];
    const auto after = [&](int size) {
      return (size + 2 * layer.padding - layer.kernel) / layer.stride + 1;
    };
    shape = {layer.out, after(shape.height), after(shape.width)};
    const std::string k = std::to_string(layer.kernel);
    const bool last = i + 1 == layers.size();
    chain.add({"conv" + std::to_string(i + 1),
               layer.stride == 2 ? NodeKind::kDown : NodeKind::kSame,
               {"conv " + k + "x" + k + (layer.stride == 2 ? " / 2" : "") +
                    (layer.normed ? norm_text(spec.norm) : "") +
                    (last ? ": logits" : ", leaky ReLU"),
                to_text(shape)},
               conv_parameters(layer.in, layer.out, layer.kernel, layer.bias) +
                   (layer.normed ? norm_parameters(spec.norm, layer.out) : 0)});
  }
  return chain.graph();
}

}  // namespace p2p

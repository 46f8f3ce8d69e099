// SPDX-License-Identifier: MIT
// The two arms of a U; the decoder's layers look at the encoder's input.
#include "models/weights/pconv_layers.h"
#include "trainer/drawing/graph_parts.h"

namespace p2p {
namespace {

std::string leaky_text(double slope) {
  if (slope == 1.0) return "";
  return slope == 0.0 ? ", ReLU" : ", leaky ReLU";
}

/// `halvings` of what the layer makes.
GraphNode pconv_node(const ModelSpec& spec, const PconvLayerShape& layer,
                     const std::string& id, int halvings) {
  const bool doubles = layer.skip > 0;
  const std::string side = std::to_string(layer.kernel);
  // The picture is what a layer without an activation makes.
  const std::string after = layer.slope == 1.0
                                ? activation_text(spec.output_activation)
                                : (layer.normed ? norm_text(spec.norm) : "") +
                                      leaky_text(layer.slope);
  return {id,
          doubles ? NodeKind::kUp : NodeKind::kDown,
          {(doubles ? "resize x 2, " : "") + ("partial conv " + side) + "x" +
               side + (layer.stride == 2 ? " / 2" : "") + after,
           to_text(halved(spec, halvings, layer.out))},
          conv_parameters(layer.in, layer.out, layer.kernel,
                          !layer.normed || spec.pconv.conv_bias) +
              (layer.normed ? norm_parameters(spec.norm, layer.out) : 0)};
}

}  // namespace

NetworkGraph pconv_graph(const ModelSpec& spec) {
  Chain chain("generator: partial convolutions, " +
              std::to_string(spec.pconv.depth) + " levels");
  chain.add(picture_node("input", "picture and mask",
                         halved(spec, 0, spec.in_channels)));
  const PconvLayers layers = pconv_layers(spec);
  for (int level = 1; level <= spec.pconv.depth; ++level)
    chain.add(pconv_node(spec, layers.encoder[level - 1],
                         "down" + std::to_string(level), level));
  for (int level = spec.pconv.depth; level >= 1; --level) {
    const std::string number = std::to_string(level);
    chain.add(
        pconv_node(spec, layers.decoder[level - 1], "up" + number, level - 1));
    const std::string above =
        level == 1 ? "input" : "down" + std::to_string(level - 1);
    chain.skip(above, "up" + number);
    chain.graph().level.emplace_back("down" + number, "up" + number);
  }
  chain.add(
      picture_node("output", "output", halved(spec, 0, spec.out_channels)));
  chain.graph().level.emplace_back("input", "output");
  return chain.graph();
}

}  // namespace p2p

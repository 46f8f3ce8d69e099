// SPDX-License-Identifier: MIT
// The two arms of a U.
#include "models/weights/unet_layers.h"
#include "trainer/drawing/graph_parts.h"

namespace p2p {
namespace {

GraphNode down_node(const ModelSpec& spec, int level) {
  const UnetLevelShape shape = unet_levels(spec)[level - 1];
  return {
      "down" + std::to_string(level),
      NodeKind::kDown,
      {(level == 1 ? "conv 4x4 / 2" : "leaky ReLU, conv 4x4 / 2") +
           (shape.down_normed ? norm_text(spec.norm) : ""),
       to_text(halved(spec, level, shape.width))},
      conv_parameters(shape.in, shape.width, kUnetDownKernel, shape.down_bias) +
          (shape.down_normed ? norm_parameters(spec.norm, shape.width) : 0)};
}

/// Of the outermost level inside full-size layers with their norm behind it.
GraphNode up_node(const ModelSpec& spec, int level) {
  const UnetLevelShape shape = unet_levels(spec)[level - 1];
  const bool last = level == 1 && spec.unet.full_size_features == 0;
  const bool resize = spec.unet.upsampling == Upsampling::kResize;
  std::string what =
      resize ? "ReLU, resize x 2, conv 3x3" : "ReLU, transposed conv 4x4 x 2";
  what += last
              ? activation_text(spec.output_activation)
              : norm_text(spec.norm) + (shape.dropout > 0.0 ? ", dropout" : "");
  return {
      "up" + std::to_string(level),
      NodeKind::kUp,
      {what, to_text(halved(spec, level - 1, shape.out))},
      conv_parameters(shape.up_in, shape.out, shape.up_kernel, shape.up_bias) +
          (last ? 0 : norm_parameters(spec.norm, shape.out))};
}

GraphNode full_size_node(const ModelSpec& spec, const char* id, int in,
                         const std::string& before) {
  const int out = spec.unet.full_size_features;
  return {id,
          NodeKind::kSame,
          {before + "conv 3x3" + norm_text(spec.norm) + ", ReLU",
           to_text(halved(spec, 0, out))},
          conv_parameters(in, out, kFullSizeKernel, spec.unet.conv_bias) +
              norm_parameters(spec.norm, out)};
}

GraphNode full_size_last(const ModelSpec& spec) {
  const int in = spec.unet.full_size_features;
  return {"full_last",
          NodeKind::kSame,
          {std::string("conv 3x3") + activation_text(spec.output_activation),
           to_text(halved(spec, 0, spec.out_channels))},
          conv_parameters(in, spec.out_channels, kFullSizeKernel, true)};
}

}  // namespace

NetworkGraph unet_graph(const ModelSpec& spec) {
  Chain chain("generator: U-Net of " + std::to_string(spec.unet.depth) +
              " levels");
  chain.add(picture_node("input", "input", halved(spec, 0, spec.in_channels)));
  const int full = spec.unet.full_size_features;
  if (full > 0)
    chain.add(full_size_node(spec, "full_first", spec.in_channels, ""));
  for (int level = 1; level <= spec.unet.depth; ++level)
    chain.add(down_node(spec, level));
  for (int level = spec.unet.depth; level >= 1; --level) {
    chain.add(up_node(spec, level));
    const std::string number = std::to_string(level);
    if (level < spec.unet.depth) chain.skip("down" + number, "up" + number);
    chain.graph().level.emplace_back("down" + number, "up" + number);
  }
  if (full > 0) {
    chain.add(full_size_node(spec, "full_joined", 2 * full, "ReLU, "));
    chain.skip("full_first", "full_joined");
    chain.graph().level.emplace_back("full_first", "full_joined");
    chain.add(full_size_last(spec));
  }
  chain.add(
      picture_node("output", "output", halved(spec, 0, spec.out_channels)));
  chain.graph().level.emplace_back("input", "output");
  return chain.graph();
}

}  // namespace p2p

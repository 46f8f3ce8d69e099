// SPDX-License-Identifier: MIT
// Words, numbers and nodes.
#include "trainer/drawing/graph_parts.h"

namespace p2p {

std::string to_text(const Shape& shape) {
  return std::to_string(shape.channels) + " x " + std::to_string(shape.height) +
         " x " + std::to_string(shape.width);
}

Shape halved(const ModelSpec& spec, int halvings, int channels) {
  return {channels, spec.training_height >> halvings,
          spec.training_width >> halvings};
}

std::string norm_text(const NormSpec& norm) {
  return norm.kind == NormKind::kNone
             ? ""
             : ", " + std::string(to_string(norm.kind)) + " norm";
}

const char* activation_text(OutputActivation activation) {
  switch (activation) {
    case OutputActivation::kTanh:
      return ", tanh";
    case OutputActivation::kSigmoid:
      return ", sigmoid";
    case OutputActivation::kLinear:
      return "";
  }
  return "";
}

int64_t norm_parameters(const NormSpec& norm, int channels) {
  return norm.kind != NormKind::kNone && norm.affine ? 2 * channels : 0;
}

int64_t conv_parameters(int in, int out, int kernel, bool bias) {
  return static_cast<int64_t>(in) * out * kernel * kernel + (bias ? out : 0);
}

GraphNode picture_node(const char* id, const std::string& name,
                       const Shape& shape) {
  return {id, NodeKind::kPicture, {name, to_text(shape)}, 0};
}

void Chain::add(const GraphNode& node) {
  if (!last_.empty()) graph_.edges.push_back({last_, node.id});
  last_ = node.id;
  graph_.nodes.push_back(node);
}

}  // namespace p2p

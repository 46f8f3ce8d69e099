// SPDX-License-Identifier: MIT
// Networks as graphs of layers, for people to look at.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/networks/patch_gan.h"
#include "models/weights/model_spec.h"

namespace p2p {

enum class NodeKind { kPicture, kDown, kUp, kSame, kSum };

/// One or several layers that belong together.
struct GraphNode {
  std::string id;  ///< unique in its graph
  NodeKind kind = NodeKind::kSame;
  std::vector<std::string> lines;  ///< what it does, shape that comes out
  int64_t parameters = 0;
};

struct GraphEdge {
  std::string from, to;
  bool skip = false;
};

struct NetworkGraph {
  std::string name;
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
  /// Nodes to be drawn side by side: the two arms of a U.
  std::vector<std::pair<std::string, std::string>> level;

  int64_t parameters() const;
};

/// The generator, with shapes at its training size.
NetworkGraph graph_of(const ModelSpec& spec);

/// The discriminator, with shapes for pictures of this size.
NetworkGraph graph_of(const PatchGanSpec& spec, int width, int height);

/// Graphviz's language. Strings are escaped.
std::string to_dot(const std::vector<NetworkGraph>& graphs);

}  // namespace p2p

// SPDX-License-Identifier: MIT
// What graphs of networks are made of.
#pragma once

#include <cstdint>
#include <string>

#include "trainer/drawing/network_graph.h"

namespace p2p {

/// Of one picture's features.
struct Shape {
  int channels, height, width;
};

/// "64 x 128 x 128"
std::string to_text(const Shape& shape);

/// The training size `halvings` times halved.
Shape halved(const ModelSpec& spec, int halvings, int channels);

/// ", batch norm", or nothing.
std::string norm_text(const NormSpec& norm);
/// ", tanh", or nothing.
const char* activation_text(OutputActivation activation);

int64_t norm_parameters(const NormSpec& norm, int channels);
int64_t conv_parameters(int in, int out, int kernel, bool bias);

GraphNode picture_node(const char* id, const std::string& name,
                       const Shape& shape);

/// A graph that grows by one node after the other.
class Chain {
 public:
  explicit Chain(const std::string& name) { graph_.name = name; }

  /// Adds a node behind the last one and makes it the last.
  void add(const GraphNode& node);
  void skip(const std::string& from, const std::string& to) {
    graph_.edges.push_back({from, to, true});
  }
  const std::string& last() const { return last_; }
  NetworkGraph& graph() { return graph_; }

 private:
  NetworkGraph graph_;
  std::string last_;
};

/// The generator's graph, by its kind.
NetworkGraph unet_graph(const ModelSpec& spec);
NetworkGraph resnet_graph(const ModelSpec& spec);
NetworkGraph pconv_graph(const ModelSpec& spec);

}  // namespace p2p

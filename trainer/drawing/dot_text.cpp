// SPDX-License-Identifier: MIT
// Graphs in Graphviz's language.
#include "trainer/drawing/network_graph.h"

namespace p2p {
namespace {

std::string grouped(int64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string in_quotes(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

const char* colour(NodeKind kind) {
  switch (kind) {
    case NodeKind::kPicture:
      return "#f2f2f2";
    case NodeKind::kDown:
      return "#cfe3f7";
    case NodeKind::kUp:
      return "#fbdcc4";
    case NodeKind::kSame:
      return "#dcefd2";
    case NodeKind::kSum:
      return "#ffffff";
  }
  return "#ffffff";
}

std::string node_text(const GraphNode& node, const std::string& prefix) {
  std::string label;
  for (const std::string& line : node.lines)
    label += (label.empty() ? "" : "\n") + line;
  if (node.parameters > 0)
    label += "\n" + grouped(node.parameters) + " parameters";
  return "    " + in_quotes(prefix + node.id) + " [label=" + in_quotes(label) +
         ", fillcolor=\"" + colour(node.kind) + "\"" +
         (node.kind == NodeKind::kSum
              ? ", shape=circle, width=0.3, fixedsize=true"
              : "") +
         "]\n";
}

std::string cluster(const NetworkGraph& graph, size_t index) {
  const std::string prefix = std::to_string(index) + ".";
  std::string out = "  subgraph cluster" + std::to_string(index) +
                    " {\n    label=" +
                    in_quotes(graph.name + ", " + grouped(graph.parameters()) +
                              " parameters") +
                    "\n";
  for (const GraphNode& node : graph.nodes) out += node_text(node, prefix);
  for (const auto& [left, right] : graph.level)
    out += "    { rank=same; " + in_quotes(prefix + left) + " " +
           in_quotes(prefix + right) + " }\n";
  for (const GraphEdge& edge : graph.edges) {
    // Up the right arm of a U an arrow points against the ranks.
    const bool up = edge.to.starts_with("up") && edge.from.starts_with("up");
    const bool out_of_it = edge.to == "output" && !graph.level.empty();
    out += "    " + in_quotes(prefix + edge.from) + " -> " +
           in_quotes(prefix + edge.to) + " [" +
           (edge.skip ? "style=dashed" : "style=solid") +
           (!graph.level.empty() && (up || out_of_it) ? ", constraint=false"
                                                      : "") +
           "]\n";
  }
  // Keeps the output to the right of the input.
  if (!graph.level.empty())
    out += "    " + in_quotes(prefix + "input") + " -> " +
           in_quotes(prefix + "output") + " [style=invis]\n";
  return out + "  }\n";
}

}  // namespace

std::string to_dot(const std::vector<NetworkGraph>& graphs) {
  std::string out =
      "digraph networks {\n"
      "  graph [fontname=\"Helvetica\", fontsize=14, nodesep=0.4, ranksep=0.3,"
      " color=\"#bbbbbb\"]\n"
      "  node [fontname=\"Helvetica\", fontsize=10, shape=box,"
      " style=\"rounded,filled\", color=\"#666666\"]\n"
      "  edge [color=\"#444444\", arrowsize=0.7]\n";
  for (size_t i = 0; i < graphs.size(); ++i) out += cluster(graphs[i], i);
  return out + "}\n";
}

}  // namespace p2p

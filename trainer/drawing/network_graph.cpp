// SPDX-License-Identifier: MIT
// Layers, shapes and parameters by the specs.
#include "trainer/drawing/network_graph.h"

#include <algorithm>
#include <stdexcept>

#include "models/networks/patch_gan_layers.h"
#include "models/weights/pconv_layers.h"

namespace p2p {
namespace {

struct Shape {
  int channels, height, width;
};

std::string text(const Shape& shape) {
  return std::to_string(shape.channels) + " x " + std::to_string(shape.height) +
         " x " + std::to_string(shape.width);
}

std::string norm_text(const NormSpec& norm) {
  return norm.kind == NormKind::kNone
             ? ""
             : ", " + std::string(to_string(norm.kind)) + " norm";
}

int64_t norm_parameters(const NormSpec& norm, int channels) {
  return norm.kind != NormKind::kNone && norm.affine ? 2 * channels : 0;
}

int64_t conv_parameters(int in, int out, int kernel, bool bias) {
  return static_cast<int64_t>(in) * out * kernel * kernel + (bias ? out : 0);
}

/// A graph that grows by one node after the other.
class Chain {
 public:
  explicit Chain(std::string name) { graph_.name = std::move(name); }

  /// Adds a node behind the last one and makes it the last.
  void add(GraphNode node) {
    if (!last_.empty()) graph_.edges.push_back({last_, node.id});
    last_ = node.id;
    graph_.nodes.push_back(std::move(node));
  }
  void skip(const std::string& from, const std::string& to) {
    graph_.edges.push_back({from, to, true});
  }
  const std::string& last() const { return last_; }
  NetworkGraph& graph() { return graph_; }

 private:
  NetworkGraph graph_;
  std::string last_;
};

const char* activation_name(OutputActivation activation) {
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

// --- U-Net -------------------------------------------------------------------

Shape halved(const ModelSpec& spec, int level, int channels) {
  return {channels, spec.training_height >> level,
          spec.training_width >> level};
}

/// Channels on the outer side of a level; of a picture there are `picture`.
int around_level(const ModelSpec& spec, int level, int picture) {
  if (level > 1) return unet_width(spec.unet, level - 1);
  return spec.unet.full_size_features > 0 ? spec.unet.full_size_features
                                          : picture;
}

GraphNode down_node(const ModelSpec& spec, int level) {
  const UnetSpec& unet = spec.unet;
  const bool innermost = level == unet.depth;
  const bool normed = innermost ? unet.bottleneck_norm : level > 1;
  const int in = around_level(spec, level, spec.in_channels);
  const int out = unet_width(unet, level);
  return {"down" + std::to_string(level),
          NodeKind::kDown,
          {(level == 1 ? "conv 4x4 / 2" : "leaky ReLU, conv 4x4 / 2") +
               (normed ? norm_text(spec.norm) : ""),
           text(halved(spec, level, out))},
          conv_parameters(in, out, 4, unet.conv_bias) +
              (normed ? norm_parameters(spec.norm, out) : 0)};
}

GraphNode up_node(const ModelSpec& spec, int level) {
  const UnetSpec& unet = spec.unet;
  const bool last = level == 1 && unet.full_size_features == 0;
  const bool resize = unet.upsampling == Upsampling::kResize;
  const int in = unet_width(unet, level) * (level == unet.depth ? 1 : 2);
  const int out = around_level(spec, level, spec.out_channels);
  const auto& levels = unet.dropout_levels;
  const bool dropout =
      std::find(levels.begin(), levels.end(), level) != levels.end();
  std::string what =
      resize ? "ReLU, resize x 2, conv 3x3" : "ReLU, transposed conv 4x4 x 2";
  what += last ? activation_name(spec.output_activation)
               : norm_text(spec.norm) + (dropout ? ", dropout" : "");
  return {
      "up" + std::to_string(level),
      NodeKind::kUp,
      {what, text(halved(spec, level - 1, out))},
      conv_parameters(in, out, resize ? 3 : 4, level == 1 || unet.conv_bias) +
          (last ? 0 : norm_parameters(spec.norm, out))};
}

GraphNode full_size_node(const ModelSpec& spec, const char* id, int in,
                         const std::string& before) {
  const int out = spec.unet.full_size_features;
  return {id,
          NodeKind::kSame,
          {before + "conv 3x3" + norm_text(spec.norm) + ", ReLU",
           text(halved(spec, 0, out))},
          conv_parameters(in, out, 3, spec.unet.conv_bias) +
              norm_parameters(spec.norm, out)};
}

GraphNode full_size_last(const ModelSpec& spec) {
  const int in = spec.unet.full_size_features;
  return {"full_last",
          NodeKind::kSame,
          {std::string("conv 3x3") + activation_name(spec.output_activation),
           text(halved(spec, 0, spec.out_channels))},
          conv_parameters(in, spec.out_channels, 3, true)};
}

GraphNode picture(const char* id, const std::string& name, const Shape& shape) {
  return {id, NodeKind::kPicture, {name, text(shape)}, 0};
}

NetworkGraph unet_graph(const ModelSpec& spec) {
  Chain chain("generator: U-Net of " + std::to_string(spec.unet.depth) +
              " levels");
  chain.add(picture("input", "input", halved(spec, 0, spec.in_channels)));
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
  chain.add(picture("output", "output", halved(spec, 0, spec.out_channels)));
  chain.graph().level.emplace_back("input", "output");
  return chain.graph();
}

// --- Partial convolutions ----------------------------------------------------

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
                                ? activation_name(spec.output_activation)
                                : (layer.normed ? norm_text(spec.norm) : "") +
                                      leaky_text(layer.slope);
  return {id,
          doubles ? NodeKind::kUp : NodeKind::kDown,
          {(doubles ? "resize x 2, " : "") + ("partial conv " + side) + "x" +
               side + (layer.stride == 2 ? " / 2" : "") + after,
           text(halved(spec, halvings, layer.out))},
          conv_parameters(layer.in, layer.out, layer.kernel,
                          !layer.normed || spec.pconv.conv_bias) +
              (layer.normed ? norm_parameters(spec.norm, layer.out) : 0)};
}

NetworkGraph pconv_graph(const ModelSpec& spec) {
  Chain chain("generator: partial convolutions, " +
              std::to_string(spec.pconv.depth) + " levels");
  chain.add(
      picture("input", "picture and mask", halved(spec, 0, spec.in_channels)));
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
  chain.add(picture("output", "output", halved(spec, 0, spec.out_channels)));
  chain.graph().level.emplace_back("input", "output");
  return chain.graph();
}

// --- ResNet ------------------------------------------------------------------

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
      {layer.what + norm_text(spec.norm) + ", ReLU", text(shape)},
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
              text(shape)},
             2 * (conv_parameters(c, c, 3, spec.resnet.conv_bias) +
                  norm_parameters(spec.norm, c))});
  chain.add({"sum" + n, NodeKind::kSum, {"+"}, 0});
  chain.skip(before, "sum" + n);
}

NetworkGraph resnet_graph(const ModelSpec& spec) {
  const int f = spec.resnet.ngf;
  Chain chain("generator: ResNet of " + std::to_string(spec.resnet.blocks) +
              " blocks");
  chain.add(picture("input", "input", halved(spec, 0, spec.in_channels)));
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
                  activation_name(spec.output_activation),
              text(halved(spec, 0, spec.out_channels))},
             conv_parameters(f, spec.out_channels, 7, true)});
  chain.add(picture("output", "output", halved(spec, 0, spec.out_channels)));
  return chain.graph();
}

// --- Graphviz ----------------------------------------------------------------

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
  chain.add(picture("input", "input and target or output", shape));
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
                text(shape)},
               conv_parameters(layer.in, layer.out, layer.kernel, layer.bias) +
                   (layer.normed ? norm_parameters(spec.norm, layer.out) : 0)});
  }
  return chain.graph();
}

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

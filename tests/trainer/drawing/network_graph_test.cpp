// SPDX-License-Identifier: MIT
// Graphs tell the truth about the networks, and Graphviz draws them.
#include "trainer/drawing/network_graph.h"

#include <set>

#include <gtest/gtest.h>

#include "models/networks/generator.h"
#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/drawing/graphviz.h"
#include "trainer/drawing/model_graphs.h"

namespace p2p {
namespace {

using tests::contains;

int64_t parameters_of(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const torch::Tensor& p : module.parameters()) count += p.numel();
  return count;
}

ModelSpec unet(int depth, int ngf) {
  ModelSpec spec;
  spec.unet = standard_unet(depth, ngf);
  spec.training_width = spec.training_height = 1 << depth;
  return spec;
}

std::string label_of(const NetworkGraph& graph, const std::string& id) {
  for (const GraphNode& node : graph.nodes)
    if (node.id == id) return node.lines.back();
  return "no " + id;
}

ModelSpec pconv(int depth, int ngf) {
  ModelSpec spec;
  spec.architecture = Architecture::kPconv;
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  spec.pconv = {.depth = depth, .ngf = ngf};
  return spec;
}

TEST(NetworkGraph, CountsEveryParameterOfEveryGenerator) {
  std::vector<ModelSpec> specs(9, unet(5, 4));
  specs[1].unet.upsampling = Upsampling::kResize;
  specs[2].unet.bottleneck_norm = true;
  specs[3].norm = {.kind = NormKind::kInstance, .affine = false};
  specs[3].unet.conv_bias = true;
  specs[4] = unet(1, 4);
  specs[5].architecture = Architecture::kResnet;
  specs[5].resnet = {.blocks = 3, .ngf = 4};
  specs[6] = pconv(5, 4);
  specs[7].unet.full_size_features = specs[8].unet.full_size_features = 6;
  specs[8].norm = {.kind = NormKind::kInstance, .affine = false};
  specs[8].unet.conv_bias = true;
  for (const ModelSpec& spec : specs)
    EXPECT_EQ(graph_of(spec).parameters(), parameters_of(*make_generator(spec)))
        << to_json(spec);
}

TEST(NetworkGraph, CountsEveryParameterOfEveryDiscriminator) {
  for (const int n_layers : {0, 1, 3}) {
    const PatchGanSpec spec{.ndf = 4, .n_layers = n_layers};
    EXPECT_EQ(graph_of(spec, 256, 256).parameters(),
              parameters_of(*PatchGan(spec)));
  }
}

TEST(NetworkGraph, ShapesAndSkipsOfTheOriginal) {
  const NetworkGraph graph = graph_of(unet(8, 64));
  EXPECT_EQ(graph.parameters(), 54413955);
  EXPECT_EQ(label_of(graph, "down1"), "64 x 128 x 128");
  EXPECT_EQ(label_of(graph, "down8"), "512 x 1 x 1");
  EXPECT_EQ(label_of(graph, "up8"), "512 x 2 x 2");
  EXPECT_EQ(label_of(graph, "up1"), "3 x 256 x 256");
  int skips = 0;
  for (const GraphEdge& edge : graph.edges) skips += edge.skip ? 1 : 0;
  EXPECT_EQ(skips, 7);
  EXPECT_EQ(label_of(graph_of(PatchGanSpec{}, 256, 256), "conv5"),
            "1 x 30 x 30");
}

TEST(NetworkGraph, SkipsOfPartialConvolutionsReachThePicture) {
  const NetworkGraph graph = graph_of(pconv(7, 64));
  EXPECT_EQ(label_of(graph, "input"), "4 x 256 x 256");
  EXPECT_EQ(label_of(graph, "down7"), "512 x 2 x 2");
  EXPECT_EQ(label_of(graph, "up1"), "3 x 256 x 256");
  int skips = 0;
  for (const GraphEdge& edge : graph.edges) skips += edge.skip ? 1 : 0;
  EXPECT_EQ(skips, 7);
}

TEST(NetworkGraph, EdgesEndAtNodes) {
  ModelSpec resnet;
  resnet.architecture = Architecture::kResnet;
  for (const NetworkGraph& graph :
       {graph_of(unet(4, 4)), graph_of(resnet), graph_of(pconv(4, 4)),
        graph_of(PatchGanSpec{}, 256, 256)}) {
    std::set<std::string> ids;
    for (const GraphNode& node : graph.nodes)
      EXPECT_TRUE(ids.insert(node.id).second) << node.id;
    for (const GraphEdge& edge : graph.edges) {
      EXPECT_TRUE(ids.contains(edge.from)) << edge.from;
      EXPECT_TRUE(ids.contains(edge.to)) << edge.to;
    }
  }
}

TEST(ModelGraphs, DiscriminatorFromTheTrainingOptions) {
  ModelSpec spec = unet(4, 4);
  EXPECT_EQ(graphs_of(spec).size(), 1u);
  spec.training_options = R"({"netD":"n_layers","n_layers_D":2,"ndf":8})";
  ASSERT_EQ(graphs_of(spec).size(), 2u);
  EXPECT_TRUE(contains(graphs_of(spec)[1].name, "2 layers"));
  spec.training_options = R"({"netD":"basic","gan_mode":"none"})";
  EXPECT_EQ(graphs_of(spec).size(), 1u);
  spec.training_options = R"({"netD":7})";
  EXPECT_EQ(graphs_of(spec).size(), 1u);
}

TEST(Graphviz, DrawsByTheExtension) {
  const tests::TemporaryFolder folder;
  const std::string dot = to_dot(graphs_of(unet(4, 4)));
  EXPECT_TRUE(contains(dot, "3 x 16 x 16"));
  draw(dot, folder / "n.dot");
  EXPECT_EQ(tests::read_text(folder / "n.dot"), dot);
  EXPECT_TRUE(contains(tests::message_of([&] { draw(dot, folder / "n.jpg"); }),
                       ".svg"));
  try {
    draw(dot, folder / "n.svg");
    draw(dot, folder / "n.png");
  } catch (const NoGraphviz& error) {
    GTEST_SKIP() << error.what();
  }
  EXPECT_TRUE(contains(tests::read_text(folder / "n.svg"), "<svg"));
  EXPECT_EQ(tests::read_text(folder / "n.png").substr(1, 3), "PNG");
  EXPECT_EQ(tests::count_files(folder.path()), 3u);
}

}  // namespace
}  // namespace p2p

// SPDX-License-Identifier: MIT
// From training options back to a discriminator.
#include "trainer/drawing/model_graphs.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "trainer/training/train_options.h"

namespace p2p {
namespace {

using nlohmann::json;

std::optional<PatchGanSpec> discriminator_of(const ModelSpec& spec) {
  const json options = json::parse(spec.training_options, nullptr, false);
  if (!options.is_object() || !options.contains("netD")) return std::nullopt;
  TrainOptions known;
  try {
    if (options.value("gan_mode", known.gan_mode) == "none")
      return std::nullopt;
    known.net_d = options.value("netD", known.net_d);
    known.n_layers_d = options.value("n_layers_D", known.n_layers_d);
    known.ndf = options.value("ndf", known.ndf);
    known.norm = options.value("norm", known.norm);
  } catch (const json::exception&) {
    return std::nullopt;  // another program's options
  }
  known.data.channels = {spec.in_channels, spec.out_channels};
  return discriminator_spec(known);
}

}  // namespace

std::vector<NetworkGraph> graphs_of(const ModelSpec& spec) {
  std::vector<NetworkGraph> graphs = {graph_of(spec)};
  if (const auto judge = discriminator_of(spec))
    graphs.push_back(
        graph_of(*judge, spec.training_width, spec.training_height));
  return graphs;
}

}  // namespace p2p

// SPDX-License-Identifier: MIT
// The graphs of a model file.
#pragma once

#include <vector>

#include "trainer/drawing/network_graph.h"

namespace p2p {

/// The generator and, where the model's training options tell of one, the
/// discriminator that it was trained against.
std::vector<NetworkGraph> graphs_of(const ModelSpec& spec);

}  // namespace p2p

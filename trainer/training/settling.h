// SPDX-License-Identifier: MIT
// Closing the gap between training and running statistics of batch norm.
#pragma once

#include "models/networks/generator.h"
#include "trainer/data/pair_loader.h"

namespace p2p {

/// Replaces the running statistics by the cumulative average over `pictures`
/// pictures (or all) of `loader`'s current epoch, in training forwards with
/// dropout off. Must not be done after settling: weights that have settled on
/// frozen statistics are ruined by others.
void estimate_running_stats(Generator& generator, PairLoader& loader,
                            int pictures);

/// From here on the generator trains on its stored statistics, without dropout,
/// exactly as it will be run.
void freeze_running_stats(Generator& generator);

/// Whether the network has statistics to estimate and freeze.
bool has_running_stats(const ModelSpec& spec);

}  // namespace p2p

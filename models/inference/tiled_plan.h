// SPDX-License-Identifier: MIT
// A large frame in overlapping tiles.
#pragma once

#include <memory>
#include <vector>

#include "models/inference/plan.h"

namespace p2p {

/// Where the tiles of one axis begin and how much each counts at each of its
/// pixels; the weights of all tiles over a pixel add up to 1.
struct TileAxis {
  std::vector<int> starts;
  std::vector<std::vector<float>> weights;  ///< [tiles][tile size]
};

/// Tiles of `tile` pixels over `size` of them, at least as many, with at least
/// `overlap` pixels in common, over which the weights fall and rise linearly.
TileAxis tile_axis(int size, int tile, int overlap);

/// Runs `tile_plan`, whose frames are tiles and whose batch is how many of them
/// run at once, over a frame of `shape` (batch 1), which is at least as large
/// as a tile. Every tile must see the same norm statistics: the network must
/// run with stored ones.
std::unique_ptr<Plan> make_tiled_plan(std::unique_ptr<Plan> tile_plan,
                                      const PlanShape& tile_shape,
                                      const PlanShape& shape, int in_channels,
                                      int out_channels);

}  // namespace p2p
